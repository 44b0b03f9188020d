import { CODE } from './code-file.ts';
import type { Tree } from './detected.ts';
import { programFiles } from './program-files.ts';
import { startedFiles } from './started-files.ts';

/** Words of a file's name that say: this one judges, it does not do the work. */
const JUDGES = new Set(
  'test tests testing spec specs bench benches benchmark benchmarks perf selftest'.split(' '),
);

/** Ways to name a test or a benchmark that test runners look for in any folder. */
const CONVENTIONS = [
  { pattern: '**/*_test', name: /_test\.(\w+)$/ },
  { pattern: '**/*-test', name: /-test\.(\w+)$/ },
  { pattern: '**/*_spec', name: /_spec\.(\w+)$/ },
  { pattern: '**/*_bench', name: /_bench\.(\w+)$/ },
] as const;

/** Names that are a program's way in, however it is started. */
const ENTRY = /(?:^|\/)(?:index|main|__main__|cli|app|server)\.\w+$/i;

/**
 * Files that judge and lie beside what they judge: scripts at the root with the name of a test or
 * benchmark, files that test runners find by their name, and what the proposed commands start.
 * What a package names as its program is never among them, since that is what is to become faster.
 *
 * @param commands - the proposed tests and benchmarks
 * @param writes - patterns of where proposals may write, e.g. `src/**`
 */
export function judgePatterns(
  tree: Tree,
  commands: readonly { readonly run: string; readonly cwd: string }[],
  writes: readonly string[],
): string[] {
  const programs = programFiles(tree);
  const own = (path: string): boolean => programs.has(path);
  const atRoot = tree.files.filter(
    (path) => !path.includes('/') && isScript(path) && namesJudge(path) && !own(path),
  );
  const folders = writes.filter((pattern) => pattern.endsWith('/**'));
  const started = commands
    .flatMap(({ run, cwd }) => startedFiles(run, cwd, tree))
    .filter((path) => {
      // A command may start the program itself; what only starts it says so or lies apart.
      const inside = folders.some((pattern) => path.startsWith(pattern.slice(0, -'**'.length)));
      return namesJudge(path) || !(inside || ENTRY.test(path));
    })
    .filter((path) => !own(path));
  return [...conventions(tree, own), ...new Set([...atRoot, ...started])];
}

/** Patterns of the conventions that a tree follows, one for each extension that it uses. */
function conventions(tree: Tree, own: (path: string) => boolean): string[] {
  const found = new Set<string>();
  for (const path of tree.files) {
    for (const { pattern, name } of CONVENTIONS) {
      const extension = name.exec(path)?.[1];
      if (extension !== undefined && CODE.test(path) && !own(path)) {
        found.add(`${pattern}.${extension}`);
      }
    }
  }
  return [...found].toSorted();
}

/** Code, or a file without an extension, which at the root is mostly a script. */
function isScript(path: string): boolean {
  return CODE.test(path) || /^[^.]+$/.test(path);
}

/** Whether a segment of a path has a word of a judge: `run-bench.sh`, `benchParse.js`, `test/x`. */
function namesJudge(path: string): boolean {
  return path
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => JUDGES.has(word));
}
