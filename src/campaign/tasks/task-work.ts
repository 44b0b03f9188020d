import { assert } from '../../base/index.ts';
import type { GitOptions } from '../../git/index.ts';
import { type ParsedTaskFile, parseTaskFile, readTaskId, type TaskId } from '../../tasks/index.ts';
import type { StepWork } from '../flow/flow-context.ts';
import type { TaskOfRun } from '../flow/flow-started.ts';
import { readFromBranch, type TaskBranch } from './task-branch.ts';
import { taskPaths } from './task-documents.ts';

/** A step of a run that works on a task. */
export interface TaskWork {
  readonly work: StepWork;
  readonly task: TaskOfRun;
  readonly id: TaskId;
  readonly place: TaskBranch;
}

/** The task that a run works on; null for a run that no task asked for. */
export function taskWorkOf(work: StepWork): TaskWork | null {
  const { repository, store, started } = work.context;
  const { task } = started;
  if (task === undefined) {
    return null;
  }
  const id = readTaskId(task.id);
  assert(id !== null, 'a run is started with the id of a task');
  const place = { repository, store, branch: task.branch, base: started.base.commit };
  return { work, task, id, place };
}

/** The task file on the branch as it is now, with edits that nobody committed. */
export async function taskFileOn(
  { place, id }: Pick<TaskWork, 'place' | 'id'>,
  options: GitOptions,
): Promise<{ readonly text: string; readonly parsed: ParsedTaskFile } | null> {
  const text = await readFromBranch(place, taskPaths(id).task, options);
  return text === null ? null : { text, parsed: parseTaskFile(text) };
}
