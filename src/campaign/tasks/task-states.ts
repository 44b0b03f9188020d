import { HoneError } from '../../base/index.ts';
import {
  baseBranchOf,
  branchesBeginningWith,
  firstParentLine,
  type GitOptions,
  type KnownBranch,
  type Repository,
  trailersOfAll,
} from '../../git/index.ts';
import { parseRunId } from '../../model/index.ts';
import type { RunView } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';
import {
  blockersOf,
  readTaskId,
  type TaskId,
  type TaskMerge,
  type TaskRun,
  taskStatus,
  type TaskStatus,
  type TaskStatusKind,
} from '../../tasks/index.ts';
import { engineOn } from '../flow/engine-on.ts';
import { MERGED_COMMITS_MAX } from './limits.ts';
import { readTasks, type TaskDocument, taskNamed } from './task-documents.ts';
import { lastOf, type LoggedEvent, sinceStart, taskLog } from './task-log.ts';
import { currentPhase } from './task-phases-of-run.ts';
import type { TaskPlace } from './with-tasks.ts';

/** A task with everything that is known of it without asking a remote. */
export interface TaskState {
  readonly document: TaskDocument;
  readonly status: TaskStatus;
  readonly log: readonly LoggedEvent[];
  /** The newest run of its flow; null before it is started. */
  readonly view: RunView | null;
  /** Branches of the task that hone did not start here. */
  readonly elsewhere: readonly KnownBranch[];
}

/** What a commit of the base branch says that brought a whole task. */
export const MERGED_TRAILER = 'Hone-Task-Merged';

/**
 * All tasks of a working tree with the status that follows from what was recorded, from git and
 * from the pull requests as they were read last. A circle of dependencies is told as a blocker.
 *
 * @throws HoneError E_JOURNAL when something recorded is damaged, E_CONFIG for an unreadable file
 */
export async function taskStates(
  repository: Repository,
  store: Store,
  options: GitOptions,
): Promise<TaskState[]> {
  const documents = readTasks(repository.root);
  const merged = await mergedElsewhere(repository, options);
  const known = await branchesBeginningWith(repository, 'performance/task-', options);
  const bare = documents.map((document) => {
    const log = taskLog(store, document.id);
    const view = newestRun(store, log);
    const facts = { run: runOf(document.id, log, view), merge: mergeOf(document.id, log, merged) };
    const own = lastOf(sinceStart(log), 'started')?.branch ?? null;
    const elsewhere = known.filter(({ branch }) => {
      return branch !== own && branch.startsWith(`performance/task-${document.id}-`);
    });
    return { document, log, view, facts, elsewhere };
  });
  const tasks = documents.map(({ id, parsed }) => ({ id, dependencies: parsed.task.dependencies }));
  const kinds = new Map<TaskId, TaskStatusKind>(
    bare.map(({ document, facts }) => {
      return [document.id, taskStatus({ ...facts, blockers: [] }).kind];
    }),
  );
  return bare.map(({ facts, ...one }) => {
    const { id, parsed } = one.document;
    const dependent = { id, dependencies: parsed.task.dependencies };
    const blockers = blockersOf(dependent, tasks, kinds);
    return { ...one, status: taskStatus({ ...facts, blockers }) };
  });
}

/** One task of a working tree with its state. @throws HoneError E_NOT_FOUND, E_USAGE */
export async function stateNamed(place: TaskPlace, wanted: string): Promise<TaskState> {
  const { repository, store, signal } = place;
  const { id } = taskNamed(repository.root, wanted);
  const states = await taskStates(repository, store, { signal });
  const found = states.find(({ document }) => document.id === id);
  if (found === undefined) {
    throw new HoneError('E_NOT_FOUND', `There is no task ${id}.`);
  }
  return found;
}

/** The newest run of a task that has begun, not only been said to; null when there is none. */
export function newestRun(store: Store, log: readonly LoggedEvent[]): RunView | null {
  const begun = new Set<string>(store.runs().map(({ run }) => run));
  const run = lastOf(
    sinceStart(log).filter((event) => event.kind === 'run' && begun.has(event.run)),
    'run',
  );
  return run === null ? null : engineOn(store, null).view(parseRunId(run.run));
}

