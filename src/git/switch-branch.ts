import { branchCommit } from './branch.ts';
import { type GitOptions, runGit } from './git-command.ts';
import { type Repository, subjectPlace } from './repository.ts';
import { listWorktrees } from './worktree-list.ts';
import { moveWorktree } from './write-worktree.ts';

/** What became of going to another branch. */
export type Switched =
  | { readonly kind: 'switched' }
  /** Nothing was changed; `why` says what stands in the way. */
  | { readonly kind: 'in-the-way'; readonly why: string };

/**
 * Goes to a branch that exists, with the files and the index of the working tree. What is changed
 * or untracked and in the way is never overwritten; no hook and no filter runs. Asking again after
 * a kill in the middle is harmless.
 *
 * @throws HoneError E_REPOSITORY, E_DISK
 */
export async function switchBranch(
  repository: Repository,
  branch: string,
  options: GitOptions = {},
): Promise<Switched> {
  const { root, gitDir, head } = repository;
  if (head.branch === branch) {
    return { kind: 'switched' };
  }
  const commit = await branchCommit(repository, branch, options);
  if (commit === null) {
    return { kind: 'in-the-way', why: `there is no branch ${branch}` };
  }
  const elsewhere = (await listWorktrees(repository, options)).find((one) => one.branch === branch);
  if (elsewhere !== undefined) {
    return { kind: 'in-the-way', why: `${branch} is checked out at ${elsewhere.path}` };
  }
  const moved = await moveWorktree(repository, { root, gitDir }, head.commit, commit, options);
  if (moved.code !== 0) {
    return { kind: 'in-the-way', why: moved.stderr };
  }
  const args = ['symbolic-ref', '-m', `hone: go to ${branch}`, 'HEAD', `refs/heads/${branch}`];
  await runGit(subjectPlace(repository), args, options);
  return { kind: 'switched' };
}
