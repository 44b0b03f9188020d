import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  addWorktree,
  askRemoteBranches,
  baseBranchOf,
  branchCommit,
  branchDistance,
  createBranch,
  fetchBranch,
  listWorktrees,
  openRepository,
  remoteUrl,
  type Repository,
  switchBranch,
} from '../../git/index.ts';
import { blockerText, type TaskFile, type TaskId, taskBranch } from '../../tasks/index.ts';
import type { Hooks } from '../hooks.ts';
import { pullRequestMarkdown } from '../../report/index.ts';
import { refuseDirt } from '../try/clean-tree.ts';
import { problemText } from '../read-suite.ts';
import { pullTitle } from './pull-text.ts';
import { commitDocuments, sendBranch, type TaskBranch } from './task-branch.ts';
import { type TaskDocument, taskNamed, taskPaths } from './task-documents.ts';
import { journalOf } from './task-journal.ts';
import {
  type ForgeChoice,
  lastOf,
  recordTaskEvent,
  runsIn,
  sinceStart,
  type TaskEvent,
  taskLog,
} from './task-log.ts';
import { attempt, forgeOf, openDraft } from './task-pull.ts';
import { taskStates, type TaskState } from './task-states.ts';
import type { TaskPlace } from './with-tasks.ts';

/** How a task is started. */
export interface StartTaskOptions {
  readonly wanted: string;
  /** A working tree of its own: at this path, or null for one beside the repository. */
  readonly worktree: { readonly path: string | null } | null;
  /** Every step to the next phase waits for a person. */
  readonly ask: boolean;
  /** Null finds it. */
  readonly baseBranch: string | null;
  readonly forge: ForgeChoice;
  /** Null takes the project's `check` script where it has one. */
  readonly checks: readonly string[] | null;
}

/** A task that is begun: what its run is started with. */
export interface BegunTask {
  readonly id: TaskId;
  readonly task: TaskFile;
  /** Working tree in which the work is done. */
  readonly root: string;
  readonly started: Extract<TaskEvent, { kind: 'started' }>;
  /** Runs that had begun by then: of two processes that begin the next one, only one may. */
  readonly runs: number;
}

/**
 * Begins the work on a task: looks whether it may be, makes its branch (and its working tree),
 * commits its documents, sends them and opens the draft of its pull request. Asking again after a
 * kill in the middle goes on.
 *
 * @throws HoneError E_CONFIG for a task file with errors, E_BUSY when it is worked on already,
 *   E_USAGE when a dependency is not completed, E_DIRTY_TREE, E_NOT_FOUND
 */
export async function beginTask(
  place: TaskPlace,
  options: StartTaskOptions,
  hooks: Hooks,
): Promise<BegunTask> {
  const { repository, store } = place;
  const document = taskNamed(repository.root, options.wanted);
  const { id } = document;
  requireReadable(document);
  const state = await startable(place, document);
  const isOver = state.status.kind === 'abandoned';
  const cutShort = isOver ? null : lastOf(sinceStart(state.log), 'started');
  if (cutShort === null) {
    refuseDirt(repository);
  }
  const started = cutShort ?? (await plannedStart(place, state, options, hooks));
  if (cutShort === null && started.isOwnWorktree && isTaken(started.root)) {
    throw new HoneError(
      'E_BUSY',
      `No working tree could be made: ${started.root} exists and is not empty. Name another ` +
        'place: --worktree PATH',
    );
  }
  if (cutShort === null && !recordStarted(place, id, started)) {
    throw new HoneError(
      'E_BUSY',
      `Task ${id} is being started by another process right now. Look where it stands: hone task ` +
        `status ${id}`,
    );
  }
  const root = await openTree(place, id, started);
  const own = await openRepository(root, { signal: place.signal });
  const branch = { repository: own, store, branch: started.branch, base: started.baseCommit };
  await firstCommit(branch, document, place.signal);
  await announce(branch, document, started, { signal: place.signal, hooks });
  return { id, task: document.parsed.task, root, started, runs: runsIn(state.log) };
}

function requireReadable({ id, parsed }: TaskDocument): void {
  if (parsed.errors.length > 0) {
    const path = taskPaths(id).task;
    const lines = parsed.errors.map((problem) => problemText(problem, path));
    throw new HoneError('E_CONFIG', `Task ${id} can't be started:\n${lines.join('\n')}`);
  }
}

