import { joinedWords } from '../split-words.ts';
import {
  type Candidate,
  type Detected,
  type DetectedCommand,
  fixedTimeLibrary,
  fixedTimeNote,
  idFrom,
  NOTHING,
  plainCommand,
  stemOf,
  type Tree,
} from './detected.ts';
import { pythonOf } from './python-project.ts';

/** Folders that hold benchmarks by convention. */
export const BENCHMARK_FOLDERS = ['bench', 'benches', 'benchmark', 'benchmarks', 'perf'] as const;

/** Names of files that others load instead of being started. */
const LOADED = new RegExp(
  String.raw`^(?:_|\.)|\.(?:test|spec|d)$|(?:utils?|helpers?|common|shared|fixtures?|data|setup|` +
    String.raw`config|types|constants|conftest|__init__)$`,
  'i',
);

/** Scripts in folders with a benchmark's name that can be started. */
export function detectScripts(tree: Tree): Detected {
  const candidates: Candidate[] = [];
  const notes: string[] = [];
  for (const path of tree.files) {
    const [folder = '', ...rest] = path.split('/');
    const known = BENCHMARK_FOLDERS.some((name) => name === folder);
    const stem = stemOf(path);
    if (!known || rest.length === 0 || rest.length > 2 || LOADED.test(stem)) {
      continue;
    }
    const starter = starterOf(path, tree);
    if (starter === null) {
      continue;
    }
    const library = fixedTimeLibrary(tree.text(path));
    if (library !== null) {
      notes.push(fixedTimeNote(path, library));
    }
    const telling = rest.length === 1 || /bench|perf|run|main|index/i.test(stem);
    candidates.push({
      id: idFrom(rest.length === 1 ? stem : `${rest[0]}-${stem}`),
      run: joinedWords([...starter, path]),
      shell: false,
      cwd: '.',
      output: 'ignore',
      evidence: `the script ${path}`,
      confidence: library === null && telling ? 'medium' : 'low',
    });
  }
  return { ...NOTHING, benchmarks: candidates, notes: notes.slice(0, 3) };
}

/** Scripts that are called what they do: `test.sh`, `scripts/run-tests.py`, `test/all.js`. */
const TEST_SCRIPT =
  /^(?:(?:scripts?|tools|tests?)\/)?(?:run[-_]?)?tests?\.[a-z]+$|^tests?\/(?:run|all)\.[a-z]+$/;

/** The script that runs the tests of a repository in which nothing else says how; at most one. */
export function testScript(tree: Tree): DetectedCommand[] {
  const bare = tree.files.find((path) => /^scripts?\/test$/.test(path));
  if (bare !== undefined) {
    return [plainCommand(`./${bare}`, `the script ${bare}`)];
  }
  const found = tree.files
    .filter((path) => TEST_SCRIPT.test(path))
    .toSorted((left, right) => left.split('/').length - right.split('/').length)
    .flatMap((path) => {
      const starter = starterOf(path, tree);
      return starter === null ? [] : [{ path, run: joinedWords([...starter, path]) }];
    });
  return found.slice(0, 1).map(({ path, run }) => plainCommand(run, `the script ${path}`));
}

/** What starts a file, by its extension; null when nothing does. */
function starterOf(path: string, tree: Tree): string[] | null {
  switch (path.slice(path.lastIndexOf('.') + 1)) {
    case 'js':
    case 'mjs':
    case 'cjs':
      return ['node'];
    case 'ts':
    case 'mts':
      // A checkout that has tsx uses it; Node runs TypeScript itself from 22.18 on.
      return /"tsx"\s*:/.test(tree.text('package.json')) ? ['node', '--import', 'tsx'] : ['node'];
    case 'py':
      return [pythonOf(tree)];
    case 'sh':
    case 'bash':
      return ['bash'];
    case 'rb':
      return ['ruby'];
    case 'php':
      return ['php'];
    case 'lua':
      return ['lua'];
    case 'pl':
      return ['perl'];
    default:
      return null;
  }
}
