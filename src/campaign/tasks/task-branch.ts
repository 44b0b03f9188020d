import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  addWorktree,
  advanceBranch,
  branchCommit,
  commitFiles,
  commitFilesHere,
  type Committed,
  type GitOptions,
  listWorktrees,
  openRepository,
  pushBranch,
  readFileAt,
  remoteUrl,
  type Repository,
  transferObjects,
} from '../../git/index.ts';
import type { Store } from '../../store/index.ts';
import { readDocument } from './task-documents.ts';

/** The branch of a task, where its documents and its optimisations are. */
export interface TaskBranch {
  readonly repository: Repository;
  readonly store: Store;
  readonly branch: string;
  /** Where a branch that does not exist yet begins. */
  readonly base: string;
}

/** A text that a commit brings. */
export interface DocumentText {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** The working tree that is on the branch, opened anew; null when none is. */
export async function worktreeOf(
  place: Pick<TaskBranch, 'repository' | 'branch'>,
  options: GitOptions,
): Promise<Repository | null> {
  const root = await rootOfBranch(place, options);
  return root === null ? null : openRepository(root, options);
}

/** Where the working tree is that is on the branch; null when none is. */
export async function rootOfBranch(
  { repository, branch }: Pick<TaskBranch, 'repository' | 'branch'>,
  options: GitOptions,
): Promise<string | null> {
  const found = (await listWorktrees(repository, options)).find((one) => one.branch === branch);
  if (found === undefined) {
    return null;
  }
  if (found.state === 'missing') {
    // Deleted by hand: git would still refuse to use the branch anywhere else.
    const again = { path: found.path, branch, base: branch };
    const added = await addWorktree(repository, again, options);
    if (added.kind === 'occupied') {
      throw new HoneError('E_REPOSITORY', `The worktree of ${branch} is gone, and ${added.why}.`);
    }
  }
  return found.path;
}

/**
 * A document as it is now: with what a person wrote into the working tree of the branch and did not
 * commit yet, or else as its last commit has it.
 *
 * @returns null when there is no such file
 */
export async function readFromBranch(
  place: TaskBranch,
  path: string,
  options: GitOptions,
): Promise<string | null> {
  const root = await rootOfBranch(place, options);
  if (root !== null) {
    return readDocument(root, path);
  }
  const commit = (await branchCommit(place.repository, place.branch, options)) ?? place.base;
  const content = await readFileAt(place.repository, commit, path, options);
  return content === null ? null : new TextDecoder().decode(content);
}

/** Commits documents of the task; whatever else somebody is changing there stays as it is. */
export async function commitDocuments(
  place: TaskBranch,
  documents: readonly DocumentText[],
  message: string,
  options: GitOptions,
): Promise<Committed> {
  const { repository, store, branch, base } = place;
  const files = documents.map(({ path, text }) => ({ path, content: Buffer.from(text) }));
  const objectsDir = join(store.folder, 'objects');
  const tree = await worktreeOf(place, options);
  return tree === null
    ? commitFiles(repository, { branch, base, files, message }, { ...options, objectsDir })
    : commitFilesHere(tree, { branch, files, message }, { ...options, objectsDir });
}

/**
 * Moves the branch on to a commit that hone's own store may hold alone so far.
 *
 * @throws HoneError E_DIRTY_TREE when files of its working tree are in the way, E_REPOSITORY when
 *   somebody moved it meanwhile
 */
export async function moveTaskBranch(
  place: TaskBranch,
  expected: string,
  commit: string,
  options: GitOptions,
): Promise<void> {
  const { repository, store, branch } = place;
  const copied = { from: join(store.folder, 'objects'), commit, exclude: expected };
  await transferObjects(repository, copied, options);
  const moved = await advanceBranch(repository, branch, expected, commit, options);
  switch (moved.kind) {
    case 'advanced':
      return;
    case 'moved':
      throw new HoneError(
        'E_REPOSITORY',
        `${branch} is at ${moved.commit ?? 'nothing'} and was expected at ${expected}: somebody ` +
          'committed to it meanwhile. Nothing was changed; try again.',
      );
    case 'in-the-way':
      throw new HoneError(
        'E_DIRTY_TREE',
        `The optimisations can't be put onto ${branch}: ${moved.why}. Commit or stash that, then ` +
          'try again.',
      );
  }
}

/** Commit of the branch; the base while it does not exist. */
export async function tipOf(place: TaskBranch, options: GitOptions): Promise<string> {
  return (await branchCommit(place.repository, place.branch, options)) ?? place.base;
}

/** What became of sending the branch to the remote. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'no-remote' }
  /** As a sentence with what to do. */
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Pushes the branch, never by force. What can't be pushed now is no reason to stop.
 *
 * @param how - what is done about a push that fails, as a sentence
 */
export async function sendBranch(
  { repository, branch }: Pick<TaskBranch, 'repository' | 'branch'>,
  options: GitOptions,
  how = 'It is tried again at the end of the next phase.',
): Promise<Sent> {
  if ((await remoteUrl(repository, 'origin', options)) === null) {
    return { kind: 'no-remote' };
  }
  try {
    const pushed = await pushBranch(repository, { branch }, options);
    if (pushed.kind === 'pushed') {
      return { kind: 'sent' };
    }
    const fix =
      pushed.kind === 'rejected' && pushed.reason === 'non-fast-forward'
        ? `Somebody pushed to it: \`git pull origin ${branch}\`, then push it.`
        : how;
    const words = pushed.why.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
    return { kind: 'failed', why: `${branch} could not be pushed: ${words}. ${fix}` };
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      return { kind: 'failed', why: `${branch} could not be pushed: ${thrown.message} ${how}` };
    }
    throw thrown;
  }
}
