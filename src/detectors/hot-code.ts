import { calledName } from './code/calls.ts';
import type { CodeFile } from './code/code-file.ts';
import { isReadable, type ParsedCode, parseCode } from './code/parse-code.ts';
import { lastLineOf, lineOf, type SyntaxNode } from './code/syntax.ts';
import {
  CAVEATS_MAX,
  FILES_MAX,
  HOT_FUNCTION_SHARE_MIN,
  HOT_LINE_SHARE_MIN,
  SOURCE_CHARS_SUM_MAX,
} from './limits.ts';
import type { HotFunction, Observed, ShareInterval } from './observed.ts';

/** How hot a piece of code is. */
export interface Heat {
  readonly seen:
    | { readonly kind: 'line' }
    /** Frames of a function of the runtime that this code calls, e.g. `concat` of node:buffer. */
    | { readonly kind: 'callee'; readonly name: string }
    /** Only the function around is known. */
    | { readonly kind: 'function' };
  /** Of the whole workload, in [0, 1]. */
  readonly share: number;
  /** The function's interval, cut to this part of it. */
  readonly interval: ShareInterval;
  readonly hot: HotFunction;
}

/** A parsed file and what the profile saw in it. */
export class HotFile {
  readonly code: CodeFile;
  readonly functions: readonly HotFunction[];
  /** Whether each line has time of its own or lies in a function whose lines aren't known. */
  readonly #warmBefore: Uint32Array;
  readonly #extents: ReadonlyMap<HotFunction, readonly [number, number]>;
  #warm: readonly SyntaxNode[] | null = null;

  constructor(code: CodeFile, functions: readonly HotFunction[]) {
    this.code = code;
    this.functions = functions;
    this.#extents = new Map(functions.map((hot) => [hot, extentOf(code, hot)]));
    this.#warmBefore = this.#countWarm();
  }

  /** The nodes that can be hot at all; in most files that is a small part. */
  warmNodes(): readonly SyntaxNode[] {
    this.#warm ??= this.code.nodes.filter(
      (node) => this.#warmUpTo(lastLineOf(node)) > this.#warmUpTo(lineOf(node) - 1),
    );
    return this.#warm;
  }

  /**
   * How hot a node is: by its lines, and by what it calls of the runtime. Where a function around
   * it has no lines, that function's share. Null when the profile says that the time is elsewhere.
   *
   * @param shareMin - share from which it is hot
   */
  heatOf(node: SyntaxNode, shareMin: number = HOT_LINE_SHARE_MIN): Heat | null {
    return (
      this.#calleeHeat(node, shareMin) ?? this.#lineHeat(node, shareMin) ?? this.#functionHeat(node)
    );
  }

  /** The hot function whose code a node is in, the innermost; null when none is. */
  functionOf(node: SyntaxNode): HotFunction | null {
    const around = this.functions
      .filter((each) => {
        const [first, last] = this.#extentOf(each);
        return first <= lineOf(node) && lastLineOf(node) <= last;
      })
      .toSorted((left, right) => right.line - left.line);
    return around[0] ?? null;
  }

  #countWarm(): Uint32Array {
    const counts = new Uint32Array(lastLineOf(this.code.program) + 1);
    const warm = (first: number, last: number): void => {
      counts.fill(1, Math.max(1, first), Math.max(1, Math.min(last + 1, counts.length)));
    };
    for (const hot of this.functions) {
      hot.hotLines.forEach(({ line }) => warm(line, line));
      if (hot.hotLines.length === 0 || (hot.callees ?? []).length > 0) {
        warm(...this.#extentOf(hot));
      }
    }
    for (let line = 1; line < counts.length; line += 1) {
      counts[line] = (counts[line] ?? 0) + (counts[line - 1] ?? 0);
    }
    return counts;
  }

  #warmUpTo(line: number): number {
    return this.#warmBefore[Math.min(line, this.#warmBefore.length - 1)] ?? 0;
  }

  /** Two calls of one name in one function can't be told apart, so both are as hot. */
  #calleeHeat(node: SyntaxNode, shareMin: number): Heat | null {
    const name = calledName(node);
    const hot = name === null ? null : this.functionOf(node);
    const callee = hot?.callees?.find((each) => each.name === name);
    if (hot === null || callee === undefined || callee.share < shareMin) {
      return null;
    }
    const share = Math.min(1, callee.share + (this.#lineHeat(node, 0)?.share ?? 0));
    const seen = { kind: 'callee', name: callee.name } as const;
    return { seen, share, interval: scaled(hot, share), hot };
  }

  #lineHeat(node: SyntaxNode, shareMin: number): Heat | null {
    let share = 0;
    let hottest: { hot: HotFunction; share: number } | null = null;
    for (const hot of this.functions) {
      const own = hot.hotLines
        .filter(({ line }) => lineOf(node) <= line && line <= lastLineOf(node))
        .reduce((sum, each) => sum + each.share, 0);
      share += own;
      if (own > (hottest?.share ?? 0)) {
        hottest = { hot, share: own };
      }
    }
    if (hottest === null || share < shareMin) {
      return null;
    }
    const bounded = Math.min(1, share);
    return {
      seen: { kind: 'line' },
      share: bounded,
      interval: scaled(hottest.hot, bounded),
      hot: hottest.hot,
    };
  }

  #functionHeat(node: SyntaxNode): Heat | null {
    const hot = this.functionOf(node);
    if (hot === null || hot.hotLines.length > 0 || hot.share.estimate < HOT_FUNCTION_SHARE_MIN) {
      return null;
    }
    const { share: interval } = hot;
    return { seen: { kind: 'function' }, share: interval.estimate, interval, hot };
  }

  /** First and last line. */
  #extentOf(hot: HotFunction): readonly [number, number] {
    return this.#extents.get(hot) ?? [hot.line, hot.line];
  }
}

