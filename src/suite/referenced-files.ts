import type { Benchmark, Command, Suite } from '../model/index.ts';
import { type Glob, literalDepth, parseGlob } from './glob.ts';
import { normalisedPath } from './normalised-path.ts';

/** A file or folder of the tree that a command of the suite names. */
export interface Referenced {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Which command names it, for messages, e.g. `the benchmark parse-large`. */
  readonly by: string;
}

/** What may follow a name that a program completes itself. */
const COMPLETIONS = ['', '.js', '.mjs', '.cjs', '.ts', '.py', '/index.js', '/__main__.py'];

/** Files that say what a command means, by the program that reads them. */
const DEFINITIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['npm', ['package.json']],
  ['pnpm', ['package.json']],
  ['yarn', ['package.json']],
  ['bun', ['package.json']],
  ['make', ['Makefile', 'makefile', 'GNUmakefile']],
  ['gmake', ['Makefile', 'makefile', 'GNUmakefile']],
  ['just', ['justfile', 'Justfile', '.justfile']],
  ['task', ['Taskfile.yml', 'Taskfile.yaml']],
  ['tox', ['tox.ini']],
  ['nox', ['noxfile.py']],
  ['rake', ['Rakefile']],
]);

interface Place {
  readonly command: Command;
  readonly cwd: string;
  readonly by: string;
  /**
   * Whether folders and definitions count: what a benchmark or test names is its data and meaning,
   * but the folder and the makefile of a build are sources.
   */
  readonly whole: boolean;
}

/**
 * Files and folders of a tree that the suite's commands name: scripts, inputs, and the files that
 * define what `npm run …` or `make …` does. A proposal that could change them could change what is
 * measured. What `scope.write` names from its first segment on (`src/**`, not `**`) is the program
 * that is to become faster and stays out.
 *
 * @param paths - of the whole tree
 */
export function referencedFiles(suite: Suite, paths: readonly string[]): Referenced[] {
  const tree = { files: new Set(paths), folders: foldersOf(paths) };
  const write = suite.scope.write.flatMap((text) => {
    const parsed = parseGlob(text);
    return parsed.kind === 'ok' && !parsed.glob.negated ? [parsed.glob] : [];
  });
  const found = new Map<string, Referenced>();
  for (const place of placesOf(suite)) {
    for (const candidate of candidatesOf(place)) {
      const kind = tree.files.has(candidate)
        ? 'file'
        : place.whole && tree.folders.has(candidate)
          ? 'folder'
          : null;
      if (kind !== null && !found.has(candidate) && !isNamed(write, candidate, kind)) {
        found.set(candidate, { path: candidate, kind, by: place.by });
      }
    }
  }
  return [...found.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

function isNamed(write: readonly Glob[], path: string, kind: 'file' | 'folder'): boolean {
  const probe = kind === 'folder' ? `${path}/x` : path;
  return write.some((glob) => literalDepth(glob, probe) > 0);
}

function foldersOf(paths: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) {
        break;
      }
      folders.add(folder);
    }
  }
  return folders;
}

function placesOf(suite: Suite): Place[] {
  return [
    ...suite.benchmarks.flatMap((one) => placesOfBenchmark(one, `the benchmark ${one.id}`)),
    ...suite.holdout.flatMap((one) => [
      ...placesOfBenchmark(one, `the holdout ${one.id}`),
      ...placesAtRoot(one.generate === null ? [] : [one.generate], `the holdout ${one.id}`, true),
    ]),
    ...placesAtRoot(suite.test, 'the tests', true),
    ...placesAtRoot(suite.setup, 'the setup', false),
  ];
}

function placesOfBenchmark({ run, cwd, output }: Benchmark, by: string): Place[] {
  const comparator = output.kind === 'command' ? [output.command] : [];
  const place = { command: run, cwd, by, whole: true };
  return [place, ...placesAtRoot(comparator, `the output comparator of ${by}`, true)];
}

function placesAtRoot(commands: readonly Command[], by: string, whole: boolean): Place[] {
  return commands.map((command) => ({ command, cwd: '.', by, whole }));
}

/** Folders of one command that `cd` is followed into. */
const ENTERED_MAX = 8;

/** Paths that a command may mean, in the tree or not. */
function candidatesOf({ command, cwd, whole }: Place): Set<string> {
  const words = command.kind === 'words' ? command.words : command.text.split(/\s+/);
  const pieces = words.flatMap((word) => [word, ...word.split(/[\s'"`;|&<>()=,:]+/)]);
  const entered = pieces.filter((_, index) => pieces[index - 1] === 'cd');
  const bases = [cwd, ...entered.slice(0, ENTERED_MAX).map((folder) => `${cwd}/${folder}`)];
  const names = new Set<string>();
  for (const [index, piece] of pieces.entries()) {
    names.add(piece);
    if (/^-m./.test(piece) || pieces[index - 1] === '-m') {
      names.add(piece.replace(/^-m/, '').replaceAll('.', '/')); // python -m bench.run
    }
    const defined = DEFINITIONS.get(piece.slice(piece.lastIndexOf('/') + 1)) ?? [];
    for (const file of whole ? defined : []) {
      names.add(file);
    }
  }
  const found = new Set<string>();
  for (const base of bases) {
    for (const name of names) {
      for (const ending of name === '' ? [] : COMPLETIONS) {
        const path = normalisedPath(`${base}/${name}${ending}`);
        const above = path !== null && `${normalisedPath(base) ?? ''}/`.startsWith(`${path}/`);
        if (path !== null && !above && !name.startsWith('/')) {
          found.add(path);
        }
      }
    }
  }
  return found;
}
