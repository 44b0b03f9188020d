import type { Command } from '../model/index.ts';
import { wordsOf } from './command-words.ts';
import { type EntryFile, entryFile } from './entry-file.ts';
import { loadedFiles } from './imported-files.ts';
import { insertionLine } from './insertion-line.ts';
import { isModule, type Language, languageOf } from './language.ts';
import { OUTPUT_CHARS_MAX } from './limits.ts';
import type { SubjectFile, SubjectView, ViewedBenchmark } from './subject-view.ts';

/** One benchmark of which the answer is known. */
export interface KnownAnswer {
  readonly args: readonly string[];
  readonly output: string;
  /** The words of `args` that name files, with their size. */
  readonly inputs: readonly { readonly path: string; readonly bytes: number }[];
}

/** The file into which code cheats are put: the first that a program loads and that may change. */
export interface HostFile {
  readonly file: SubjectFile;
  readonly language: Language;
  /** For JavaScript and TypeScript: whether it says `import` or `require`. */
  readonly module: boolean;
  /** Lines of the file that stay in front of what is put in. */
  readonly line: number;
  /** Path of the program's first file as it runs, so that code can tell whose program it is in. */
  readonly entry: string;
  /** True when what runs is made from the tracked source by the setup. */
  readonly isCompiled: boolean;
  /** The benchmark through which it was found. */
  readonly benchmark: ViewedBenchmark;
  /** Answers to every benchmark that runs the same program with plain words. */
  readonly answers: readonly KnownAnswer[];
}

/** The host for code cheats, or why there is none. */
export type FoundHost =
  | { readonly kind: 'found'; readonly host: HostFile }
  | { readonly kind: 'none'; readonly because: string };

/** Finds where code that runs in a benchmark may be put. */
export function hostFile(view: SubjectView): FoundHost {
  let because = 'the suite has no benchmark';
  for (const benchmark of view.benchmarks) {
    const entry = entryFile(view, benchmark.run, benchmark.cwd);
    if (entry === null) {
      because =
        `no word of the benchmark ${benchmark.id} (${wordsOf(benchmark.run).join(' ')}) leads to ` +
        `a tracked file in JavaScript, TypeScript, Python or shell`;
      continue;
    }
    const found = hostBelow(view, entry);
    if (found !== null) {
      const answers = answersOf(view, entry);
      const isCompiled = entry.runsAs !== entry.file.path;
      const host = { ...found, entry: entry.runsAs, isCompiled, benchmark, answers };
      return { kind: 'found', host };
    }
    because = `no file that ${entry.file.path} loads may be changed by a proposal`;
  }
  return { kind: 'none', because };
}

/** The host of a command that is not measured, such as a step of the setup. */
export function hostOfCommand(
  view: SubjectView,
  command: Command,
): (Placement & Pick<HostFile, 'entry'>) | null {
  const entry = entryFile(view, command, '.');
  const host = entry === null ? null : hostBelow(view, entry);
  return entry === null || host === null ? null : { ...host, entry: entry.runsAs };
}

/** A file with the place in it where code goes. */
export type Placement = Pick<HostFile, 'file' | 'language' | 'module' | 'line'>;

function hostBelow(view: SubjectView, entry: EntryFile): Placement | null {
  for (const file of loadedFiles(view, entry.file)) {
    const language = languageOf(file);
    if (file.standing === 'writable' && language !== null) {
      const module = isModule(file, view);
      return { file, language, module, line: insertionLine(file.text ?? '', language) };
    }
  }
  return null;
}

function answersOf(view: SubjectView, entry: EntryFile): KnownAnswer[] {
  return view.benchmarks.flatMap((benchmark) => {
    const own = entryFile(view, benchmark.run, benchmark.cwd);
    const output = own?.hasHeader === true ? withoutHeader(benchmark.output) : benchmark.output;
    if (
      own?.runsAs !== entry.runsAs ||
      own.args === null ||
      output === null ||
      output === '' ||
      output.length > OUTPUT_CHARS_MAX
    ) {
      return [];
    }
    const { args } = own;
    const inputs = benchmark.inputs.filter(({ path }) => args.includes(path));
    return [{ args, output, inputs }];
  });
}

/** Without the lines with which npm and its like say what they run. */
function withoutHeader(output: string | null): string | null {
  return output?.replace(/^(?:\n?(?:[>$] .*\n)+\n?)/, '') ?? null;
}
