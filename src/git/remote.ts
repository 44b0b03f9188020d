import { transientReasonIn, TransientError } from '../base/index.ts';
import {
  type GitOptions,
  type GitPlace,
  gitFailure,
  type GitResult,
  runGit,
} from './git-command.ts';
import { FETCH_TIMEOUT_MS } from './limits.ts';
import { type RepositoryPlace, subjectPlace } from './repository.ts';

/** The remote that is meant when none is named. */
export const DEFAULT_REMOTE = 'origin';

/** Why a remote could not be worked with; what to do is up to a person. */
export type RemoteTrouble =
  /** It is not configured, or nothing is where its address points to. */
  | { readonly kind: 'remote-gone'; readonly why: string }
  | { readonly kind: 'auth-failed'; readonly why: string };

/**
 * For commands that reach a remote as the user's own `git push` would: with the user's settings and
 * logins, and the address and ssh command of the repository. No hook runs, nothing is asked on the
 * terminal, and a remote whose address is a command line is never run.
 */
export function remotePlace(repository: RepositoryPlace): GitPlace {
  const config = ['protocol.ext.allow=never', 'push.gpgSign=false', 'fetch.recurseSubmodules=no'];
  return { ...subjectPlace(repository), trust: 'user', transport: true, config };
}

/**
 * Runs a command that reaches a remote.
 *
 * @param accept - exit codes that the caller reads; other failures become trouble or are thrown
 * @throws TransientError E_REPOSITORY when the network fails, HoneError as `runGit`
 */
export async function runRemote(
  repository: RepositoryPlace,
  args: readonly string[],
  options: GitOptions,
  accept: (result: GitResult) => boolean,
): Promise<GitResult | RemoteTrouble> {
  const result = await runGit(remotePlace(repository), args, {
    signal: options.signal,
    accept: [0, 1, 128, 129],
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  if (accept(result)) {
    return result;
  }
  const trouble = troubleIn(result.stderr);
  if (trouble !== null) {
    return trouble;
  }
  const failure = gitFailure(args, result);
  const reason = transientReasonIn(result.stderr);
  throw reason === null
    ? failure
    : new TransientError('E_REPOSITORY', reason, failure.message, { cause: failure });
}

const AUTH = new RegExp(
  [
    'authentication failed',
    'could not read (username|password)',
    'invalid username or (password|token)',
    'permission denied',
    'permission to .* denied',
    'terminal prompts disabled',
    'host key verification failed',
    'returned error: 40[13]',
    'support for password authentication was removed',
    'write access to repository not granted',
  ].join('|'),
  'i',
);

const GONE = new RegExp(
  [
    'does not appear to be a git repository',
    'repository .*not found',
    'repository .*does not exist',
    'no such remote',
    'returned error: 404',
    'no path specified',
  ].join('|'),
  'i',
);

/** What went wrong with a remote by git's own words, in English because of LC_ALL=C. */
function troubleIn(words: string): RemoteTrouble | null {
  // A remote that refuses the login may say at its end that it could not be read, too.
  if (AUTH.test(words)) {
    return { kind: 'auth-failed', why: words };
  }
  return GONE.test(words) ? { kind: 'remote-gone', why: words } : null;
}

/**
 * The address of a remote as git would use it, `insteadOf` of the user's settings applied; null
 * when there is no such remote. May hold a login: show it only through `withoutCredentials`.
 */
export async function remoteUrl(
  repository: RepositoryPlace,
  remote: string,
  options: GitOptions = {},
): Promise<string | null> {
  const place: GitPlace = { ...subjectPlace(repository), trust: 'user' };
  const args = ['remote', 'get-url', '--', remote];
  const result = await runGit(place, args, { ...options, accept: [0, 2, 128] });
  return result.code === 0 ? (result.stdout.toString().split('\n')[0] ?? null) : null;
}
