import { Complaints, type Problem, PROBLEMS_MAX } from '../../document/index.ts';
import { FILE_CHARS_MAX } from '../limits.ts';
import { TASK_TYPE } from '../task-file/task-file.ts';
import type { TaskId } from '../task-id.ts';
import { layOut } from './list-layout.ts';
import type { ListedTask } from './list-line.ts';
import { LIST_HEADINGS, type ListState } from './list-section.ts';

/** A task of an existing list, with the state that somebody wrote down. */
export interface ImportedTask extends ListedTask {
  readonly state: ListState;
  readonly line: number;
}

/** What was read of a list; of a task that is named twice the first line counts. */
export interface ParsedTaskList {
  readonly tasks: readonly ImportedTask[];
  /** These lines are left as they are. */
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads a `TASK-LIST.md`, also one that another tool or a person kept. It never throws. */
export function parseTaskList(text: string): ParsedTaskList {
  const complaints = new Complaints();
  if (text.length > FILE_CHARS_MAX) {
    const message = `The list has more than ${FILE_CHARS_MAX} characters.`;
    complaints.refuse({ line: 1, column: 1 }, message, 'Move what is completed to another file.');
  }
  const tasks = new Map<TaskId, ImportedTask>();
  for (const { line, state, isTwin, read } of layOut(text.slice(0, FILE_CHARS_MAX))) {
    const place = { line: line.number, column: 1 };
    if (isTwin) {
      const message = `"${line.text.trim()}" is there twice.`;
      complaints.warn(place, message, 'Its tasks are read all the same; the first one stays.');
    } else if (read.kind === 'invalid') {
      complaints.refuse(place, read.message, read.hint);
    } else if (read.kind === 'ok' && state === null) {
      const names = Object.values(LIST_HEADINGS).join(', ');
      const message = `Task ${read.task.id} stands in none of the sections.`;
      complaints.refuse(place, message, `Move it below one of: ${names}.`);
    } else if (read.kind === 'ok' && state !== null) {
      const first = tasks.get(read.task.id);
      if (first !== undefined) {
        const message = `Task ${read.task.id} stands in line ${first.line} already.`;
        complaints.refuse(place, message, 'Remove one of the lines.');
        continue;
      }
      tasks.set(read.task.id, { ...read.task, state, line: line.number });
      if (read.task.type.toLowerCase() !== TASK_TYPE) {
        const message = `Task ${read.task.id} is of the type "${read.task.type}".`;
        complaints.warn(place, message, `hone works on ${TASK_TYPE} and leaves the line alone.`);
      }
    }
  }
  const problems = complaints.problems();
  return {
    tasks: [...tasks.values()],
    errors: problems.filter(({ severity }) => severity === 'error').slice(0, PROBLEMS_MAX),
    warnings: problems.filter(({ severity }) => severity === 'warning').slice(0, PROBLEMS_MAX),
  };
}
