import { at } from '../base/index.ts';
import type { Frame, Profile } from './profile.ts';

/** A function in the text of a file; lines and columns count from 1. */
export interface CodeSpan {
  /** Empty for one without a name. */
  readonly name: string;
  /** Where V8 says that it begins. */
  readonly line: number;
  readonly column: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Words in its text. */
  readonly words: ReadonlySet<string>;
}

/** What is known of a file of code. */
export interface CodeSpans {
  readonly functions: readonly CodeSpan[];
  /** Files that it loads, named as a profile would. */
  readonly loads: readonly string[];
}

/** A file by its recorded path or URL, the same each time; null when nothing is known of it. */
export type SpansOf = (file: string) => CodeSpans | null;

/** Name of the frame for inlined code of which nobody can tell whose it is. */
export const INLINED = '(inlined)';

/** Calls between a function and what was inlined into it that are followed. */
const DEPTH_MAX = 3;

/** Functions that are looked at on the way, and files in which they are looked for. */
const REACHED_MAX = 2_000;
const FILES_MAX = 500;

/**
 * Gives inlined code back to the function that it was written in. V8 charges it to the function
 * that it was compiled into, but tells the line where it stands, in whatever file that is. So a
 * line outside of the function that a sample was charged to is code of another one: of the function
 * around that line to which the fewest calls by name lead from there. It goes below that chain of
 * calls where only one is as short, else directly below the function that was charged. When
 * several functions are as near, or none is there, it is left as `(inlined)`. Lines strictly inside
 * of a function within the charged one are that function's.
 *
 * What inlined code calls in turn stands in the right place already: V8 knows who inlined a caller,
 * only not of the innermost frame. Code of a module itself stays with it.
 *
 * @param profile - of V8, with lines; any other is returned as it is
 */
export function withInlinedCode(profile: Profile, spansOf: SpansOf): Profile {
  const { samples, frames } = profile;
  const { line: lines } = samples;
  if (profile.source !== 'v8-cpu' || lines === null) {
    return profile;
  }
  const finder = new InlinedFinder(frames, spansOf);
  const added = new AddedStacks(profile);
  const stack = Int32Array.from(samples.stack);
  for (let index = 0; index < stack.length; index++) {
    const line = lines[index] ?? 0;
    const charged = stack[index] ?? 0;
    if (line > 0) {
      const inlined = finder.at(profile.stackFrame[charged] ?? 0, line);
      stack[index] = (inlined ?? []).reduce((above, one) => added.below(above, one), charged);
    }
  }
  return { ...profile, ...added.columns(), samples: { ...samples, stack } };
}

