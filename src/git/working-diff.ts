import { copyFileSync, existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { at, HoneError } from '../base/index.ts';
import type { WorkClone } from './clone.ts';
import { CHECK_IGNORE_ENV } from './exclude.ts';
import { type GitOptions, type GitPlace, runGit } from './git-command.ts';
import { PROPOSAL_BYTES_MAX, PROPOSAL_FILES_MAX, TREE_TIMEOUT_MS } from './limits.ts';
import { type ObjectStore, withIndex, within, type WriteOptions } from './object-store.ts';
import { userExcludesPath } from './settings.ts';
import { listTree, readContents, textOf } from './tree.ts';
import { type ProposalDiff, treeChanges } from './tree-changes.ts';
import { unsafePathReason } from './tree-path.ts';

/**
 * Everything in which a clone's working tree differs from a commit: changed, deleted and added
 * files, binary ones, modes and links. New files are left out only when the ignore rules of the
 * *base* (and the user's own) say so; rules that the proposal wrote have no say.
 *
 * Read with an index and settings of hone's own and every file hashed anew, so that nothing in the
 * clone's `.git` (config, hooks, index, excludes), and no time stamp, can bend the result.
 *
 * @param base - id of the commit to compare with, usually the one that the clone was made from
 * @throws HoneError E_PATCH when the change is larger than hone takes or holds a git repository
 */
export function diffOf(
  clone: WorkClone,
  base: string,
  options: WriteOptions,
): Promise<ProposalDiff> {
  return withIndex(clone.repository, options, async (indexPlace, folder, store) => {
    const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
    const env = { ...indexPlace.env, GIT_WORK_TREE: clone.root };
    const place: GitPlace = { ...indexPlace, cwd: clone.root, env };
    await runGit(place, ['read-tree', base], run);
    // Exit code 1 says that some differ; unreadable ones show up when they are added.
    await runGit(place, ['update-index', '-q', '--refresh'], { ...run, accept: [0, 1] });
    const changed = await runGit(place, [...DIFF_FILES], run);
    const others = await runGit(place, ['ls-files', '--others', '-z'], run);
    const untracked = pathsIn(others.stdout);
    const ignored = await ignoredByBase(store, base, untracked, join(folder, 'rules'), options);
    const added = untracked.filter((path) => !ignored.has(path));
    const left = new Set(clone.skippedLinks.filter((path) => !isFileOrLink(clone.root, path)));
    const paths = [...pathsIn(changed.stdout).filter((path) => !left.has(path)), ...added];
    assertAcceptable(clone.root, paths);
    await stage(place, clone.root, paths, options);
    const written = await runGit(place, ['write-tree'], run);
    const tree = written.stdout.toString().trim();
    const changes = await treeChanges(store, base, tree, within(store, options));
    return { tree, changes };
  });
}

/** Looking into a submodule would start a git there, under settings of the proposal's. */
const DIFF_FILES = ['diff-files', '--name-only', '-z', '--ignore-submodules=all'];

/** Removals first, so that a file can take the place of a folder and the other way round. */
async function stage(
  place: GitPlace,
  root: string,
  paths: readonly string[],
  options: GitOptions,
): Promise<void> {
  const present = paths.filter((path) => isFileOrLink(root, path));
  const there = new Set(present);
  const gone = paths.filter((path) => !there.has(path));
  const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
  for (const [flag, some] of [
    ['--force-remove', gone],
    ['--add', present],
  ] as const) {
    if (some.length > 0) {
      const input = some.map((path) => `${path}\0`).join('');
      const args = ['update-index', flag, '--replace', '-z', '--stdin'];
      await runGit(place, args, { ...run, input });
    }
  }
}

/**
 * Those of some paths that the base's `.gitignore` files, the subject's info/exclude and the user's
 * own list ignore: asked in a folder that holds nothing but the base's rules.
 */
async function ignoredByBase(
  store: ObjectStore,
  base: string,
  paths: readonly string[],
  folder: string,
  options: GitOptions,
): Promise<Set<string>> {
  if (paths.length === 0) {
    return new Set();
  }
  await writeRules(store, base, folder, options);
  const gitDir = join(folder, '..', 'rules-git');
  mkdirSync(join(gitDir, 'info'), { recursive: true });
  mkdirSync(join(gitDir, 'objects'));
  mkdirSync(join(gitDir, 'refs'));
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  const exclude = join(store.commonDir, 'info', 'exclude');
  if (existsSync(exclude)) {
    copyFileSync(exclude, join(gitDir, 'info', 'exclude'));
  }
  const place: GitPlace = {
    cwd: folder,
    env: { ...CHECK_IGNORE_ENV, GIT_DIR: gitDir, GIT_WORK_TREE: folder },
    config: [`core.excludesFile=${userExcludesPath(store.settings)}`],
    trust: 'none',
  };
  const { stdout } = await runGit(place, ['check-ignore', '--no-index', '--stdin', '-z'], {
    signal: options.signal,
    accept: [0, 1], // 1: none is ignored
    input: paths.map((path) => `./${path}\0`).join(''), // a leading `:` would mean something
  });
  return new Set(pathsIn(stdout).map((path) => path.slice('./'.length)));
}

async function writeRules(
  store: ObjectStore,
  base: string,
  folder: string,
  options: GitOptions,
): Promise<void> {
  mkdirSync(folder);
  const entries = await listTree(store, base, within(store, options));
  const rules = entries.filter(
    ({ path, kind }) =>
      (kind === 'file' || kind === 'executable') &&
      /(^|\/)\.gitignore$/.test(path) &&
      unsafePathReason(path) === null,
  );
  const oids = rules.map(({ oid }) => oid);
  const contents = await readContents(store, [...new Set(oids)], { signal: options.signal });
  for (const { path, oid } of rules) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), contents.get(oid) ?? '');
  }
}

function assertAcceptable(root: string, paths: readonly string[]): void {
  const nested = paths.find((path) => path.endsWith('/'));
  if (nested !== undefined) {
    throw new HoneError(
      'E_PATCH',
      `The proposal left a git repository of its own at ${JSON.stringify(nested)}. A change is ` +
        `made of files: remove its .git folder, or the whole folder.`,
    );
  }
  if (paths.length > PROPOSAL_FILES_MAX) {
    throw new HoneError(
      'E_PATCH',
      `The proposal changes ${paths.length} files, such as ${JSON.stringify(at(paths, 0))}; hone ` +
        `takes ${PROPOSAL_FILES_MAX}. Leave generated files out, or ignore their folder in ` +
        `.gitignore and commit that first.`,
    );
  }
  let bytes = 0;
  for (const path of paths) {
    bytes += isFileOrLink(root, path) ? lstatSync(join(root, path)).size : 0;
    if (bytes > PROPOSAL_BYTES_MAX) {
      throw new HoneError(
        'E_PATCH',
        `The proposal changes more than ${PROPOSAL_BYTES_MAX} bytes of files; the limit was ` +
          `passed at ${JSON.stringify(path)}. Leave generated files out.`,
      );
    }
  }
}

/** False also when a folder above it is a link: what lies behind is not part of the tree. */
function isFileOrLink(root: string, path: string): boolean {
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
    const folder = lstatSync(join(root, path.slice(0, end)), { throwIfNoEntry: false });
    if (folder === undefined || !folder.isDirectory()) {
      return false;
    }
  }
  const found = lstatSync(join(root, path), { throwIfNoEntry: false });
  return found !== undefined && (found.isFile() || found.isSymbolicLink());
}

function pathsIn(output: Uint8Array): string[] {
  return textOf(output)
    .split('\0')
    .filter((path) => path !== '');
}
