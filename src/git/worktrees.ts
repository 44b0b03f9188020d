import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError } from '../base/index.ts';
import { branchCommit, createBranch } from './branch.ts';
import { gitFailure, type GitOptions, gitText, runGit } from './git-command.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';
import { openRepository, type Repository, subjectPlace } from './repository.ts';
import type { Dirt } from './status.ts';
import { listWorktrees, type Worktree, worktreeAt } from './worktree-list.ts';
import { moveWorktree } from './write-worktree.ts';

/** What became of adding a worktree. */
export type WorktreeAdded =
  | { readonly kind: 'added'; readonly worktree: Worktree }
  /** That branch was checked out at that path before. */
  | { readonly kind: 'existing'; readonly worktree: Worktree }
  /** Another worktree has the branch, or something else is at the path. */
  | { readonly kind: 'occupied'; readonly why: string };

/**
 * Adds a worktree for a person to work in, on a branch that begins at `base` unless it exists. No
 * hook and no filter runs (see `moveWorktree`). A worktree that was deleted by hand at that path is
 * forgotten first.
 *
 * @param order - `path` absolute, missing or an empty folder; `base` the id of a commit
 * @throws HoneError E_USAGE for a name that can't be a branch, E_DISK, E_REPOSITORY
 */
export async function addWorktree(
  repository: Repository,
  order: { readonly path: string; readonly branch: string; readonly base: string },
  options: GitOptions = {},
): Promise<WorktreeAdded> {
  const { path, branch, base } = order;
  const before = await listWorktrees(repository, options);
  const there = worktreeAt(before, path);
  if (there !== null && there.state !== 'missing') {
    return there.branch === branch && there.state !== 'main'
      ? madeWhole(repository, there, branch, options)
      : { kind: 'occupied', why: `${path} is a worktree on ${there.branch ?? 'no branch'}` };
  }
  const elsewhere = before.find((each) => each.branch === branch && each !== there);
  if (elsewhere !== undefined) {
    return { kind: 'occupied', why: occupiedWhy(branch, elsewhere) };
  }
  if (existsSync(path) && readdirSync(path).length > 0) {
    return { kind: 'occupied', why: `${path} exists and is not empty` };
  }
  if (there !== null) {
    await forget(repository, there, options);
  }
  if ((await branchCommit(repository, branch, options)) === null) {
    await createBranch(repository, branch, base, options);
  }
  const args = ['worktree', 'add', '--no-checkout', '--', path, branch];
  await runGit(subjectPlace(repository), args, options);
  try {
    await fill(repository, path, branch, options);
  } catch (thrown) {
    // Nobody worked in it yet.
    rmSync(path, { recursive: true, force: true });
    await runGit(subjectPlace(repository), ['worktree', 'remove', '--', path], {
      accept: [0, 1, 128],
    });
    throw thrown;
  }
  const worktree = worktreeAt(await listWorktrees(repository, options), path);
  if (worktree === null) {
    throw new HoneError('E_REPOSITORY', `The worktree ${path} vanished while it was made.`);
  }
  return { kind: 'added', worktree };
}

/** What became of removing a worktree. */
export type WorktreeRemoved =
  | { readonly kind: 'removed' }
  /** Its folder was gone already; git has forgotten it now. */
  | { readonly kind: 'forgotten' }
  /** None is registered there. */
  | { readonly kind: 'not-there' }
  | { readonly kind: 'unsaved'; readonly dirt: Dirt }
  | { readonly kind: 'locked'; readonly reason: string }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Removes a worktree that has nothing unsaved in it; ignored files go with it, its branch stays.
 * Never forced: uncommitted or untracked files, a lock, an unfinished merge or rebase, submodules
 * and commits that no branch has keep it. Whether its commits were pushed is for the caller to ask.
 *
 * @param path - absolute
 * @throws HoneError E_DISK when files can't be removed
 */
export async function removeWorktree(
  repository: Repository,
  path: string,
  options: GitOptions = {},
): Promise<WorktreeRemoved> {
  const worktree = worktreeAt(await listWorktrees(repository, options), path);
  if (worktree === null) {
    return { kind: 'not-there' };
  }
  switch (worktree.state) {
    case 'main':
      return { kind: 'refused', why: 'it is the main working tree of the repository' };
    case 'locked':
      return { kind: 'locked', reason: worktree.lockReason };
    case 'missing':
      await forget(repository, worktree, options);
      return { kind: 'forgotten' };
    case 'linked':
      return removeLinked(repository, worktree, options);
  }
}

