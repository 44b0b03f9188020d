/** Tasks: documents, phases, pull requests and journals, for programs and the command line. */
export {
  importTaskList,
  type ImportedList,
  type NewTask,
  newTask,
  noteTask,
  revisedTarget,
  startedBranch,
  taskHere,
  taskList,
  type WrittenDocument,
  writeTaskList,
} from './edit-tasks.ts';
export { type CleanedTask, cleanUpTasks } from './clean-up-tasks.ts';
export type { MergeMethod } from './merge-method.ts';
export { abandonTask, allowMerge } from './end-task.ts';
export {
  type CommentOutcome,
  handleReview,
  type OpenReview,
  openReview,
  type ReviewSession,
} from './review-task.ts';
export { readTaskId, type TaskFields } from '../../tasks/index.ts';
export type { TaskRunOptions } from './begin-anew.ts';
export { resumeTask, startTask } from './run-task.ts';
export type { StartTaskOptions } from './start-task.ts';
export { taskPaths } from './task-documents.ts';
export { commitJournal, journalOf, keptText, type WrittenJournal } from './task-journal.ts';
export { type ForgeChoice, lastOf, type LoggedEvent, sinceStart } from './task-log.ts';
export { currentPhase, phaseExits, phaseRecord } from './task-phases-of-run.ts';
export { stateNamed, type TaskState, taskStates } from './task-states.ts';
export {
  newTrackerText,
  TRACKER_FILE,
  trackerPath,
  writeTracker,
} from './tracker/tracker-document.ts';
export { trackerFacts, type TrackerOptions } from './tracker/tracker-facts.ts';
export { trackerMark } from './tracker/tracker-change.ts';
export { trackerOf } from '../../tasks/index.ts';
export { type PlanSplit, splitOfPlan, writeSplit } from './split/split-of-plan.ts';
export type { SplitGroup, SplitTask } from '../../tasks/index.ts';
export { type TaskPlace, withTasks } from './with-tasks.ts';
