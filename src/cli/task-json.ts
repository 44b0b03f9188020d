import {
  type CleanedTask,
  lastOf,
  type OpenReview,
  phaseExits,
  phaseRecord,
  type PlanSplit,
  readTaskId,
  type ReviewSession,
  sinceStart,
  taskPaths,
  type TaskState,
  type WrittenDocument,
} from '../campaign/index.ts';
import {
  type ReportedPhase,
  type ReportedTask,
  TASK_CLEANUP_SCHEMA,
  TASK_REVIEW_SCHEMA,
  TASK_REVIEW_SESSION_SCHEMA,
  TASK_SHOW_SCHEMA,
  TASK_SPLIT_SCHEMA,
  TASK_STATUS_SCHEMA,
  TaskCleanupDocument,
  TaskReviewDocument,
  TaskReviewSessionDocument,
  TaskShowDocument,
  TaskSplitDocument,
  TaskStatusDocument,
} from '../model/index.ts';
import { documentOf } from '../report/index.ts';

/** Tasks for programs: `hone task status` and `hone task list`. */
export function statusDocument(states: readonly TaskState[]) {
  const tasks = states.map(reported);
  return documentOf(TaskStatusDocument, { schema: TASK_STATUS_SCHEMA, tasks });
}

/** A task phase by phase for programs. @throws HoneError E_JOURNAL when a record is damaged */
export function showDocument(state: TaskState, store: Parameters<typeof phaseRecord>[0]) {
  const phases = state.view === null ? [] : phaseExits(state.view);
  return documentOf(TaskShowDocument, {
    schema: TASK_SHOW_SCHEMA,
    ...reported(state),
    phases: phases.map((exit): ReportedPhase => {
      const { phase, title, judged_at: judgedAt, criteria } = phaseRecord(store, exit);
      return {
        phase,
        title,
        isPassed: exit.isPassed,
        judgedAt,
        criteria: criteria.map(({ answered_by: answeredBy, ...rest }) => ({ ...rest, answeredBy })),
      };
    }),
    trouble: lastOf(sinceStart(state.log), 'trouble')?.text ?? null,
  });
}

function reported({ document, status, view, log }: TaskState): ReportedTask {
  const { task, errors, warnings } = document.parsed;
  const started = lastOf(sinceStart(log), 'started');
  const pull = lastOf(sinceStart(log), 'pull-request');
  return {
    id: document.id,
    title: task.title?.value ?? null,
    priority: task.priority?.value ?? null,
    path: taskPaths(document.id).task,
    status: status.kind,
    why: status.why,
    phase: 'phase' in status ? status.phase : null,
    run: view?.run ?? null,
    branch: started?.branch ?? null,
    worktree: started?.isOwnWorktree === true ? started.root : null,
    pullRequest: pull === null ? null : { name: pull.name, url: pull.url },
    questions: (view?.questions ?? []).map(({ id, of, text, choices, askedAt }) => {
      return { id, of, text, choices, askedAt };
    }),
    problems: [...errors, ...warnings],
  };
}

/** Open comments of a task's pull request for programs. */
export function reviewDocument(open: OpenReview, wanted: string) {
  return documentOf(TaskReviewDocument, {
    schema: TASK_REVIEW_SCHEMA,
    task: readTaskId(wanted) ?? wanted,
    ...open,
  });
}

/** What became of comments, for programs. */
export function reviewSessionDocument({ session, handled, left }: ReviewSession, wanted: string) {
  return documentOf(TaskReviewSessionDocument, {
    schema: TASK_REVIEW_SESSION_SCHEMA,
    task: readTaskId(wanted) ?? wanted,
    session,
    handled: handled.map(({ id, outcome, commit, text }) => ({ id, outcome, commit, text })),
    left,
  });
}

/** What ended tasks left behind, for programs. */
export function cleanupDocument(tasks: readonly CleanedTask[], isDry: boolean) {
  return documentOf(TaskCleanupDocument, { schema: TASK_CLEANUP_SCHEMA, isDry, tasks });
}

/** How a plan becomes tasks, for programs. */
export function splitDocument(
  { source, groups, left }: PlanSplit,
  written: readonly WrittenDocument[],
) {
  return documentOf(TaskSplitDocument, {
    schema: TASK_SPLIT_SCHEMA,
    source,
    groups: groups.map(({ tasks }) => ({
      tasks: tasks.map(({ item, fields }) => ({ item, ...fields })),
    })),
    left,
    written,
  });
}