async function removeLinked(
  repository: Repository,
  worktree: Worktree,
  options: GitOptions,
): Promise<WorktreeRemoved> {
  const opened = await openRepository(worktree.path, options);
  if (opened.commonDir !== repository.commonDir || opened.root !== worktree.path) {
    return { kind: 'refused', why: `${worktree.path} belongs to another repository now` };
  }
  const { dirty } = opened;
  if (dirty.tracked > 0 || dirty.untracked > 0) {
    return { kind: 'unsaved', dirt: dirty };
  }
  const why = await keptFor(opened, options);
  if (why !== null) {
    return { kind: 'refused', why };
  }
  rmSync(worktree.path, { recursive: true, force: true });
  await forget(repository, worktree, options);
  return { kind: 'removed' };
}

/** Files that git keeps in a worktree's own folder while something is unfinished. */
const UNFINISHED = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase or git am'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['BISECT_LOG', 'a bisection'],
] as const;

/** What a clean worktree would still lose with its folder; null when nothing. */
async function keptFor(worktree: Repository, options: GitOptions): Promise<string | null> {
  const unfinished = UNFINISHED.find(([name]) => existsSync(join(worktree.gitDir, name)));
  if (unfinished !== undefined) {
    return `${unfinished[1]} is unfinished in it`;
  }
  const modules = join(worktree.gitDir, 'modules');
  if (existsSync(modules) && readdirSync(modules).length > 0) {
    return 'it has submodules, whose work git keeps inside of it';
  }
  if (worktree.head.branch !== null) {
    return null;
  }
  const { commit } = worktree.head;
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, '--format=%(refname)'];
  const holder = await gitText(subjectPlace(worktree), args, options);
  return holder === '' ? `no branch has its commit ${commit.slice(0, 12)}` : null;
}

/** Takes what is registered of a worktree whose folder is gone; git checks that it is. */
async function forget(
  repository: Repository,
  worktree: Worktree,
  options: GitOptions,
): Promise<void> {
  if (existsSync(join(worktree.path, '.git'))) {
    throw new HoneError('E_REPOSITORY', `${worktree.path} came back while it was removed.`);
  }
  const args = ['worktree', 'remove', '--', worktree.path];
  const result = await runGit(subjectPlace(repository), args, { ...options, accept: [0, 128] });
  if (result.code === 0) {
    return;
  }
  // A folder that is there, but without its .git, is no worktree to git: pruning forgets it.
  await runGit(subjectPlace(repository), ['worktree', 'prune', '--expire=now'], options);
  if (worktreeAt(await listWorktrees(repository, options), worktree.path) !== null) {
    throw gitFailure(args, result);
  }
}

/** Files of one that was cut short while it was made: until they are all there it has no index. */
async function madeWhole(
  repository: Repository,
  worktree: Worktree,
  branch: string,
  options: GitOptions,
): Promise<WorktreeAdded> {
  const { path } = worktree;
  if (!existsSync(join(await gitDirOf(path, options), 'index'))) {
    try {
      await fill(repository, path, branch, options);
    } catch (thrown) {
      if (!(thrown instanceof HoneError) || thrown.code === 'E_INTERRUPTED') {
        throw thrown;
      }
      const why = `${path} was cut short while it was made, and has files that are in the way`;
      const how = `remove it with \`git worktree remove --force ${path}\``;
      return { kind: 'occupied', why: `${why}: ${how}` };
    }
  }
  return { kind: 'existing', worktree };
}

function gitDirOf(path: string, options: GitOptions): Promise<string> {
  const inside = { cwd: path, env: {}, config: [], trust: 'user' } as const;
  return gitText(inside, ['rev-parse', '--absolute-git-dir'], options);
}

async function fill(
  repository: Repository,
  path: string,
  branch: string,
  options: GitOptions,
): Promise<void> {
  const gitDir = await gitDirOf(path, options);
  const commit = await branchCommit(repository, branch, options);
  const target = { root: path, gitDir };
  const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
  const result = await moveWorktree(repository, target, null, commit ?? branch, run);
  if (result.code !== 0) {
    throw gitFailure(['read-tree'], result);
  }
}

function occupiedWhy(branch: string, { path, state }: Worktree): string {
  return state === 'missing'
    ? `${branch} belongs to a worktree that was deleted by hand at ${path}: remove that first`
    : `${branch} is checked out at ${path}`;
}
