import { branchCommit, createBranch } from './branch.ts';
import { commitTree } from './commit.ts';
import { gitText } from './git-command.ts';
import { storePlace, withStore, type WriteOptions } from './object-store.ts';
import type { Repository } from './repository.ts';
import { resolveRevision } from './revision.ts';
import { transferObjects } from './transfer-objects.ts';
import { replaceInTree } from './tree.ts';

/** A file with its content, by its path from the root. */
export interface FileContent {
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * Commits files onto a branch of the subject: without touching its working tree, its index or the
 * branch that is checked out. A branch that does not exist begins at `base`. When every file is
 * there already with this content, nothing is committed.
 *
 * @throws HoneError E_USAGE for a name that git does not allow, E_REPOSITORY when the branch is
 *   checked out or moved meanwhile, E_DISK
 */
export async function commitFiles(
  repository: Repository,
  change: {
    readonly branch: string;
    readonly base: string;
    readonly files: readonly FileContent[];
    readonly message: string;
  },
  options: WriteOptions,
): Promise<{ readonly commit: string; readonly changed: boolean }> {
  const { branch, base, files, message } = change;
  const { signal, objectsDir } = options;
  const old = await branchCommit(repository, branch, { signal });
  const parent = old ?? base;
  const before = await resolveRevision(repository, parent, { signal });
  const entries = [];
  for (const { path, content } of files) {
    entries.push({
      path,
      entry: { mode: '100644', oid: await writeBlob(repository, content, options) },
    });
  }
  const tree = await replaceInTree(repository, before.tree, entries, options);
  if (tree === before.tree && old !== null) {
    return { commit: old, changed: false };
  }
  const commit = await commitTree(repository, { tree, parents: [parent], message }, options);
  await transferObjects(repository, { from: objectsDir, commit, exclude: parent }, { signal });
  await createBranch(repository, branch, commit, { expectOld: old, signal });
  return { commit, changed: true };
}

function writeBlob(
  repository: Repository,
  content: Uint8Array,
  options: WriteOptions,
): Promise<string> {
  return withStore(repository, options, (store) =>
    gitText(storePlace(store), ['hash-object', '-w', '--no-filters', '--stdin'], {
      signal: options.signal,
      input: content,
    }),
  );
}
