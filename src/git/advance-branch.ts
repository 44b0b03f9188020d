import { branchCommit, createBranch } from './branch.ts';
import { gitFailure, type GitOptions, runGit } from './git-command.ts';
import { openRepository, type Repository, subjectPlace } from './repository.ts';
import { readStatus } from './status.ts';
import { listWorktrees } from './worktree-list.ts';
import { moveWorktree } from './write-worktree.ts';

/** What became of moving a branch on. */
export type Advanced =
  | { readonly kind: 'advanced' }
  /** It is not where it was expected. */
  | { readonly kind: 'moved'; readonly commit: string | null }
  /** It is checked out, and the files there can't be brought along without losing something. */
  | { readonly kind: 'in-the-way'; readonly why: string };

/**
 * Moves a branch to a commit that comes after the one it is at. Where it is checked out, the files
 * and the index there are brought along, if nothing in them is uncommitted; no hook or filter runs.
 * Asking again after it is done is harmless.
 *
 * @param expected - the commit that it is at, an ancestor of `commit`, whose objects are in the
 *   subject's own store
 * @throws HoneError E_USAGE for a name that can't be a branch, E_DISK
 */
export async function advanceBranch(
  repository: Repository,
  branch: string,
  expected: string,
  commit: string,
  options: GitOptions = {},
): Promise<Advanced> {
  const now = await branchCommit(repository, branch, options);
  if (now === commit) {
    return { kind: 'advanced' };
  }
  if (now !== expected) {
    return { kind: 'moved', commit: now };
  }
  const worktrees = await listWorktrees(repository, options);
  const holder = worktrees.find((each) => each.branch === branch);
  if (holder === undefined) {
    await createBranch(repository, branch, commit, { ...options, expectOld: expected });
    return { kind: 'advanced' };
  }
  if (holder.state === 'missing') {
    const why = `${branch} belongs to a worktree that was deleted by hand at ${holder.path}`;
    return { kind: 'in-the-way', why };
  }
  const opened = await openRepository(holder.path, options);
  const target = { root: opened.root, gitDir: opened.gitDir };
  if (opened.dirty.tracked === 0) {
    const written = await moveWorktree(repository, target, expected, commit, options);
    if (written.code !== 0) {
      return { kind: 'in-the-way', why: `in ${holder.path}, ${written.stderr}` };
    }
  } else if ((await readStatus({ ...opened, commit }, options)).tracked > 0) {
    // Otherwise only the branch is missing, because an earlier attempt was killed in between.
    const names = opened.dirty.examples.join(', ');
    return { kind: 'in-the-way', why: `${holder.path} has uncommitted changes (${names})` };
  }
  const args = ['update-ref', '-m', 'hone: merge', `refs/heads/${branch}`, commit, expected];
  const run = { ...options, accept: [0, 1, 128] };
  const set = await runGit(subjectPlace(repository), args, run);
  if (set.code === 0) {
    return { kind: 'advanced' };
  }
  const other = await branchCommit(repository, branch, options);
  // Somebody was faster: the files go back to what they were.
  await moveWorktree(repository, target, commit, expected, options);
  if (other === expected) {
    throw gitFailure(args, set);
  }
  return { kind: 'moved', commit: other };
}
