import { type GitOptions, gitText } from './git-command.ts';
import { DEFAULT_REMOTE, type RemoteTrouble, runRemote } from './remote.ts';
import { type Repository, subjectPlace } from './repository.ts';

/** A branch that is known here. */
export interface KnownBranch {
  /** Short name without the remote, e.g. `performance/task-021-faster-parser`. */
  readonly branch: string;
  /** Null for a branch of this repository. */
  readonly remote: string | null;
  readonly commit: string;
}

/**
 * Branches of this repository, and those of remotes as they were heard of last, whose names begin
 * with a text.
 */
export async function branchesBeginningWith(
  repository: Repository,
  prefix: string,
  options: GitOptions = {},
): Promise<KnownBranch[]> {
  const format = '--format=%(objectname) %(refname)';
  const args = ['for-each-ref', format, 'refs/heads/', 'refs/remotes/'];
  const text = await gitText(subjectPlace(repository), args, options);
  return text.split('\n').flatMap((line): KnownBranch[] => {
    const [commit = '', ref = ''] = line.split(' ');
    const own = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
    const [, remote = null, name = ''] = /^refs\/remotes\/([^/]+)\/(.*)$/.exec(ref) ?? [];
    const branch = own ?? name;
    return branch !== '' && branch.startsWith(prefix) ? [{ branch, remote, commit }] : [];
  });
}

/** Branches of a remote as it is now. */
export type RemoteBranches =
  | { readonly kind: 'listed'; readonly branches: readonly KnownBranch[] }
  | RemoteTrouble;

/**
 * Asks a remote for its branches whose names begin with a text.
 *
 * @param prefix - without characters that mean something in a pattern of git's
 * @throws HoneError as `fetchBranch`
 */
export async function askRemoteBranches(
  repository: Repository,
  prefix: string,
  options: GitOptions & { readonly remote?: string | undefined } = {},
): Promise<RemoteBranches> {
  const { remote = DEFAULT_REMOTE, signal } = options;
  const args = ['ls-remote', '--', remote, `refs/heads/${prefix}*`];
  const result = await runRemote(repository, args, { signal }, ({ code }) => code === 0);
  if ('kind' in result) {
    return result;
  }
  const branches = result.stdout
    .toString()
    .split('\n')
    .flatMap((line): KnownBranch[] => {
      const [commit = '', ref = ''] = line.split('\t');
      const branch = ref.replace(/^refs\/heads\//, '');
      return branch.startsWith(prefix) ? [{ branch, remote, commit }] : [];
    });
  return { kind: 'listed', branches };
}
