import type { PullRequest } from '../../../git/index.ts';
import type { Suite } from '../../../model/index.ts';
import {
  type Effort,
  type PhaseCount,
  PHASES,
  type TaskId,
  type TrackerPull,
} from '../../../tasks/index.ts';
import { lastOf, type LoggedEvent, sinceStart } from '../task-log.ts';
import { phaseNumber } from '../task-phases-of-run.ts';
import { criteriaOf } from './measured-targets.ts';
import { checksOf } from './pull-checks.ts';
import type { TaskRecords } from './task-records.ts';

/** Characters of the date in a time of ISO 8601. */
const DATE_CHARS = 10;

/** What a pull request of the tracker is made from besides its own records. */
export interface PullSurroundings {
  /** Null when there is none that is understood. */
  readonly suite: Suite | null;
  /** Ids of all tasks that are completed. */
  readonly completed: ReadonlySet<TaskId>;
  /** The pull request as it was read just now; null when it was not. */
  readonly live: PullRequest | null;
}

/** Everything that a tracker says about one task, as far as it is known. */
export function pullFacts(records: TaskRecords, around: PullSurroundings): TrackerPull {
  const { state, task } = records;
  const { document, status, log } = state;
  const started = lastOf(sinceStart(log), 'started');
  const achieved = objectivesAchieved(records);
  return {
    id: document.id,
    title: task.title?.value ?? '(no title)',
    branch: started?.branch ?? state.elsewhere[0]?.branch ?? null,
    pullRequest: pullRequestOf(records, around.live),
    status,
    phases: phasesOf(records),
    effort: effortIn(task.overview),
    priority: task.priority?.value ?? null,
    dependencies: task.dependencies.map(({ id, reason }) => {
      return { id, reason, isCompleted: around.completed.has(id) };
    }),
    objectives: task.objectives.map(({ value }) => ({ text: value, isDone: achieved })),
    criteria: criteriaOf(records, around.suite),
    checks: checksOf(records, around),
    notes: notesIn(log),
  };
}

/** Whether a person said that the objectives are achieved, which nobody else can tell. */
function objectivesAchieved({ phases }: TaskRecords): boolean | null {
  const found = phases.get(6)?.criteria.find(({ id }) => id === 'objectives-achieved');
  if (found === undefined || (found.state === 'unmet' && found.answered_by === null)) {
    return null;
  }
  return found.state === 'met';
}

/**
 * Criteria of every phase; those of a phase that the run has not come to are not met. Nothing is
 * counted when a record is gone, or when the work was done elsewhere.
 */
function phasesOf({ phases, state }: TaskRecords): PhaseCount[] {
  const isElsewhere = state.view === null && state.status.kind === 'completed';
  if (isElsewhere || [...phases.values()].includes(null)) {
    return [];
  }
  return PHASES.map(({ number, criteria }) => {
    const phase = phaseNumber(number);
    const seen = phases.get(phase)?.criteria;
    const met = seen?.filter((one) => one.state === 'met').length ?? 0;
    return { phase, met, total: (seen ?? criteria).length };
  });
}

/** As it was read just now, or else as far as what was recorded tells. */
function pullRequestOf(
  { state, phases }: TaskRecords,
  live: PullRequest | null,
): TrackerPull['pullRequest'] {
  const events = sinceStart(state.log);
  const pull = lastOf(events, 'pull-request');
  if (pull === null) {
    return null;
  }
  const { name, url } = pull;
  if (live !== null) {
    return { name, url: live.url ?? url, state: live.state };
  }
  const isMerged = state.status.kind === 'completed' || lastOf(events, 'merged') !== null;
  const isReady = phases
    .get(6)
    ?.criteria.some((one) => one.id === 'pull-request-ready' && one.state === 'met');
  // Without a page there is no host, and only a host has drafts.
  const before = isReady === true || url === null ? 'open' : 'draft';
  return { name, url, state: isMerged ? 'merged' : before };
}

/** What a task that a plan was split into says of its effort. */
function effortIn(overview: string): Effort | null {
  const found = /^Estimated effort: (\d+(?:\.\d+)?) (person-day|attempt)s?\.$/m.exec(overview);
  const amount = Number(found?.[1] ?? 0);
  return amount > 0
    ? { amount, unit: found?.[2] === 'attempt' ? 'attempts' : 'person-days' }
    : null;
}

/** Notes of persons, the newest first, because the dashboard shows the first line. */
function notesIn(log: readonly LoggedEvent[]): string {
  return log
    .flatMap((event) => (event.kind === 'note' ? [event] : []))
    .toReversed()
    .map(({ text, by, at }) => `${text.trim()}\n\n(${by}, ${at.slice(0, DATE_CHARS)})`)
    .join('\n\n');
}