/** Where the work on a task stands, from its log and its newest run. */
function runOf(task: TaskId, log: readonly LoggedEvent[], view: RunView | null): TaskRun | null {
  const events = sinceStart(log);
  if (events.length === 0) {
    return null;
  }
  const abandoned = lastOf(events, 'abandoned');
  const id = view?.run ?? null;
  const phase = view === null ? 1 : currentPhase(view);
  if (abandoned !== null) {
    return { id, phase, state: { kind: 'abandoned', why: abandoned.why } };
  }
  if (view === null) {
    return { id, phase, state: { kind: 'stopped', why: cutShortText(task) } };
  }
  return { id, phase, state: stateOf(view, task) };
}

/** How a start goes on that was cut short, as it goes after what stopped. */
export function cutShortText(task: TaskId): string {
  return (
    'it was cut short before a run began. Say again what it is to try, and how, with the flags ' +
    `of that start (--proposal, --role, --flow); the others are known: hone task start ${task}`
  );
}

function stateOf({ status, questions, failure }: RunView, task: TaskId): TaskRun['state'] {
  const resume = `hone task resume ${task}`;
  switch (status) {
    case 'running':
      return { kind: 'open' };
    case 'stopped':
      return { kind: 'stopped', why: `nobody drives it. Go on with it: ${resume}` };
    case 'waiting':
      return { kind: 'asks', question: questions[0]?.text ?? 'an answer.' };
    case 'failed':
      return { kind: 'stopped', why: `${failure ?? 'it failed.'} Begin anew: ${resume}` };
    case 'cancelled': {
      const why = failure ?? 'it was cancelled';
      return { kind: 'stopped', why: `${why}. Begin anew: ${resume}` };
    }
    case 'completed':
      return { kind: 'ended' };
  }
}

function mergeOf(
  id: TaskId,
  log: readonly LoggedEvent[],
  elsewhere: ReadonlyMap<string, string>,
): TaskMerge {
  const events = sinceStart(log);
  const merged = lastOf(events, 'merged');
  if (merged !== null) {
    return { kind: 'merged', name: merged.name, commit: merged.commit };
  }
  const found = elsewhere.get(id);
  if (found !== undefined && lastOf(events, 'abandoned') === null) {
    return { kind: 'merged', name: 'Its branch', commit: found };
  }
  const pull = lastOf(events, 'pull-request');
  return pull === null ? { kind: 'none' } : { kind: 'open', name: pull.name };
}

/** Tasks that commits of the base branch brought, by what these say at their end. */
async function mergedElsewhere(
  repository: Repository,
  options: GitOptions,
): Promise<ReadonlyMap<string, string>> {
  const merged = new Map<string, string>();
  const base = await baseOrNull(repository, options);
  if (base === null) {
    return merged;
  }
  const line = await firstParentLine(repository, base, {
    ...options,
    countMax: MERGED_COMMITS_MAX,
  });
  const named = line.commits.filter(({ subject }) => /task-\d/.test(subject));
  const ids = named.map(({ commit }) => commit);
  const trailers = await trailersOfAll(repository, ids, options);
  for (const commit of ids) {
    for (const { key, value } of trailers.get(commit) ?? []) {
      const id = key === MERGED_TRAILER ? readTaskId(value) : null;
      if (id !== null && !merged.has(id)) {
        merged.set(id, commit);
      }
    }
  }
  return merged;
}

async function baseOrNull(repository: Repository, options: GitOptions): Promise<string | null> {
  try {
    return (await baseBranchOf(repository, options)).commit;
  } catch (thrown) {
    if (thrown instanceof HoneError && ['E_CONFIG', 'E_NOT_FOUND'].includes(thrown.code)) {
      return null; // there is no telling which branch; then nothing was merged into it either
    }
    throw thrown;
  }
}