/** @throws HoneError when somebody works on it, or something is in its way */
async function startable(place: TaskPlace, { id }: TaskDocument): Promise<TaskState> {
  const { repository, store, signal } = place;
  const states = await taskStates(repository, store, { signal });
  const state = states.find(({ document }) => document.id === id);
  if (state === undefined) {
    throw new HoneError('E_NOT_FOUND', `There is no task ${id}.`);
  }
  const { status, view, elsewhere, log } = state;
  if (status.kind === 'completed') {
    throw new HoneError('E_USAGE', `Task ${id} is completed: ${status.why}`);
  }
  const isBegun = sinceStart(log).length > 0 && status.kind !== 'abandoned';
  if (isBegun && view !== null) {
    throw new HoneError(
      'E_BUSY',
      `Task ${id} is being worked on: ${status.why} Go on with it: hone task resume ${id}`,
    );
  }
  if (status.kind === 'blocked') {
    const why = status.blockers.map(blockerText).join(' ');
    throw new HoneError('E_USAGE', `Task ${id} can't be started. ${why}`);
  }
  const others = isBegun ? [] : [...elsewhere, ...(await askedBranches(place, id))];
  const [other] = others.filter(({ branch }) => !wasAbandoned(state, branch));
  if (other !== undefined) {
    const where = other.remote === null ? 'in this repository' : `at ${other.remote}`;
    throw new HoneError(
      'E_BUSY',
      `Task ${id} is worked on already: the branch ${other.branch} is ${where}. If nobody does, ` +
        'delete that branch, then start the task.',
    );
  }
  return state;
}

/** The branch of an earlier start that was abandoned stays, and is no other person's. */
function wasAbandoned({ log }: TaskState, branch: string): boolean {
  return log.some((event) => event.kind === 'started' && event.branch === branch);
}

async function askedBranches(
  { repository, signal }: TaskPlace,
  id: TaskId,
): Promise<{ readonly branch: string; readonly remote: string | null }[]> {
  if ((await remoteUrl(repository, 'origin', { signal })) === null) {
    return [];
  }
  try {
    const asked = await askRemoteBranches(repository, `performance/task-${id}-`, { signal });
    return asked.kind === 'listed' ? [...asked.branches] : [];
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      return []; // nobody can be asked; what was heard before was looked at
    }
    throw thrown;
  }
}

async function plannedStart(
  place: TaskPlace,
  { document, log }: TaskState,
  options: StartTaskOptions,
  hooks: Hooks,
): Promise<Extract<TaskEvent, { kind: 'started' }>> {
  const { id, parsed } = document;
  const { repository, signal } = place;
  const configured = options.baseBranch ?? undefined;
  const base = await baseBranchOf(repository, {
    signal,
    ...(configured === undefined ? {} : { configured }),
  });
  const baseCommit = await newestBase(place, base, hooks);
  const title = parsed.task.title?.value ?? '';
  // As it was looked at: who starts it at the same moment comes to the same branch, and is told.
  const times = log.filter(({ kind }) => kind === 'started').length;
  const branch = `${taskBranch(id, title)}${times === 0 ? '' : `-${times + 1}`}`;
  const root =
    options.worktree === null
      ? repository.root
      : resolve(options.worktree.path ?? besideOf(repository, id));
  return {
    kind: 'started',
    branch,
    baseBranch: base.branch,
    baseCommit,
    root,
    isOwnWorktree: options.worktree !== null,
    forge: options.forge,
    ask: options.ask,
    checks: [...(options.checks ?? ownChecks(repository.root))],
  };
}

/** The base as the remote has it now, where that only adds to what is here. */
async function newestBase(
  { repository, signal }: TaskPlace,
  base: { readonly branch: string; readonly commit: string },
  hooks: Hooks,
): Promise<string> {
  if ((await remoteUrl(repository, 'origin', { signal })) === null) {
    return base.commit;
  }
  try {
    const fetched = await fetchBranch(repository, { branch: base.branch }, { signal });
    if (fetched.kind !== 'fetched') {
      const why = fetched.kind === 'no-branch' ? 'it is not there' : fetched.why;
      hooks.onWarning(`${base.branch} was not brought from origin: ${why}.`);
      return base.commit;
    }
    const { ahead } = await branchDistance(repository, base.commit, fetched.commit, { signal });
    return ahead === 0 ? fetched.commit : base.commit;
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      hooks.onWarning(`${base.branch} was not brought from origin: ${thrown.message}`);
      return base.commit;
    }
    throw thrown;
  }
}

function besideOf({ root }: Repository, id: TaskId): string {
  return join(dirname(root), `${basename(root)}-task-${id}`);
}

