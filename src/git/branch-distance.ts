import { type GitOptions, gitText } from './git-command.ts';
import { DEFAULT_REMOTE, remoteUrl } from './remote.ts';
import { type Repository, subjectPlace } from './repository.ts';
import { resolveRevision } from './revision.ts';

/** Commits that only one of two has. */
export interface BranchDistance {
  /** Commits of the branch that the other lacks. */
  readonly ahead: number;
  /** Commits of the other that the branch lacks. */
  readonly behind: number;
}

/**
 * How far a branch is from another, by history; `ahead` 0 means that the other contains it.
 *
 * @param branch - any revision, as `other`
 * @throws HoneError E_NOT_FOUND when either names no commit
 */
export async function branchDistance(
  repository: Repository,
  branch: string,
  other: string,
  options: GitOptions = {},
): Promise<BranchDistance> {
  const left = await resolveRevision(repository, branch, options);
  const right = await resolveRevision(repository, other, options);
  const range = `${left.commit}...${right.commit}`;
  const args = ['rev-list', '--left-right', '--count', range];
  const text = await gitText(subjectPlace(repository), args, options);
  const [ahead, behind] = text.split('\t').map(Number);
  return { ahead: ahead ?? 0, behind: behind ?? 0 };
}

/** Work of a branch that exists on this machine alone. */
export type Unpushed =
  | { readonly kind: 'counted'; readonly commits: number }
  /** There is no such remote, so all of it exists here alone. */
  | { readonly kind: 'no-remote' };

/**
 * Commits of a branch that no branch of the remote has, by what was heard of the remote last:
 * fetch or push before, when it matters.
 *
 * @param branch - any revision
 * @throws HoneError E_NOT_FOUND when it names no commit
 */
export async function unpushedCommits(
  repository: Repository,
  branch: string,
  options: GitOptions & { readonly remote?: string | undefined } = {},
): Promise<Unpushed> {
  const place = subjectPlace(repository);
  const remote = options.remote ?? DEFAULT_REMOTE;
  const run = { signal: options.signal };
  const { commit } = await resolveRevision(repository, branch, run);
  if ((await remoteUrl(repository, remote, run)) === null) {
    return { kind: 'no-remote' };
  }
  // Not --remotes=<pattern>: a remote's name is no pattern.
  const refs = await gitText(
    place,
    ['for-each-ref', '--format=^%(objectname)', `refs/remotes/${remote}/`],
    run,
  );
  const input = `${commit}\n${refs}\n`;
  const count = await gitText(place, ['rev-list', '--count', '--stdin'], { ...run, input });
  return { kind: 'counted', commits: Number(count) };
}
