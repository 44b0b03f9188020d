import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  findForge,
  type Forge,
  type FoundForge,
  type GitOptions,
  type PullRequest,
  type Repository,
} from '../../git/index.ts';
import type { Store } from '../../store/index.ts';
import type { CheckFact, PullRequestFact, TaskId } from '../../tasks/index.ts';
import { RATE_WAIT_MS_MAX } from './limits.ts';
import {
  type ForgeChoice,
  lastOf,
  type LoggedEvent,
  recordTaskEvent,
  sinceStart,
  taskLog,
} from './task-log.ts';

/** Finds where the pull request of a task lives. Nothing is sent. */
export async function forgeOf(
  repository: Repository,
  store: Store,
  choice: ForgeChoice,
  options: GitOptions,
): Promise<Forge> {
  return (await foundFor(repository, store, choice, options)).forge;
}

async function foundFor(
  repository: Repository,
  store: Store,
  { use, apiUrl }: ForgeChoice,
  { signal }: GitOptions,
): Promise<FoundForge> {
  const setting = apiUrl === null ? { use } : { use, apiUrl };
  const objectsDir = join(store.folder, 'objects');
  return findForge(repository, setting, { objectsDir, signal, rateWaitMsMax: RATE_WAIT_MS_MAX });
}

/**
 * The forge of a task that was started. Once it has a pull request that is the place where it was
 * opened, whatever logins there are now: its number means another one anywhere else.
 *
 * @throws HoneError E_USAGE for a task that was not started, E_FORGE when that place is a host and
 *   nobody is logged in there now
 */
export async function forgeOfTask(
  repository: Repository,
  store: Store,
  id: TaskId,
  options: GitOptions,
): Promise<Forge> {
  const events = sinceStart(taskLog(store, id));
  const started = lastOf(events, 'started');
  if (started === null) {
    throw new HoneError('E_USAGE', `Task ${id} was not started: hone task start ${id}`);
  }
  const { forge, why } = await foundFor(repository, store, started.forge, options);
  const pull = lastOf(events, 'pull-request');
  const isHere = forge.describe().kind === 'plain-git';
  if (pull === null || isHere === (pull.url === null)) {
    return forge;
  }
  if (pull.url === null) {
    return forgeOf(repository, store, { use: 'plain-git', apiUrl: null }, options);
  }
  throw new HoneError('E_FORGE', `${pull.name} is ${pull.url}, which can't be asked now. ${why}`);
}

/** The pull request that was opened for a task; null before. */
export function pullOf(log: readonly LoggedEvent[]): { number: number; name: string } | null {
  const pull = lastOf(sinceStart(log), 'pull-request');
  return pull === null ? null : { number: pull.number, name: pull.name };
}

/**
 * Does something at the forge that is no reason to stop when it fails: what went wrong is recorded
 * and shown, and it is tried again at the end of the next phase.
 */
export async function attempt<T>(
  where: { readonly store: Store; readonly id: TaskId; readonly phase: number },
  what: string,
  action: () => Promise<T>,
): Promise<T | null> {
  try {
    return await action();
  } catch (thrown) {
    if (!(thrown instanceof HoneError) || thrown.code === 'E_INTERRUPTED') {
      throw thrown;
    }
    const text = `${what} failed: ${thrown.message}`;
    recordTaskEvent(where.store, where.id, { kind: 'trouble', phase: where.phase, text });
    return null;
  }
}

/**
 * Opens the draft, or finds the one that is open.
 *
 * @throws HoneError E_FORGE when there is nothing to merge yet
 */
export async function openDraft(
  where: { readonly store: Store; readonly id: TaskId; readonly forge: Forge },
  request: {
    readonly head: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
  },
  options: GitOptions,
): Promise<PullRequest> {
  const { store, id, forge } = where;
  const opened = await forge.open(request, options);
  if (opened.kind === 'nothing-to-merge') {
    throw new HoneError('E_FORGE', `No pull request was opened: ${opened.why}`);
  }
  const { number, url, title } = opened.pullRequest;
  recordTaskEvent(
    store,
    id,
    { kind: 'pull-request', number, name: `#${number}`, url, title },
    `pull-request/${request.head}/${number}`,
  );
  return opened.pullRequest;
}

/** A pull request as the exit criteria look at it. */
export function pullFact(pull: PullRequest): PullRequestFact {
  const name = `#${pull.number}`;
  switch (pull.state) {
    case 'draft':
      return { kind: 'draft', name };
    case 'open':
      return { kind: 'ready', name };
    case 'closed':
      return { kind: 'closed', name };
    case 'merged':
      return { kind: 'merged', name, verifiedAs: pull.mergeCommit };
  }
}

/** The automatic checks of a pull request as the exit criteria look at them. */
export function checkFacts({ checks }: PullRequest): CheckFact[] {
  return checks.map(({ name, state }) => ({
    name,
    state: state === 'pending' || state === 'missing' ? 'running' : state,
  }));
}