/** `npm run check` where the project has such a script. */
function ownChecks(root: string): string[] {
  const path = join(root, 'package.json');
  if (!existsSync(path)) {
    return [];
  }
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const scripts: unknown = Reflect.get(Object(value), 'scripts');
    return typeof Reflect.get(Object(scripts), 'check') === 'string' ? ['npm run check'] : [];
  } catch {
    return []; // a broken package.json is for the build to complain about
  }
}

/** @returns false when another process was faster */
function recordStarted(
  { store }: TaskPlace,
  id: TaskId,
  started: Extract<TaskEvent, { kind: 'started' }>,
): boolean {
  const { kind, branch, baseBranch, baseCommit, root, isOwnWorktree, forge, ask, checks } = started;
  const event = { kind, branch, baseBranch, baseCommit, root, isOwnWorktree, forge, ask, checks };
  return recordTaskEvent(store, id, event, `started/${branch}`);
}

/** The branch, and the working tree that is on it. @returns its root */
async function openTree(
  { repository, signal }: TaskPlace,
  id: TaskId,
  { branch, baseCommit, root, isOwnWorktree }: Extract<TaskEvent, { kind: 'started' }>,
): Promise<string> {
  if (isOwnWorktree) {
    const order = { path: root, branch, base: baseCommit };
    const making = addWorktree(repository, order, { signal });
    const added = await making.catch(async (thrown: unknown) => {
      const all = await listWorktrees(repository, { signal });
      throw all.some((one) => one.branch === branch) ? startedAtOnce(branch) : thrown;
    });
    if (added.kind === 'occupied') {
      const how = `Put that right, or give this start up: hone task abandon ${id} --reason …`;
      throw new HoneError('E_BUSY', `No working tree could be made: ${added.why}. ${how}`);
    }
    return root;
  }
  if ((await branchCommit(repository, branch, { signal })) === null) {
    await createBranch(repository, branch, baseCommit, { signal }).catch(
      async (thrown: unknown) => {
        const isThere = (await branchCommit(repository, branch, { signal })) !== null;
        throw isThere ? startedAtOnce(branch) : thrown;
      },
    );
  }
  const here = await openRepository(root, { signal });
  const switched = await switchBranch(here, branch, { signal });
  if (switched.kind === 'in-the-way') {
    throw new HoneError(
      'E_DIRTY_TREE',
      `Could not go to ${branch}: ${switched.why}. Put that aside, then start the task again.`,
    );
  }
  return root;
}

/** True when something is where a new working tree would be. */
function isTaken(root: string): boolean {
  return existsSync(root) && (!lstatSync(root).isDirectory() || readdirSync(root).length > 0);
}

function startedAtOnce(branch: string): HoneError {
  return new HoneError(
    'E_BUSY',
    `${branch} was made by another process right now, which seems to start the same task. Look ` +
      'where it stands: hone task status',
  );
}

/** The task file and the journal are the first commit of the branch. */
async function firstCommit(
  place: TaskBranch,
  { id, text }: TaskDocument,
  signal: AbortSignal,
): Promise<void> {
  const task = { path: taskPaths(id).task, text };
  const message = `docs(task-${id}): begin\n\nHone-Task: ${id}\n`;
  const journal = await journalOf(place, id, 1, { signal, taskText: text });
  await commitDocuments(place, [task, journal], message, { signal });
}

/** Sends the branch and opens the draft; what fails there is told and no reason to stop. */
async function announce(
  place: TaskBranch,
  { id, parsed }: TaskDocument,
  started: Extract<TaskEvent, { kind: 'started' }>,
  { signal, hooks }: { readonly signal: AbortSignal; readonly hooks: Hooks },
): Promise<void> {
  const { repository, store, branch } = place;
  const sent = await sendBranch(place, { signal });
  if (sent.kind === 'failed') {
    hooks.onWarning(sent.why);
    recordTaskEvent(store, id, { kind: 'trouble', phase: 1, text: sent.why });
  }
  const title = parsed.task.title?.value ?? '';
  const body = pullRequestMarkdown({
    task: id,
    title,
    overview: parsed.task.overview,
    run: '',
    baseCommit: started.baseCommit,
    manifest: null,
    comparison: null,
    trials: [],
    risks: [],
    review: null,
  });
  const where = { store, id, phase: 1 };
  const opened = await attempt(where, 'Opening the draft of the pull request', async () => {
    const forge = await forgeOf(repository, store, started.forge, { signal });
    const request = { head: branch, base: started.baseBranch, title: pullTitle(id, title), body };
    return openDraft({ store, id, forge }, request, { signal });
  });
  if (opened === null) {
    const last = lastOf(taskLog(store, id), 'trouble');
    hooks.onWarning(last?.text ?? 'No pull request was opened.');
  }
}
