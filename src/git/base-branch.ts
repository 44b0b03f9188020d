import { HoneError } from '../base/index.ts';
import { branchCommit } from './branch.ts';
import { type GitOptions, runGit } from './git-command.ts';
import { DEFAULT_REMOTE } from './remote.ts';
import { type Repository, subjectPlace } from './repository.ts';

/** The branch that work goes back to. */
export interface BaseBranch {
  /** Short name, e.g. `main`. */
  readonly branch: string;
  /** Where it is: the local branch, or the remote's as it was heard of last. */
  readonly commit: string;
  readonly from: 'configured' | 'remote' | 'usual-name';
}

/** Names that a main branch usually has. */
const USUAL = ['main', 'master'];

/**
 * The branch that work starts from and goes back to: the configured one, else what the remote calls
 * its main branch (`refs/remotes/<remote>/HEAD`), else `main` or `master` when just one exists.
 *
 * @throws HoneError E_NOT_FOUND when the configured one does not exist; E_CONFIG when none is found
 */
export async function baseBranchOf(
  repository: Repository,
  options: GitOptions & {
    readonly configured?: string | undefined;
    readonly remote?: string | undefined;
  } = {},
): Promise<BaseBranch> {
  const { configured, remote = DEFAULT_REMOTE, signal } = options;
  const commitOf = (branch: string): Promise<string | null> =>
    commitNamed(repository, branch, remote, { signal });
  if (configured !== undefined) {
    const commit = await commitOf(configured);
    if (commit === null) {
      throw new HoneError(
        'E_NOT_FOUND',
        `The base branch ${JSON.stringify(configured)} exists neither here nor at ${remote}. ` +
          `\`git branch --all\` lists what there is.`,
      );
    }
    return { branch: configured, commit, from: 'configured' };
  }
  const named = await remoteHead(repository, remote, { signal });
  const atRemote = named === null ? null : await commitOf(named);
  if (named !== null && atRemote !== null) {
    return { branch: named, commit: atRemote, from: 'remote' };
  }
  const found: BaseBranch[] = [];
  for (const branch of USUAL) {
    const commit = await commitOf(branch);
    if (commit !== null) {
      found.push({ branch, commit, from: 'usual-name' });
    }
  }
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new HoneError(
      'E_CONFIG',
      `It is not clear which branch work goes back to: ${remote} names none, and ` +
        `${found.length > 1 ? 'both main and master exist' : 'neither main nor master exists'}. ` +
        `Run \`git remote set-head ${remote} --auto\`, or configure the base branch.`,
    );
  }
  return only;
}

async function remoteHead(
  repository: Repository,
  remote: string,
  options: GitOptions,
): Promise<string | null> {
  const args = ['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`];
  const run = { ...options, accept: [0, 1, 128] };
  const result = await runGit(subjectPlace(repository), args, run);
  const name = result.stdout.toString().trim();
  const prefix = `refs/remotes/${remote}/`;
  return result.code === 0 && name.startsWith(prefix) ? name.slice(prefix.length) : null;
}

async function commitNamed(
  repository: Repository,
  branch: string,
  remote: string,
  options: GitOptions,
): Promise<string | null> {
  const local = await branchCommit(repository, branch, options);
  if (local !== null) {
    return local;
  }
  const args = ['rev-parse', '--verify', '--quiet', `refs/remotes/${remote}/${branch}^{commit}`];
  const run = { ...options, accept: [0, 1, 128] };
  const result = await runGit(subjectPlace(repository), args, run);
  return result.code === 0 ? result.stdout.toString().trim() : null;
}
