import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

import { HoneError, type Json } from '../../base/index.ts';
import { parseRunId, RatioEstimate, type RunId } from '../../model/index.ts';
import type { AcquireOptions, Lease, Store } from '../../store/index.ts';
import type { TaskId } from '../../tasks/index.ts';
import { runIdNow } from '../try/run-id-now.ts';
import { LOG_TRIES_MAX, LOG_WAIT_MS } from './limits.ts';

const Phase = Type.Integer({ minimum: 1, maximum: 8 });
const TextOrNull = Type.Union([Type.String(), Type.Null()]);

/** Where the pull request of a task lives; `apiUrl` for an own server of GitHub's. */
export const ForgeChoice = Type.Object({
  use: Type.Union([
    Type.Literal('auto'),
    Type.Literal('github-rest'),
    Type.Literal('github-cli'),
    Type.Literal('plain-git'),
  ]),
  apiUrl: TextOrNull,
});
export type ForgeChoice = Static<typeof ForgeChoice>;

/** What happened to a comment of a review. */
const Handled = Type.Object({
  id: Type.String(),
  updatedAt: Type.String(),
  outcome: Type.Union([Type.Literal('changed'), Type.Literal('answered'), Type.Literal('open')]),
  /** Of the change. */
  commit: TextOrNull,
  /** The answer, or what is unclear. */
  text: Type.String(),
});

/** An entry of the journal that a run had to tell; the texts are Markdown. */
const Entry = Type.Object({
  kind: Type.Union([
    Type.Literal('phase'),
    Type.Literal('discovery'),
    Type.Literal('decision'),
    Type.Literal('attempt'),
    Type.Literal('measurement'),
    Type.Literal('note'),
  ]),
  at: Type.String(),
  phase: Phase,
  content: Type.String(),
  next: Type.String(),
  impact: Type.Array(
    Type.Object({ benchmark: Type.String(), metric: Type.String(), ratio: RatioEstimate }),
  ),
});

/** What can happen to a task besides what its runs record. */
const TaskEvent = Type.Union([
  Type.Object({
    kind: Type.Literal('started'),
    branch: Type.String(),
    baseBranch: Type.String(),
    baseCommit: Type.String(),
    /** Absolute; where the work is done. */
    root: Type.String(),
    isOwnWorktree: Type.Boolean(),
    /** Where pull requests live, as it was asked for. */
    forge: ForgeChoice,
    ask: Type.Boolean(),
    checks: Type.Array(Type.String()),
  }),
  Type.Object({ kind: Type.Literal('entry'), entry: Entry }),
  Type.Object({ kind: Type.Literal('run'), run: Type.String(), why: Type.String() }),
  Type.Object({
    kind: Type.Literal('commit'),
    phase: Phase,
    commit: Type.String(),
    subject: Type.String(),
    run: TextOrNull,
  }),
  Type.Object({
    kind: Type.Literal('pull-request'),
    number: Type.Integer({ minimum: 1 }),
    name: Type.String(),
    url: TextOrNull,
    title: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('note'),
    phase: Phase,
    text: Type.String(),
    by: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('target'),
    phase: Phase,
    from: Type.String(),
    to: Type.String(),
    reason: Type.String(),
    by: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('review'),
    phase: Phase,
    /** From 1. */
    session: Type.Integer({ minimum: 1 }),
    pullRequest: Type.String(),
    handled: Type.Array(Handled),
    summary: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('trouble'),
    phase: Phase,
    /** What could not be done at the remote or the host, and goes on without it. */
    text: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('merged'),
    name: Type.String(),
    /** Found on the base branch. */
    commit: Type.String(),
    /** Last commit of the task's own branch. */
    head: Type.String(),
  }),
  Type.Object({ kind: Type.Literal('abandoned'), why: Type.String(), by: Type.String() }),
]);
export type TaskEvent = Static<typeof TaskEvent>;

/** Why the first run of a task began; any other reason is told in the journal. */
export const FIRST_RUN = 'the start';

/** An event with its time, ISO 8601 in UTC. */
export type LoggedEvent = TaskEvent & { readonly at: string };

/** One comment of a review with what became of it. */
export type HandledComment = Static<typeof Handled>;

