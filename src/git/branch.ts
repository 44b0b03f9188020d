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
