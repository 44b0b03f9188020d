import { HoneError } from '../base/index.ts';
import type { GitOptions, GitResult } from './git-command.ts';
import { DEFAULT_REMOTE, type RemoteTrouble, runRemote } from './remote.ts';
import type { Repository } from './repository.ts';

/** What is sent where. */
export interface PushOrder {
  /** Short name of the branch on the remote. */
  readonly branch: string;
  /** What it is to point at: a commit or a revision; default: the local branch of that name. */
  readonly commit?: string | undefined;
  /** Default: `origin`. */
  readonly remote?: string | undefined;
  /**
   * Replaces what is there, whatever its history, but only if the branch is at this commit now
   * (null: does not exist). Left out: nothing is ever replaced.
   */
  readonly lease?: string | null | undefined;
}

/** What became of a push. */
export type Pushed =
  | { readonly kind: 'pushed'; readonly was: 'new' | 'moved' | 'up-to-date' }
  | {
      readonly kind: 'rejected';
      /**
       * `non-fast-forward`: the remote has commits that this branch has not; `lease`: it is not
       * where it was expected; `protected`: a rule or hook of the remote refuses; `other`.
       */
      readonly reason: 'non-fast-forward' | 'lease' | 'protected' | 'other';
      /** git's and the remote's own words. */
      readonly why: string;
    }
  | RemoteTrouble;

/**
 * Sends one branch to a remote and nothing else: no tags, no submodules, and no hook of the subject
 * runs (a `pre-push` neither). Sending what is there already is harmless.
 *
 * @throws HoneError E_USAGE for a name that can't be a branch, E_REPOSITORY for an unknown commit;
 *   TransientError E_REPOSITORY when the network fails
 */
export async function pushBranch(
  repository: Repository,
  order: PushOrder,
  options: GitOptions = {},
): Promise<Pushed> {
  const ref = refOf(order.branch);
  const from = order.commit ?? ref;
  if (from.startsWith('-') || /[:\s]/.test(from)) {
    throw new HoneError('E_USAGE', `${JSON.stringify(from)} can't be pushed: name a commit.`);
  }
  const force = order.lease === undefined ? [] : [leaseOf(ref, order.lease)];
  const args = [...PUSH, ...force, '--', order.remote ?? DEFAULT_REMOTE, `${from}:${ref}`];
  const result = await runRemote(repository, args, options, isReport);
  return 'kind' in result ? result : pushedIn(result);
}

/** What became of deleting a branch on a remote. */
export type RemoteDeletion =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'already-gone' }
  /** It is at another commit than expected, so it stays. */
  | { readonly kind: 'moved'; readonly commit: string }
  | { readonly kind: 'refused'; readonly why: string }
  | RemoteTrouble;

/**
 * Deletes a branch on a remote if it is at the expected commit there.
 *
 * @throws as `pushBranch`
 */
export async function deleteRemoteBranch(
  repository: Repository,
  order: { readonly branch: string; readonly expected: string; readonly remote?: string },
  options: GitOptions = {},
): Promise<RemoteDeletion> {
  const ref = refOf(order.branch);
  const remote = order.remote ?? DEFAULT_REMOTE;
  const list = await runRemote(repository, ['ls-remote', '--', remote, ref], options, isSuccess);
  if ('kind' in list) {
    return list;
  }
  const there = list.stdout
    .toString()
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([, name]) => name === ref)?.[0];
  if (there === undefined) {
    return { kind: 'already-gone' };
  }
  if (there !== order.expected) {
    return { kind: 'moved', commit: there };
  }
  const args = [...PUSH, leaseOf(ref, order.expected), '--', remote, `:${ref}`];
  const result = await runRemote(repository, args, options, isReport);
  if ('kind' in result) {
    return result;
  }
  const pushed = pushedIn(result);
  return pushed.kind === 'pushed' ? { kind: 'deleted' } : { kind: 'refused', why: whyOf(pushed) };
}

const PUSH = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no'];

/** @throws HoneError E_USAGE; git itself refuses what else can't be a name */
function refOf(branch: string): string {
  if (branch === '' || branch.startsWith('-') || /[:\s~^?*[\\]|\.\./.test(branch)) {
    throw new HoneError('E_USAGE', `${JSON.stringify(branch)} can't be the name of a branch.`);
  }
  return `refs/heads/${branch}`;
}

function leaseOf(ref: string, expected: string | null): string {
  return `--force-with-lease=${ref}:${expected ?? ''}`;
}

const isSuccess = ({ code }: GitResult): boolean => code === 0;

/** A push that got as far as the refs says what became of each. */
const isReport = (result: GitResult): boolean => result.code === 0 || reportOf(result) !== null;

interface Report {
  readonly flag: string;
  readonly summary: string;
}

/** `<flag>\t<from>:<to>\t<summary> (<reason>)` by git-push(1), --porcelain. */
function reportOf({ stdout }: GitResult): Report | null {
  const line = stdout
    .toString()
    .split('\n')
    .find((each) => /^[ +\-*!=]\t/.test(each));
  return line === undefined
    ? null
    : { flag: line.charAt(0), summary: line.split('\t').slice(2).join(' ') };
}

function pushedIn(result: GitResult): Pushed {
  const report = reportOf(result);
  if (report?.flag === '!') {
    return { kind: 'rejected', ...rejection(report.summary, result.stderr) };
  }
  const was = report?.flag === '*' ? 'new' : report?.flag === '=' ? 'up-to-date' : 'moved';
  return { kind: 'pushed', was };
}

function rejection(
  summary: string,
  stderr: string,
): Pick<Extract<Pushed, { kind: 'rejected' }>, 'reason' | 'why'> {
  const remote = stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .join('\n');
  const why = remote === '' ? summary : `${summary}\n${remote}`;
  if (/stale info|remote ref updated since checkout/.test(summary)) {
    return { reason: 'lease', why };
  }
  if (/non-fast-forward|fetch first|needs force/.test(summary)) {
    return { reason: 'non-fast-forward', why };
  }
  const isRule = /hook declined|protected|denying|prohibited|GH0\d\d|rule violation/i;
  return { reason: isRule.test(`${summary}\n${stderr}`) ? 'protected' : 'other', why };
}

function whyOf(pushed: Exclude<Pushed, { kind: 'pushed' }>): string {
  return pushed.why;
}
