import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import { branchCommit, createBranch } from './branch.ts';
import { commitTree } from './commit.ts';
import { gitText, runGit } from './git-command.ts';
import { storePlace, withStore, type WriteOptions } from './object-store.ts';
import { type Repository, subjectPlace } from './repository.ts';
import { resolveRevision } from './revision.ts';
import { transferObjects } from './transfer-objects.ts';
import { replaceInTree } from './tree.ts';

/** A file with its content, by its path from the root. */
export interface FileContent {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What is committed, and on which branch. */
export interface FilesCommit {
  readonly branch: string;
  /** Where a branch that does not exist begins. */
  readonly base: string;
  readonly files: readonly FileContent[];
  readonly message: string;
}

/** The branch's commit afterwards; `changed` is false when all was there already. */
export interface Committed {
  readonly commit: string;
  readonly changed: boolean;
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
  change: FilesCommit,
  options: WriteOptions,
): Promise<Committed> {
  const { signal } = options;
  const old = await branchCommit(repository, change.branch, { signal });
  const { commit, changed } = await writeCommit(repository, change, old, options);
  if (changed) {
    await createBranch(repository, change.branch, commit, { expectOld: old, signal });
  }
  return { commit, changed };
}

/**
 * Commits files onto the branch that a working tree is on, and writes them there. Whatever else
 * was changed or staged there stays as it is; no hook and no filter runs. Asking again after a kill
 * in the middle is harmless.
 *
 * @param repository - opened at that working tree
 * @throws HoneError E_REPOSITORY when it is on another branch or the branch moved; E_DISK
 */
export async function commitFilesHere(
  repository: Repository,
  change: Omit<FilesCommit, 'base'>,
  options: WriteOptions,
): Promise<Committed> {
  const { branch, files } = change;
  const { signal } = options;
  const { root, head } = repository;
  if (head.branch !== branch) {
    const on = head.branch ?? 'no branch';
    throw new HoneError('E_REPOSITORY', `${root} is on ${on}, not on ${branch}.`);
  }
  const old = await branchCommit(repository, branch, { signal });
  const base = old ?? head.commit;
  const { commit, changed, entries } = await writeCommit(
    repository,
    { ...change, base },
    old,
    options,
  );
  for (const { path, content } of files) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileAtomic(place, content);
  }
  const place = subjectPlace(repository);
  if (changed) {
    const args = ['update-ref', '-m', 'hone: commit', `refs/heads/${branch}`, commit, base];
    await runGit(place, args, { signal });
  }
  const input = entries.map(({ path, entry }) => `${entry.mode} ${entry.oid}\t${path}\0`).join('');
  await runGit(place, ['update-index', '--add', '-z', '--index-info'], { signal, input });
  return { commit, changed };
}

/** The commit with its objects in the subject; no branch has it yet. */
async function writeCommit(
  repository: Repository,
  { base, files, message }: FilesCommit,
  old: string | null,
  options: WriteOptions,
): Promise<Committed & { readonly entries: readonly FileEntry[] }> {
  const { signal, objectsDir } = options;
  const parent = old ?? base;
  const before = await resolveRevision(repository, parent, { signal });
  const entries: FileEntry[] = [];
  for (const { path, content } of files) {
    const oid = await writeBlob(repository, content, options);
    entries.push({ path, entry: { mode: '100644', oid } });
  }
  const tree = await replaceInTree(repository, before.tree, entries, options);
  if (tree === before.tree && old !== null) {
    return { commit: old, changed: false, entries };
  }
  const commit = await commitTree(repository, { tree, parents: [parent], message }, options);
  await transferObjects(repository, { from: objectsDir, commit, exclude: parent }, { signal });
  return { commit, changed: true, entries };
}

interface FileEntry {
  readonly path: string;
  readonly entry: { readonly mode: '100644'; readonly oid: string };
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
