import { type Blocker, blockerText } from './dependencies.ts';
import { type PhaseNumber, phaseTitle } from './phases/phase-names.ts';
import type { ListState } from './task-list/list-section.ts';

/** A run of the task's flow, as its journal tells. */
export interface TaskRun {
  /** Null while the task was started and no run of it has begun. */
  readonly id: string | null;
  readonly phase: PhaseNumber;
  readonly state:
    | { readonly kind: 'open' }
    | { readonly kind: 'asks'; readonly question: string }
    | { readonly kind: 'stopped'; readonly why: string } // failed or killed; can be resumed
    | { readonly kind: 'abandoned'; readonly why: string }
    | { readonly kind: 'ended' }; // every phase passed
}

/** What became of the task's branch, as the forge or git tells. `name` is `#12` or a branch. */
export type TaskMerge =
  | { readonly kind: 'none' } // no pull request and nothing merged
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'closed'; readonly name: string } // without having been merged
  /** `commit` is the one found on the base branch; null while nobody has looked. */
  | { readonly kind: 'merged'; readonly name: string; readonly commit: string | null };

/** All that the status of a task is derived from. */
export interface TaskStatusFacts {
  /** The latest run. */
  readonly run: TaskRun | null;
  readonly merge: TaskMerge;
  readonly blockers: readonly Blocker[];
}

/** The status of a task; nobody sets it. `why` is a sentence. */
export type TaskStatus =
  | { readonly kind: 'pending'; readonly why: string }
  | { readonly kind: 'blocked'; readonly blockers: readonly Blocker[]; readonly why: string }
  | { readonly kind: 'in-progress'; readonly phase: PhaseNumber; readonly why: string }
  | { readonly kind: 'waiting'; readonly phase: PhaseNumber; readonly why: string }
  | { readonly kind: 'stopped'; readonly phase: PhaseNumber; readonly why: string }
  | { readonly kind: 'abandoned'; readonly why: string }
  | { readonly kind: 'completed'; readonly why: string };

/** Derives the status. A merge that was verified outweighs whatever the run says. */
export function taskStatus({ run, merge, blockers }: TaskStatusFacts): TaskStatus {
  if (merge.kind === 'merged' && merge.commit !== null) {
    return { kind: 'completed', why: `${merge.name} is merged as ${merge.commit.slice(0, 12)}.` };
  }
  if (run === null) {
    if (blockers.length > 0) {
      return { kind: 'blocked', blockers, why: blockers.map(blockerText).join(' ') };
    }
    return { kind: 'pending', why: 'Nobody has started it, and nothing is in its way.' };
  }
  if (run.state.kind === 'abandoned') {
    return abandonedAs(run.id, run.state.why);
  }
  if (merge.kind === 'merged') {
    const why = `${merge.name} is said to be merged, which is not verified yet.`;
    return { kind: 'in-progress', phase: run.phase, why };
  }
  if (merge.kind === 'closed') {
    const why = `${merge.name} was closed without being merged. Reopen it, or abandon the task.`;
    return { kind: 'waiting', phase: run.phase, why };
  }
  return statusOfRun(run, merge.kind === 'open' ? merge.name : null);
}

function abandonedAs(id: string | null, why: string): TaskStatus {
  const what = id === null ? 'It' : `Run ${id}`;
  return { kind: 'abandoned', why: `${what} was abandoned: ${why}` };
}

function statusOfRun({ id, phase, state }: TaskRun, pullRequest: string | null): TaskStatus {
  const run = id === null ? 'Its start' : `Run ${id}`;
  switch (state.kind) {
    case 'open':
      return { kind: 'in-progress', phase, why: `${run} is in ${phaseTitle(phase)}.` };
    case 'asks':
      return { kind: 'waiting', phase, why: `${run} asks: ${state.question}` };
    case 'stopped':
      return { kind: 'stopped', phase, why: `${run} stopped: ${state.why}` };
    case 'abandoned':
      return abandonedAs(id, state.why);
    case 'ended': {
      const what = pullRequest === null ? 'its branch' : pullRequest;
      return { kind: 'waiting', phase, why: `Every phase has passed; ${what} is not merged yet.` };
    }
  }
}

/** The section of the list that a status belongs to; null for none. */
export function listStateOf(status: TaskStatus): ListState | null {
  switch (status.kind) {
    case 'pending':
    case 'blocked':
      return 'pending';
    case 'in-progress':
    case 'waiting':
    case 'stopped':
      return 'in-progress';
    case 'completed':
      return 'completed';
    case 'abandoned':
      return null;
  }
}
