import { CODE } from './code-file.ts';
import type { Tree } from './detected.ts';
import { BENCHMARK_FOLDERS } from './script-folders.ts';

const TEST_FOLDERS = ['test', 'tests', '__tests__', 'spec', 'specs', 'e2e', 'testdata', 'fixtures'];

/** Folders whose code is not what runs in use. */
const OTHER_FOLDERS = new Set([
  ...TEST_FOLDERS,
  ...BENCHMARK_FOLDERS,
  ...'doc docs example examples demo scripts script tools ci website'.split(' '),
  ...'vendor third_party node_modules dist build out target coverage'.split(' '),
]);

/** Code at the root that steers tools instead of running in use. */
const TOOL_FILE = new RegExp(
  String.raw`\.(?:config|conf|rc|test|spec|bench|d)\.|^\.|_test\.|^test_|` +
    String.raw`^(?:setup|conftest|noxfile|gulpfile|gruntfile|build|manage|tasks)\.[a-z]+$`,
  'i',
);

/** Files at the root that are listed one by one; more make the list unreadable. */
const ROOT_FILES_MAX = 20;

/** Files that decide which tests run and how. */
const TEST_SETTINGS = new RegExp(
  '^(?:' +
    String.raw`jest\.config|vitest\.config|vitest\.workspace|\.mocharc|ava\.config|karma\.conf|` +
    String.raw`playwright\.config|pytest\.ini|tox\.ini|\.coveragerc|phpunit\.xml|\.rspec` +
    String.raw`)(?:\.[\w.]+)?$`,
);

/** Patterns for what no proposal may touch: tests, benchmarks and what steers them. */
export function frozenPatterns(tree: Tree): string[] {
  const top = topFolders(tree);
  const folders = [...TEST_FOLDERS, ...BENCHMARK_FOLDERS].filter((name) => top.has(name));
  const nested = [
    ...TEST_FOLDERS.filter((name) => tree.files.some((path) => path.includes(`/${name}/`))),
    // A folder src/bench is more likely a part of the program than a set of benchmarks.
    ...BENCHMARK_FOLDERS.filter((name) => {
      const inside = tree.files.filter((path) => path.includes(`/${name}/`));
      return inside.length > 0 && !inside.some((path) => /^(?:src|lib)\//.test(path));
    }),
  ];
  const endings = ['test', 'spec', 'bench'].filter((word) =>
    tree.files.some((path) => path.includes(`.${word}.`)),
  );
  return [
    ...folders.map((name) => `${name}/**`),
    ...nested.map((name) => `**/${name}/**`),
    ...endings.map((word) => `**/*.${word}.*`),
    ...tree.files.filter((path) => TEST_SETTINGS.test(path)),
  ];
}

/**
 * Patterns for the code of the program: folders with source files that serve no other end.
 *
 * @param judges - patterns of files that judge; those at the root are not listed
 */
export function writePatterns(tree: Tree, judges: readonly string[]): string[] {
  const code = tree.files.filter((path) => CODE.test(path));
  const folders = [...topFolders({ ...tree, files: code })].filter(
    (name) => !OTHER_FOLDERS.has(name) && !name.startsWith('.'),
  );
  const files = code.filter(
    (path) => !path.includes('/') && !TOOL_FILE.test(path) && !judges.includes(path),
  );
  return [...folders.toSorted().map((name) => `${name}/**`), ...files.slice(0, ROOT_FILES_MAX)];
}

function topFolders(tree: Tree): Set<string> {
  return new Set(
    tree.files.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? ''),
  );
}