/** The journal's run in which everything about a task is recorded that no other run records. */
function purposeOf(id: TaskId): string {
  return `log of task ${id}`;
}

/**
 * What was recorded about a task, oldest first.
 *
 * @throws HoneError E_JOURNAL when it is damaged or written by another version
 */
export function taskLog(store: Store, id: TaskId): LoggedEvent[] {
  const runs = logRuns(store, id);
  const log = runs.flatMap((run) =>
    store.events(run).map(({ type, key, data, at }) => {
      if (!type.startsWith('task.') || !Value.Check(TaskEvent, data)) {
        throw new HoneError(
          'E_JOURNAL',
          `What was recorded about task ${id} can't be read: ${type} in run ${run}. Another ` +
            'version of hone may have written it.',
        );
      }
      return { key, event: { ...data, at } };
    }),
  );
  // Two processes that recorded the first event at the same moment made a log each.
  return runs.length < 2 ? log.map(({ event }) => event) : woven(log);
}

/** Events of several logs in the order of their times, each key once. */
function woven(
  log: readonly { readonly key: string | null; readonly event: LoggedEvent }[],
): LoggedEvent[] {
  return log
    .toSorted(({ event: left }, { event: right }) =>
      left.at < right.at ? -1 : left.at > right.at ? 1 : 0,
    )
    .filter(({ key }, index, all) => {
      return key === null || all.findIndex((other) => other.key === key) === index;
    })
    .map(({ event }) => event);
}

/**
 * Records something about a task.
 *
 * @param key - the same thing under the same key is recorded once; null for what may repeat
 * @returns false when it was recorded before
 * @throws HoneError E_BUSY when another process goes on recording, E_DISK
 */
export function recordTaskEvent(
  store: Store,
  id: TaskId,
  event: TaskEvent,
  key: string | null = null,
): boolean {
  const [known] = logRuns(store, id);
  const run = known ?? runIdNow();
  const expect = known === undefined ? 'new' : 'existing';
  const lease = leaseOf(store, run, { purpose: purposeOf(id), expect });
  try {
    if (key !== null && store.eventByKey(run, key) !== null) {
      return false;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- plain strings and numbers
    const data = JSON.parse(JSON.stringify(event)) as Json;
    store.appendEvent(run, { type: `task.${event.kind}`, key, data });
    return true;
  } finally {
    lease.release();
  }
}

/**
 * The right to append to the log. Others hold it for the time of one event, so it is asked for
 * again for a while; a run must not end because somebody wrote a note at that moment.
 */
function leaseOf(store: Store, run: RunId, options: AcquireOptions): Lease {
  const nobody = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (let tries = 1; ; tries += 1) {
    try {
      return store.acquireRun(run, options);
    } catch (thrown) {
      const isBusy = thrown instanceof HoneError && thrown.code === 'E_BUSY';
      if (!isBusy || tries >= LOG_TRIES_MAX) {
        throw thrown;
      }
      Atomics.wait(nobody, 0, 0, LOG_WAIT_MS);
    }
  }
}

/** Keys under which something was recorded about a task. */
export function recordedKeys(store: Store, id: TaskId): ReadonlySet<string> {
  const events = logRuns(store, id).flatMap((run) => store.events(run));
  return new Set(events.flatMap(({ key }) => key ?? []));
}

function logRuns(store: Store, id: TaskId): RunId[] {
  return store
    .runs()
    .filter(({ purpose }) => purpose === purposeOf(id))
    .map(({ run }) => parseRunId(run));
}

/** The newest event of a kind, or null. */
export function lastOf<K extends TaskEvent['kind']>(
  log: readonly LoggedEvent[],
  kind: K,
): Extract<LoggedEvent, { kind: K }> | null {
  const found = log.findLast((event): event is Extract<LoggedEvent, { kind: K }> => {
    return event.kind === kind;
  });
  return found ?? null;
}

/** Events since the task was started last: what was abandoned before is no part of it. */
export function sinceStart(log: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const at = log.findLastIndex(({ kind }) => kind === 'started');
  return at === -1 ? [] : log.slice(at);
}

/** How many runs were begun for the task, ever. */
export function runsIn(log: readonly LoggedEvent[]): number {
  return log.filter(({ kind }) => kind === 'run').length;
}
