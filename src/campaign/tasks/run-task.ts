import { existsSync } from 'node:fs';

import { canonicalJson, HoneError } from '../../base/index.ts';
import { addWorktree, branchCommit, openRepository } from '../../git/index.ts';
import { parseRunId } from '../../model/index.ts';
import { readTaskId, type TaskId } from '../../tasks/index.ts';
import { engineOn } from '../flow/engine-on.ts';
import {
  type FlowControl,
  type FlowRun,
  resumeFlow,
  runFlow,
  startableFlow,
} from '../flow/run-flow.ts';
import { lastFrozen } from '../try/frozen-suite.ts';
import { clearBranch, type TaskRunOptions, toldAgain } from './begin-anew.ts';
import { beginTask, type BegunTask, type StartTaskOptions } from './start-task.ts';
import { taskNamed } from './task-documents.ts';
import {
  FIRST_RUN,
  lastOf,
  type LoggedEvent,
  recordTaskEvent,
  runsIn,
  sinceStart,
  type TaskEvent,
  taskLog,
} from './task-log.ts';
import { cutShortText, newestRun, taskStates } from './task-states.ts';
import { type TaskPlace, withTasks } from './with-tasks.ts';

/** The flow of a task for which nobody names another. */
const TASK_FLOW = 'task';

/**
 * Starts the work on a task and drives it until it waits or ends.
 *
 * @throws HoneError as `beginTask` and `runFlow`
 */
export async function startTask(
  start: StartTaskOptions,
  options: TaskRunOptions,
  control: FlowControl,
): Promise<FlowRun> {
  const begun = await withTasks(options.folder, control.signal, async (place) => {
    const { repository, signal } = place;
    const asked = { ...options, flow: options.flow ?? TASK_FLOW, target: start.wanted, values: {} };
    await startableFlow(asked, repository, signal);
    return beginTask(place, start, control.hooks);
  });
  return runOf(begun, options, control, FIRST_RUN);
}

/**
 * Goes on with a task: with its run, or with a new one when its start was cut short or the suite
 * was changed since, which then begins with a new baseline.
 *
 * @throws HoneError E_USAGE for a task that was not started, is completed or abandoned
 */
export async function resumeTask(
  wanted: string,
  options: TaskRunOptions,
  control: FlowControl & { readonly takeOver?: boolean },
): Promise<FlowRun> {
  const isNamed = options.proposals.length > 0 || Object.keys(options.roles).length > 0;
  const next = await withTasks(options.folder, control.signal, (place) =>
    nextOf(place, wanted, isNamed),
  );
  switch (next.kind) {
    case 'run':
      return resumeFlow(next.root, parseRunId(next.run), control);
    case 'again': {
      const { begun, before, why } = next;
      await withTasks(options.folder, control.signal, ({ store, signal }) =>
        clearBranch(store, begun, before, why, { signal, hooks: control.hooks }),
      );
      return runOf(begun, toldAgain(options, before), control, why);
    }
  }
}

type Next =
  | { readonly kind: 'run'; readonly run: string; readonly root: string }
  | {
      readonly kind: 'again';
      readonly begun: BegunTask;
      /** Input of the run before; null when none had begun. */
      readonly before: unknown;
      readonly why: string;
    };

/** @param isNamed - whether it is said now what is to be tried */
async function nextOf(place: TaskPlace, wanted: string, isNamed: boolean): Promise<Next> {
  const { repository, store, signal } = place;
  const id = readTaskId(wanted);
  const log = id === null ? [] : taskLog(store, id);
  const started = lastOf(sinceStart(log), 'started');
  if (id === null || started === null) {
    const { id: known } = taskNamed(repository.root, wanted);
    throw new HoneError('E_USAGE', `Task ${known} was not started yet: hone task start ${known}`);
  }
  if (!isNamed && newestRun(store, log) === null) {
    throw new HoneError('E_USAGE', `Task ${id} has no run to go on with: ${cutShortText(id)}`);
  }
  await requireBranch(place, id, started, log);
  await reopenTree(place, started);
  const own = await openRepository(started.root, { signal });
  const { parsed } = taskNamed(own.root, wanted);
  const states = await taskStates(own, store, { signal });
  const state = states.find(({ document }) => document.id === id);
  const status = state?.status.kind;
  if (status === 'abandoned') {
    const why = state?.status.why ?? '';
    throw new HoneError('E_USAGE', `Task ${id} can't go on. ${why}`);
  }
  const begun = { id, task: parsed.task, root: started.root, started, runs: runsIn(log) };
  const view = state?.view ?? null;
  if (view === null) {
    return { kind: 'again', begun, before: null, why: 'its start was cut short' };
  }
  const before = view.input;
  const suiteNow = lastFrozen(store)?.hash ?? null;
  const suiteThen: unknown = Reflect.get(Object(view.input), 'suiteHash');
  const isOver = view.status === 'completed' || view.status === 'cancelled';
  if (suiteNow !== suiteThen && status !== 'completed') {
    if (!isOver) {
      cancelFor(place, view.run, 'The suite was changed, so everything is measured anew.');
    }
    return { kind: 'again', begun, before, why: 'the suite was changed' };
  }
  if (view.status === 'cancelled' || view.status === 'failed') {
    const how = view.status === 'failed' ? 'failed' : 'was cancelled';
    return { kind: 'again', begun, before, why: `the run before ${how}` };
  }
  if (!isOver && targetsChanged(view.input, parsed.task, log, view.startedAt)) {
    cancelFor(place, view.run, 'A target was revised, so the work is judged anew.');
    return { kind: 'again', begun, before, why: 'a target was revised' };
  }
  return { kind: 'run', run: view.run, root: started.root };
}