/** Stacks that end in inlined code, beside those of the profile. */
class AddedStacks {
  readonly #profile: Profile;
  readonly #frames: Frame[];
  readonly #places = new Map<string, number>();
  readonly #stacks = new Map<string, number>();
  readonly #parents: number[] = [];
  readonly #last: number[] = [];

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#frames = [...profile.frames];
    profile.frames.forEach((frame, number) => {
      this.#places.set(placeOf(frame), number);
    });
  }

  below(charged: number, inlined: Frame): number {
    const frame = this.#frameOf(inlined);
    const key = `${charged} ${frame}`;
    const known = this.#stacks.get(key);
    if (known !== undefined) {
      return known;
    }
    const stack = this.#profile.stackFrame.length + this.#last.length;
    this.#stacks.set(key, stack);
    this.#parents.push(charged);
    this.#last.push(frame);
    return stack;
  }

  columns(): Pick<Profile, 'frames' | 'stackParent' | 'stackFrame'> {
    const { stackParent, stackFrame } = this.#profile;
    return {
      frames: this.#frames,
      stackParent: Int32Array.from([...stackParent, ...this.#parents]),
      stackFrame: Int32Array.from([...stackFrame, ...this.#last]),
    };
  }

  /** The frame that V8 has for the function, if it was ever seen on its own. */
  #frameOf(inlined: Frame): number {
    const place = placeOf(inlined);
    const known = this.#places.get(place);
    if (known !== undefined) {
      return known;
    }
    this.#places.set(place, this.#frames.length);
    this.#frames.push(inlined);
    return this.#frames.length - 1;
  }
}

function placeOf({ file, line, column, name }: Frame): string {
  return line === 0 ? `${name}\0${file}` : `${line}:${column} ${file}`;
}

/** A function and the file that it is in. */
interface Placed {
  readonly file: string;
  readonly span: CodeSpan;
}

class InlinedFinder {
  readonly #frames: readonly Frame[];
  readonly #spansOf: SpansOf;
  readonly #known = new Map<number, Map<number, readonly Frame[] | null>>();
  /** All functions of all files with frames, by their names; made when first needed. */
  #byName: ReadonlyMap<string, readonly Placed[]> | null = null;

  constructor(frames: readonly Frame[], spansOf: SpansOf) {
    this.#frames = frames;
    this.#spansOf = spansOf;
  }

  /**
   * Whose code a line is that was charged to a frame, and through whom it was called, outermost
   * first; null when it is the frame's own.
   */
  at(frame: number, line: number): readonly Frame[] | null {
    const ofFrame = this.#known.get(frame) ?? new Map<number, readonly Frame[] | null>();
    this.#known.set(frame, ofFrame);
    let found = ofFrame.get(line);
    if (found === undefined) {
      found = this.#find(at(this.#frames, frame), line);
      ofFrame.set(line, found);
    }
    return found;
  }

  #find(charged: Frame, line: number): readonly Frame[] | null {
    const { file, kind } = charged;
    const spans = kind === 'js' ? this.#functionsOf(file) : null;
    const own = spans?.find((span) => isSame(span, charged)) ?? null;
    if (spans === null || own === null) {
      return null; // the code of a module itself, or a file that nobody can read
    }
    if (own.firstLine <= line && line <= own.lastLine) {
      const inner = innermost(spans, line);
      const isInner = inner !== null && inner !== own && isStrictlyIn(inner, line);
      return isInner && isWithin(inner, own) ? [frameOf({ file, span: inner })] : null;
    }
    return this.#nearest(own, line);
  }

  /**
   * The functions that call each other by name from one to the nearest whose code a line is; only
   * the last where several chains are as short; UNKNOWN when there is none, or several functions
   * are as near.
   */
  #nearest(from: CodeSpan, line: number): readonly Frame[] {
    const byName = this.#names();
    const around = new Map<string, CodeSpan | null>();
    const isHolder = ({ file, span }: Placed): boolean => {
      const named = around.has(file) ? around.get(file) : this.#named(file, line);
      around.set(file, named ?? null);
      return named === span;
    };
    const seen = new Set<CodeSpan>([from]);
    let next: readonly Reached[] = [{ span: from, chain: [] }];
    for (let depth = 0; depth < DEPTH_MAX && seen.size < REACHED_MAX; depth++) {
      const called = calledFrom(next, byName).filter(({ span }) => !seen.has(span));
      called.forEach(({ span }) => seen.add(span));
      const [first, ...others] = called.filter(isHolder);
      if (first !== undefined) {
        return others.length === 0 ? this.#chainOf(first, line) : [UNKNOWN];
      }
      next = called;
    }
    return [UNKNOWN];
  }

  /** The named function around a line, as only those are called by name; null when unclear. */
  #named(file: string, line: number): CodeSpan | null {
    const spans = this.#functionsOf(file) ?? [];
    return innermost(
      spans.filter((span) => calledName(span) !== ''),
      line,
    );
  }

  /** Lines strictly inside of a function without a name are that one's. */
  #chainOf({ file, span, chain }: ReachedPlace, line: number): Frame[] {
    const inner = innermost(this.#functionsOf(file) ?? [], line);
    const isInner = inner !== null && inner !== span && isStrictlyIn(inner, line);
    const last = isInner && isWithin(inner, span) ? [frameOf({ file, span: inner })] : [];
    return [...(chain ?? []).map(frameOf), frameOf({ file, span }), ...last];
  }

  #names(): ReadonlyMap<string, readonly Placed[]> {
    if (this.#byName === null) {
      const placed = this.#files().flatMap((file) =>
        (this.#functionsOf(file) ?? []).map((span) => ({ file, span })),
      );
      const named = placed.filter(({ span }) => calledName(span) !== '');
      this.#byName = Map.groupBy(named, ({ span }) => calledName(span));
    }
    return this.#byName;
  }

  /** Those that were seen, and what they load: what is always inlined may never be seen itself. */
  #files(): string[] {
    const files = new Set(
      this.#frames.flatMap(({ file, kind }) => (kind === 'js' && file !== '' ? [file] : [])),
    );
    for (const file of files) {
      for (const loaded of this.#spansOf(file)?.loads ?? []) {
        if (files.size < FILES_MAX) {
          files.add(loaded); // and is looked at in its turn
        }
      }
    }
    return [...files];
  }

  #functionsOf(file: string): readonly CodeSpan[] | null {
    return file === '' ? null : (this.#spansOf(file)?.functions ?? null);
  }
}

