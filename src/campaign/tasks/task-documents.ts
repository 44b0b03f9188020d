import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError, messageOf } from '../../base/index.ts';
import { type ParsedTaskFile, parseTaskFile, readTaskId, type TaskId } from '../../tasks/index.ts';
import { DOCUMENT_BYTES_MAX, TASKS_MAX } from './limits.ts';

/** Folder of the tasks, from the root of the subject. */
export const TASKS_FOLDER = 'tasks';

/** The list that people read; where none is, it is made in the folder of the tasks. */
export const LIST_NAME = 'TASK-LIST.md';

/** A task as its file in a working tree says. */
export interface TaskDocument {
  readonly id: TaskId;
  /** From the root, `tasks/021`. */
  readonly folder: string;
  readonly text: string;
  readonly parsed: ParsedTaskFile;
}

/** Paths of a task's documents from the root of the subject. */
export function taskPaths(id: TaskId): {
  readonly folder: string;
  readonly task: string;
  readonly journal: string;
  readonly results: string;
} {
  const folder = `${TASKS_FOLDER}/${id}`;
  return {
    folder,
    task: `${folder}/task.md`,
    journal: `${folder}/journal.md`,
    results: `${folder}/results.md`,
  };
}

/** Every task of a working tree in the order of the ids; a folder without a task file is none. */
export function readTasks(root: string): TaskDocument[] {
  return readTaskFolders(root)
    .flatMap((id) => readTask(root, id) ?? [])
    .sort((left, right) => Number(left.id) - Number(right.id));
}

/** Ids of the folders in which tasks may be, in no order. */
export function readTaskFolders(root: string): TaskId[] {
  const folder = join(root, TASKS_FOLDER);
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .slice(0, TASKS_MAX)
    .flatMap((name) => readTaskId(name) ?? [])
    .filter((id, index, all) => all.indexOf(id) === index);
}

/**
 * One task of a working tree, or null when it has no file.
 *
 * @throws HoneError E_CONFIG when the file is too large or can't be read
 */
export function readTask(root: string, id: TaskId): TaskDocument | null {
  const { folder, task } = taskPaths(id);
  const text = readDocument(root, task);
  return text === null ? null : { id, folder, text, parsed: parseTaskFile(text) };
}

/**
 * Text of a document, or null when it is not there.
 *
 * @param path - from the root
 * @throws HoneError E_CONFIG for what is no readable file of a sensible size
 */
export function readDocument(root: string, path: string): string | null {
  const place = join(root, path);
  try {
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) {
      return null;
    }
    if (!found.isFile() || found.size > DOCUMENT_BYTES_MAX) {
      const why = found.isFile() ? `has ${found.size} bytes` : 'is no ordinary file';
      throw new HoneError('E_CONFIG', `${place} ${why}, so it is not read as a document.`);
    }
    return readFileSync(place, 'utf8');
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      throw thrown;
    }
    throw new HoneError('E_CONFIG', `Could not read ${place}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Where the list is: at the root when one is there, else beside the tasks. */
export function listPath(root: string): string {
  return existsSync(join(root, LIST_NAME)) ? LIST_NAME : `${TASKS_FOLDER}/${LIST_NAME}`;
}

/**
 * The task that somebody names.
 *
 * @param wanted - `21`, `#021`
 * @throws HoneError E_USAGE when it is no number, E_NOT_FOUND naming the tasks there are
 */
export function taskNamed(root: string, wanted: string): TaskDocument {
  const id = readTaskId(wanted);
  if (id === null) {
    throw new HoneError('E_USAGE', `"${wanted}" is no number of a task. Write it like 021.`);
  }
  const found = readTask(root, id);
  if (found === null) {
    const ids = readTasks(root).map((one) => one.id);
    const there =
      ids.length === 0 ? 'There are no tasks here yet.' : `There are ${ids.join(', ')}.`;
    throw new HoneError(
      'E_NOT_FOUND',
      `There is no ${taskPaths(id).task}. ${there} "hone task new" makes one.`,
    );
  }
  return found;
}
