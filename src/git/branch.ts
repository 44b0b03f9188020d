import { HoneError } from '../base/index.ts';
import { gitFailure, type GitOptions, gitText, runGit } from './git-command.ts';
import { type Repository, subjectPlace } from './repository.ts';

/** What a branch must be like before it is set. */
export interface BranchOptions extends GitOptions {
  /** Commit that the branch must be at now; null (the default) when it must not exist yet. */
  readonly expectOld?: string | null | undefined;
}

/**
 * Points a branch at a commit of the user's store, compare-and-swap. No hook runs. A branch that is
 * already there stays, so that a resumed run can ask again.
 *
 * @param name - short, e.g. `hone/faster-parser`
 * @throws HoneError E_USAGE for a name that git does not allow; E_REPOSITORY when the branch is
 * somewhere else than expected or checked out, in which case moving it would make the files of that
 * working tree look changed
 */
export async function createBranch(
  repository: Repository,
  name: string,
  commit: string,
  options: BranchOptions = {},
): Promise<void> {
  const place = subjectPlace(repository);
  const signal = { signal: options.signal };
  const ref = `refs/heads/${name}`;
  const valid = await runGit(place, ['check-ref-format', ref], { ...signal, accept: [0, 1] });
  if (valid.code !== 0 || name.startsWith('-')) {
    throw new HoneError('E_USAGE', `${JSON.stringify(name)} can't be the name of a branch.`);
  }
  if ((await branchCommit(repository, name, signal)) === commit) {
    return;
  }
  if ((await checkedOutBranches(repository, signal)).includes(ref)) {
    throw new HoneError(
      'E_REPOSITORY',
      `The branch ${name} is checked out, so hone does not move it. Switch to another branch ` +
        `there (\`git worktree list\` shows where), or choose another name.`,
    );
  }
  const old = options.expectOld ?? '0'.repeat(commit.length);
  const args = ['update-ref', '-m', 'hone: keep measured changes', ref, commit, old];
  const result = await runGit(place, args, { ...signal, accept: [0, 1, 128] });
  if (result.code !== 0) {
    throw couldNotMove(name, options.expectOld ?? null, args, result);
  }
}

/** Commit of a branch; null when there is no such branch. */
export async function branchCommit(
  repository: Repository,
  name: string,
  options: GitOptions = {},
): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', `refs/heads/${name}^{commit}`];
  const result = await runGit(subjectPlace(repository), args, { ...options, accept: [0, 1, 128] });
  return result.code === 0 ? result.stdout.toString().trim() : null;
}

/** Full names of the branches that some working tree of the repository is on. */
async function checkedOutBranches(repository: Repository, options: GitOptions): Promise<string[]> {
  const list = await gitText(
    subjectPlace(repository),
    ['worktree', 'list', '--porcelain'],
    options,
  );
  return list
    .split('\n')
    .filter((line) => line.startsWith('branch '))
    .map((line) => line.slice('branch '.length));
}

function couldNotMove(
  name: string,
  expected: string | null,
  args: readonly string[],
  result: Awaited<ReturnType<typeof runGit>>,
): HoneError {
  const failure = gitFailure(args, result);
  if (failure.code === 'E_DISK') {
    return failure;
  }
  const state = expected === null ? 'did not exist yet' : `was at ${expected}`;
  return new HoneError(
    'E_REPOSITORY',
    `The branch ${name} could not be set: hone expected that it ${state}. Nothing was changed; ` +
      `choose another name, or look at it with \`git log ${name}\`. git said: ${result.stderr}`,
    { cause: failure },
  );
}

/** What became of deleting a branch. */
export type BranchDeleted =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'already-gone' }
  /** It stays; `why` says what is in the way. */
  | { readonly kind: 'kept'; readonly why: string };

/**
 * Deletes a branch of this repository that is where it is expected and that no working tree is on.
 *
 * @param expected - the commit that it must be at
 */
export async function deleteBranch(
  repository: Repository,
  name: string,
  expected: string,
  options: GitOptions = {},
): Promise<BranchDeleted> {
  const { signal } = options;
  const now = await branchCommit(repository, name, { signal });
  if (now === null) {
    return { kind: 'already-gone' };
  }
  if (now !== expected) {
    const why = `${name} is at ${now.slice(0, 12)}, not at ${expected.slice(0, 12)}`;
    return { kind: 'kept', why };
  }
  const ref = `refs/heads/${name}`;
  if ((await checkedOutBranches(repository, { signal })).includes(ref)) {
    return { kind: 'kept', why: `${name} is checked out (\`git worktree list\` shows where)` };
  }
  await runGit(subjectPlace(repository), ['update-ref', '-d', ref, expected], { signal });
  return { kind: 'deleted' };
}
