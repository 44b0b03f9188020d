import { HoneError } from '../base/index.ts';
import { type GitOptions, gitText } from './git-command.ts';
import { DEFAULT_REMOTE, type RemoteTrouble, runRemote } from './remote.ts';
import { type Repository, subjectPlace } from './repository.ts';

/** What became of fetching a branch. */
export type Fetched =
  | { readonly kind: 'fetched'; readonly commit: string }
  /** The remote has no such branch; what was known of it here stays. */
  | { readonly kind: 'no-branch' }
  | RemoteTrouble;

/**
 * Brings one branch of a remote and sets `refs/remotes/<remote>/<branch>`; no local branch, tag or
 * FETCH_HEAD changes and no hook runs.
 *
 * @throws HoneError E_USAGE for a name that can't be a branch; TransientError E_REPOSITORY when the
 *   network fails
 */
export async function fetchBranch(
  repository: Repository,
  order: { readonly branch: string; readonly remote?: string | undefined },
  options: GitOptions = {},
): Promise<Fetched> {
  const { branch, remote = DEFAULT_REMOTE } = order;
  if (branch === '' || /^-|[:\s*]/.test(branch)) {
    throw new HoneError('E_USAGE', `${JSON.stringify(branch)} can't be the name of a branch.`);
  }
  const tracking = `refs/remotes/${remote}/${branch}`;
  const args = [...FETCH, '--', remote, `+refs/heads/${branch}:${tracking}`];
  const result = await runRemote(
    repository,
    args,
    options,
    ({ code, stderr }) => code === 0 || isUnknown(stderr),
  );
  if ('kind' in result) {
    return result;
  }
  if (result.code !== 0) {
    return { kind: 'no-branch' };
  }
  const asked = ['rev-parse', '--verify', `${tracking}^{commit}`];
  return { kind: 'fetched', commit: await gitText(subjectPlace(repository), asked, options) };
}

const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-prune',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
];

function isUnknown(words: string): boolean {
  return /couldn't find remote ref/i.test(words);
}
