import type { Tree } from './detected.ts';
import { BENCHMARK_FOLDERS } from './script-folders.ts';

const TEST_FOLDERS = ['test', 'tests', '__tests__', 'spec', 'specs', 'e2e', 'testdata', 'fixtures'];

const SOURCE_FOLDERS = ['src', 'lib', 'app', 'source', 'include', 'packages', 'core', 'server'];

/** Files that decide which tests run and how. */
const TEST_SETTINGS =
  /^(?:jest\.config|vitest\.config|vitest\.workspace|\.mocharc|ava\.config|karma\.conf|playwright\.config|pytest\.ini|tox\.ini|\.coveragerc|phpunit\.xml|\.rspec)(?:\.[\w.]+)?$/;

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

/** Patterns for the source code, by the usual names of its folders. */
export function writePatterns(tree: Tree): string[] {
  const top = topFolders(tree);
  return SOURCE_FOLDERS.filter((name) => top.has(name)).map((name) => `${name}/**`);
}

function topFolders(tree: Tree): Set<string> {
  return new Set(
    tree.files.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? ''),
  );
}
