import { at } from '../base/index.ts';
import { commitTree } from './commit.ts';
import { gitFailure, gitText, runGit } from './git-command.ts';
import { atLeast, gitVersion } from './git-version.ts';
import { GIT_VERSION_MERGE_TREE, TREE_TIMEOUT_MS } from './limits.ts';
import type { Merge, MergeSides } from './merge.ts';
import { mergeByIndex } from './merge-by-index.ts';
import { type ObjectStore, storePlace, withStore, type WriteOptions } from './object-store.ts';
import type { Repository } from './repository.ts';
import { textOf } from './tree.ts';

/**
 * Merges two trees, in no working tree and with no merge driver.
 *
 * @param sides - ids of trees (or commits, which stand for their trees)
 */
export async function mergeTrees(
  repository: Repository,
  sides: MergeSides,
  options: WriteOptions,
): Promise<Merge> {
  const version = await gitVersion({ signal: options.signal });
  return atLeast(version, GIT_VERSION_MERGE_TREE)
    ? withStore(repository, options, (store) => mergeByCommits(store, sides, options))
    : mergeByIndex(repository, sides, options);
}

/** The same sides give the same commits, so that a repeated merge adds no objects. */
const SIDE = { message: 'side of a merge', date: '@0 +0000' };

/** merge-tree looks for the common ancestor itself: two commits with one parent give it one. */
async function mergeByCommits(
  store: ObjectStore,
  sides: MergeSides,
  options: WriteOptions,
): Promise<Merge> {
  const commitOf = async (treeish: string, parents: readonly string[]): Promise<string> => {
    const asked = ['rev-parse', '--verify', `${treeish}^{tree}`];
    const tree = await gitText(storePlace(store), asked, options);
    return commitTree(store, { tree, parents, ...SIDE }, options);
  };
  const base = await commitOf(sides.base, []);
  const ours = await commitOf(sides.ours, [base]);
  const theirs = await commitOf(sides.theirs, [base]);
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const run = { signal: options.signal, accept: [0, 1, 128], timeoutMs: TREE_TIMEOUT_MS };
  const result = await runGit(storePlace(store), args, run);
  const [tree, ...paths] = textOf(result.stdout)
    .split('\0')
    .filter((part) => part !== '');
  if (result.code === 0) {
    return { kind: 'clean', tree: at([tree ?? ''], 0) };
  }
  if (result.code === 1 && tree !== undefined) {
    return { kind: 'conflict', paths: [...new Set(paths)] };
  }
  throw gitFailure(args, result);
}