/** V8 calls the code of a module itself an anonymous function at its first line. */
function isModuleCode({ name, line }: HotFunction): boolean {
  return line === 1 && (name === '' || name === '(anonymous)');
}

function extentOf(code: CodeFile, hot: HotFunction): readonly [number, number] {
  if (isModuleCode(hot)) {
    return [1, lastLineOf(code.program)];
  }
  const node = hot.endLine === undefined ? code.functionAt(hot.line) : null;
  return [hot.line, hot.endLine ?? (node === null ? hot.line : lastLineOf(node))];
}

/** The function's interval, shrunk to the part of it that lies on some lines. */
function scaled(hot: HotFunction, share: number): ShareInterval {
  const factor = hot.share.estimate > 0 ? share / hot.share.estimate : 1;
  return {
    estimate: share,
    lo: Math.min(share, Math.max(0, hot.share.lo * factor)),
    hi: Math.max(share, Math.min(1, hot.share.hi * factor)),
  };
}

/** Parsed files by name, and sentences on those that could not be read. */
export interface HotCode {
  readonly files: ReadonlyMap<string, HotFile>;
  readonly caveats: readonly string[];
}

/** Reads and parses the files in which something was seen, hottest first, at most FILES_MAX. */
export function readHotCode(observed: Observed, hotFunctions: readonly HotFunction[]): HotCode {
  const files = new Map<string, HotFile>();
  const caveats: string[] = [];
  const wanted = filesWanted(observed, hotFunctions);
  let charsLeft = SOURCE_CHARS_SUM_MAX;
  for (const file of wanted.slice(0, FILES_MAX)) {
    const text = observed.sourceOf(file);
    if (text === null) {
      caveats.push(`${file} could not be read, so no rule looked at its code.`);
      continue;
    }
    charsLeft -= text.length;
    const parsed: ParsedCode =
      charsLeft < 0
        ? {
            kind: 'not-parsed',
            why: `hotter files already have ${SOURCE_CHARS_SUM_MAX} characters`,
          }
        : parseCode(file, text);
    if (parsed.kind === 'parsed') {
      const own = hotFunctions.filter((each) => each.file === file);
      files.set(file, new HotFile(parsed.code, own));
    } else {
      caveats.push(`No rule looked at the code of ${file}: ${parsed.why}.`);
    }
  }
  if (wanted.length > FILES_MAX) {
    caveats.push(`${wanted.length - FILES_MAX} less hot files were not read.`);
  }
  return { files, caveats: [...unreadCaveats(hotFunctions), ...shortened(caveats)] };
}

function filesWanted(observed: Observed, hotFunctions: readonly HotFunction[]): string[] {
  const { runtime } = observed;
  const named = [
    ...hotFunctions.map(({ file }) => file),
    ...runtime.calls.map(({ file }) => file),
    ...runtime.syncIo.map(({ file }) => file),
    ...observed.files,
  ];
  return [...new Set(named)].filter((file) => isReadable(file));
}

/** One sentence for each language that no rule can read. */
function unreadCaveats(hotFunctions: readonly HotFunction[]): string[] {
  const counts = new Map<string, number>();
  for (const { file } of hotFunctions) {
    const ending = /\.\w+$/.exec(file)?.[0];
    // Engines' own modules (`node:fs`) and frames without a file have no ending.
    if (ending !== undefined && !isReadable(file) && !file.startsWith('node:')) {
      counts.set(ending, (counts.get(ending) ?? 0) + 1);
    }
  }
  return [...counts].map(
    ([ending, count]) =>
      `${count} hot function${count === 1 ? ' is' : 's are'} in ${ending} files, whose code no ` +
      'rule reads: for these only shares, growth and other run-time facts were looked at.',
  );
}

function shortened(caveats: readonly string[]): string[] {
  const rest = caveats.length - CAVEATS_MAX + 1;
  return rest <= 1
    ? [...caveats]
    : [...caveats.slice(0, CAVEATS_MAX - 1), `${rest} more files could not be read.`];
}