/**
 * Whether targets were revised since a run began.
 *
 * @throws HoneError E_USAGE for a change that is not in the ledger
 */
function targetsChanged(
  input: unknown,
  { targets }: BegunTask['task'],
  log: readonly LoggedEvent[],
  since: string,
): boolean {
  const then: unknown = Reflect.get(Object(input), 'targets');
  const before = Array.isArray(then) ? then.map(String) : [];
  const now = targets.map(({ text }) => text);
  if (canonicalJson(before) === canonicalJson(now)) {
    return false;
  }
  const revised = log
    .filter((event) => event.kind === 'target')
    .filter(({ at }) => at >= since)
    .reduce<readonly string[]>(
      (texts, { from, to }) => texts.map((text) => (sameText(text, from) ? to : text)),
      before,
    );
  const isKnown = revised.every((text, index) => sameText(text, now[index] ?? ''));
  if (revised.length !== now.length || !isKnown) {
    throw new HoneError(
      'E_USAGE',
      'The targets of the task file are not those that the work began with, and the ledger does ' +
        'not say why. Put them back and use "hone task target", which records old, new, reason ' +
        `and who. They were: ${before.join('; ')}`,
    );
  }
  return true;
}

function sameText(left: string, right: string): boolean {
  return left.replaceAll(/\s+/g, '') === right.replaceAll(/\s+/g, '');
}

function cancelFor({ store }: TaskPlace, run: string, reason: string): void {
  const engine = engineOn(store, null);
  const id = parseRunId(run);
  if (engine.view(id).status === 'running') {
    throw new HoneError('E_BUSY', `Run ${run} is being driven. Stop it first: Ctrl-C there.`);
  }
  engine.cancel(id, { by: 'hone task resume', reason });
}

/**
 * A branch that somebody deleted is not made anew in silence: all that is on it would be lost.
 *
 * @throws HoneError E_REPOSITORY with where it was
 */
async function requireBranch(
  { repository, signal }: TaskPlace,
  id: TaskId,
  { branch }: Extract<TaskEvent, { kind: 'started' }>,
  log: readonly LoggedEvent[],
): Promise<void> {
  const events = sinceStart(log);
  const last = lastOf(events, 'commit');
  const isMerged = lastOf(events, 'merged') !== null;
  if (last === null || isMerged || (await branchCommit(repository, branch, { signal })) !== null) {
    return;
  }
  throw new HoneError(
    'E_REPOSITORY',
    `The branch ${branch} of task ${id} is gone. Bring it back: git fetch origin ` +
      `${branch}:${branch}, or, as it was at the end of phase ${last.phase}: git branch ` +
      `${branch} ${last.commit}. Or give the task up: hone task abandon ${id}`,
  );
}

/** A working tree that was deleted by hand is made again: its branch has all that was committed. */
async function reopenTree(
  { repository, signal }: TaskPlace,
  { root, branch, baseCommit, isOwnWorktree }: Extract<TaskEvent, { kind: 'started' }>,
): Promise<void> {
  if (existsSync(root) || !isOwnWorktree) {
    return;
  }
  const order = { path: root, branch, base: baseCommit };
  const added = await addWorktree(repository, order, { signal });
  if (added.kind === 'occupied') {
    throw new HoneError('E_REPOSITORY', `The working tree ${root} is gone, and ${added.why}.`);
  }
}

async function runOf(
  { id, task, root, started, runs }: BegunTask,
  options: TaskRunOptions,
  control: FlowControl,
  why: string,
): Promise<FlowRun> {
  const { flow, ...own } = options;
  const title = task.title?.value ?? '';
  return runFlow(
    {
      ...own,
      folder: root,
      flow: flow ?? TASK_FLOW,
      target: title,
      values: {},
      targets: task.targets.map(({ text }) => text),
      task: {
        id,
        title,
        branch: started.branch,
        baseBranch: started.baseBranch,
        ask: started.ask,
        checks: [...started.checks],
      },
    },
    {
      ...control,
      onStarting: (store, run) => recordRun(store, { id, run, why, runs }),
    },
  );
}

/** @throws HoneError E_BUSY when another process has just begun the next run */
function recordRun(
  store: Parameters<typeof recordTaskEvent>[0],
  next: { readonly id: TaskId; readonly run: string; readonly why: string; readonly runs: number },
): void {
  const { id, run, why, runs } = next;
  recordTaskEvent(store, id, { kind: 'run', run, why }, `run/after-${runs}`);
  const newest = lastOf(taskLog(store, id), 'run')?.run;
  if (newest !== run) {
    throw new HoneError(
      'E_BUSY',
      `Task ${id} is being worked on: another process has just begun run ${newest ?? 'of it'}. ` +
        `See it with: hone task status ${id}`,
    );
  }
}