/** A function that was reached, and the calls before it; null when there are several ways. */
interface Reached {
  readonly span: CodeSpan;
  readonly chain: readonly Placed[] | null;
}

type ReachedPlace = Reached & Placed;

/** The functions that the text of some names, each once. */
function calledFrom(
  callers: readonly (Reached & Partial<Placed>)[],
  byName: ReadonlyMap<string, readonly Placed[]>,
): ReachedPlace[] {
  const reached = new Map<CodeSpan, ReachedPlace>();
  for (const { span: caller, file: callerFile, chain } of callers) {
    // The function that was charged is in no file of its own here: it stands above the chain.
    const own = callerFile === undefined ? [] : [{ file: callerFile, span: caller }];
    const before = chain === null ? null : [...chain, ...own];
    for (const word of caller.words) {
      for (const { file, span } of byName.get(word) ?? []) {
        const known = reached.get(span);
        reached.set(span, { file, span, chain: known === undefined ? before : null });
      }
    }
  }
  return [...reached.values()];
}

const UNKNOWN: Frame = { name: INLINED, file: '', line: 0, column: 0, kind: 'js' };

/** `Lexer.inline` is called as `inline`, `#next` as `next` among the words of a text. */
function calledName({ name }: CodeSpan): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/^(?:get |set |#)/, '');
}

function isSame(span: CodeSpan, { line, column, name }: Frame): boolean {
  return span.line === line && (span.column === column || span.name === name);
}

/** The smallest function around a line; null where two small ones share it. */
function innermost(spans: readonly CodeSpan[], line: number): CodeSpan | null {
  const around = spans.filter(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
  const [smallest, second] = around.toSorted((left, right) => lengthOf(left) - lengthOf(right));
  const isClear =
    smallest !== undefined && (second === undefined || lengthOf(second) > lengthOf(smallest));
  return isClear ? smallest : null;
}

function lengthOf({ firstLine, lastLine }: CodeSpan): number {
  return lastLine - firstLine;
}

/** On its first and last line a function shares the line with what is around it. */
function isStrictlyIn({ firstLine, lastLine }: CodeSpan, line: number): boolean {
  return firstLine < line && line < lastLine;
}

function isWithin(inner: CodeSpan, outer: CodeSpan): boolean {
  return outer.firstLine <= inner.firstLine && inner.lastLine <= outer.lastLine;
}

function frameOf({ file, span }: Placed): Frame {
  const { name, line, column } = span;
  return { name: name === '' ? '(anonymous)' : name, file, line, column, kind: 'js' };
}
