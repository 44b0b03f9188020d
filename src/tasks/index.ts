export {
  appendToSection,
  type Edited,
  replaceSection,
  reviseTarget,
  setSubTask,
} from './task-file/edit-task-file.ts';
export {
  newTaskFile,
  type NewTaskFile,
  taskFields,
  type TaskFields,
} from './task-file/new-task-file.ts';
export { parseTaskFile } from './task-file/parse-task-file.ts';
export { readTarget, type ReadTarget } from './task-file/read-target.ts';
export type {
  Criterion,
  Dependency,
  ParsedTaskFile,
  Placed,
  Priority,
  SubTask,
  TaskFile,
  TaskSection,
  TaskTarget,
} from './task-file/task-file.ts';
export { nextTaskId, readTaskId, type TaskId } from './task-id.ts';
export { blockersOf, blockerText, dependencyProblems } from './dependencies.ts';
export type { Blocker, DependencyProblem, DependentTask } from './dependencies.ts';
export {
  type Gain,
  optimisationSubject,
  phaseCommitSubject,
  taskBranch,
  taskCommitSubject,
} from './names.ts';
export {
  listStateOf,
  taskStatus,
  type TaskMerge,
  type TaskRun,
  type TaskStatus,
  type TaskStatusFacts,
} from './status.ts';
export type { TaskStatusKind } from './status-kind.ts';
export type { ListedTask } from './task-list/list-line.ts';
export type { ListState } from './task-list/list-section.ts';
export {
  type ImportedTask,
  type ParsedTaskList,
  parseTaskList,
} from './task-list/parse-task-list.ts';
export { type ListEntry, renderTaskList } from './task-list/render-task-list.ts';
export type { PhaseNumber } from './phases/phase-names.ts';
export type { Impact, JournalEntry } from './journal/journal-entry.ts';
export type { KeptAside, RenderedDocument } from './blocks/render-blocks.ts';
export { renderJournal } from './journal/render-journal.ts';
export type { JournalFacts, JournalTopic } from './journal/wanted-blocks.ts';
export { itemOfBacklog } from './split/item-of-backlog.ts';
export { notesItem } from './split/noted-item.ts';
export { splitPlan } from './split/split-plan.ts';
export type { SplitGroup, SplitItem, SplitTask } from './split/split-item.ts';
export { phaseCounts } from './tracker/completion.ts';
export { type NextPull, nextPull } from './tracker/next-pull.ts';
export { type TrackerNames, trackerNames } from './tracker/read-names.ts';
export { renderTracker } from './tracker/render-tracker.ts';
export type {
  Effort,
  Judged,
  PhaseCount,
  PreflightKind,
  TrackerFacts,
  TrackerPull,
} from './tracker/tracker-facts.ts';
export { trackerOf } from './tracker/tracker-of.ts';
export type { CriterionResult, ExitCriterion, Phase } from './phases/criterion.ts';
export type * from './phases/facts.ts';
export { NOTHING_KNOWN } from './phases/facts.ts';
export { type JudgedPhase, judgePhase, PHASES } from './phases/phases.ts';
