import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';

import { HoneError, writeFileAtomic } from '../../base/index.ts';
import { openRepository } from '../../git/index.ts';
import {
  type ImportedTask,
  type ListEntry,
  listStateOf,
  newTaskFile,
  nextTaskId,
  parseTaskList,
  renderTaskList,
  reviseTarget,
  type TaskFields,
  taskFields,
  type TaskId,
  taskCommitSubject,
} from '../../tasks/index.ts';
import { NOTE_CHARS_MAX } from './limits.ts';
import { commitDocuments, readFromBranch, type TaskBranch } from './task-branch.ts';
import {
  listPath,
  readDocument,
  readTask,
  readTasks,
  taskNamed,
  taskPaths,
} from './task-documents.ts';
import { commitJournal, phaseNow, type WrittenJournal } from './task-journal.ts';
import { lastOf, recordTaskEvent, sinceStart, taskLog } from './task-log.ts';
import { taskStates, type TaskState } from './task-states.ts';
import type { TaskPlace } from './with-tasks.ts';

/** What somebody says about a new task; everything else is filled in later. */
export type NewTask = Partial<Omit<TaskFields, 'id' | 'title'>> & { readonly title: string };

/** A document that was written, by its path from the root. */
export interface WrittenDocument {
  readonly id: TaskId;
  readonly path: string;
}

/**
 * Writes the file of a new task under the next free number.
 *
 * @throws HoneError E_USAGE for what a task file can't hold, E_DISK
 */
export function newTask(
  { repository }: Pick<TaskPlace, 'repository'>,
  task: NewTask,
): WrittenDocument {
  const { root } = repository;
  const listed = listedTasks(root).map(({ id }) => id);
  const id = nextTaskId([...readTasks(root).map((one) => one.id), ...listed]);
  return writeTask(root, id, task);
}

function writeTask(root: string, id: TaskId, task: NewTask): WrittenDocument {
  const written = newTaskFile({
    priority: 'P2',
    overview: '',
    dependencies: [],
    objectives: [],
    targets: [],
    subTasks: [],
    approach: '',
    risks: [],
    resources: [],
    acceptance: [],
    ...task,
    id,
  });
  if (written.kind === 'refused') {
    const what = written.fields.join(', ');
    throw new HoneError('E_USAGE', `The task can't be written (${what}). ${written.why}`);
  }
  const path = taskPaths(id).task;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileAtomic(join(root, path), written.text);
  return { id, path };
}

function listedTasks(root: string): readonly ImportedTask[] {
  const text = readDocument(root, listPath(root));
  return text === null ? [] : parseTaskList(text).tasks;
}

/** What came of reading an existing list. */
export interface ImportedList {
  readonly written: readonly WrittenDocument[];
  /** Tasks that have a file already, which stays as it is. */
  readonly known: readonly TaskId[];
  /** Left to whoever works on them, a sentence each. */
  readonly left: readonly string[];
}

/**
 * Makes a task file for each performance task of a list that has none. What the list calls
 * completed is no proof of a merge, so nothing is made of it.
 *
 * @throws HoneError E_NOT_FOUND without the list, E_CONFIG naming each line that can't be read
 */
export function importTaskList(
  { repository }: Pick<TaskPlace, 'repository'>,
  path: string | null,
): ImportedList {
  const { root } = repository;
  const place = path ?? listPath(root);
  const text = readDocument(root, place);
  if (text === null) {
    throw new HoneError('E_NOT_FOUND', `There is no ${join(root, place)} to import.`);
  }
  const { tasks, errors } = parseTaskList(text);
  if (errors.length > 0) {
    const lines = errors.map(
      ({ line, message, hint }) => `  ${place}:${line}: ${message} ${hint ?? ''}`,
    );
    throw new HoneError('E_CONFIG', `${place} is not understood:\n${lines.join('\n')}`);
  }
  const written: WrittenDocument[] = [];
  const known: TaskId[] = [];
  const left: string[] = [];
  for (const { id, title, description, priority, type, state, worktree } of tasks) {
    if (readTask(root, id) !== null) {
      known.push(id);
    } else if (type.toLowerCase() !== 'performance') {
      left.push(`${id} is of the type ${type}; hone works on performance.`);
    } else if (state === 'completed') {
      left.push(`${id} is listed as completed, and has no file.`);
    } else {
      written.push(writeTask(root, id, { title, priority, overview: description }));
      if (state === 'in-progress' || worktree !== null) {
        left.push(`${id} is listed as in progress; hone has seen no work on it, so it is pending.`);
      }
    }
  }
  return { written, known, left };
}

/** The list of tasks as it follows from their status, with the text that is there already. */
export async function taskList(place: TaskPlace): Promise<{
  readonly path: string;
  readonly text: string;
  readonly states: readonly TaskState[];
}> {
  const { repository, store, signal } = place;
  const states = await taskStates(repository, store, { signal });
  const path = listPath(repository.root);
  const previous = readDocument(repository.root, path);
  return { path, text: renderTaskList(states.flatMap(entryOf), previous), states };
}

function entryOf({ document, status, log }: TaskState): ListEntry[] {
  const fields = taskFields(document.parsed.task);
  if (fields === null) {
    return [];
  }
  const started = lastOf(sinceStart(log), 'started');
  const isOwn = started?.isOwnWorktree === true && listStateOf(status) === 'in-progress';
  return [
    {
      id: document.id,
      priority: fields.priority,
      type: 'performance',
      title: fields.title,
      description: (fields.overview.split('\n')[0] ?? '').trim(),
      worktree: isOwn ? started.root : null,
      state: listStateOf(status),
    },
  ];
}

/** Writes the list. @returns its path from the root */
export async function writeTaskList(place: TaskPlace): Promise<string> {
  const { path, text } = await taskList(place);
  const target = join(place.repository.root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileAtomic(target, text);
  return path;
}

/**
 * The branch of a task that was started.
 *
 * @throws HoneError E_USAGE for one that was not
 */
export async function startedBranch(place: TaskPlace, id: TaskId): Promise<TaskBranch> {
  const { repository, store } = place;
  const started = lastOf(sinceStart(taskLog(store, id)), 'started');
  if (started === null) {
    throw new HoneError('E_USAGE', `Task ${id} was not started yet: hone task start ${id}`);
  }
  return { repository, store, branch: started.branch, base: started.baseCommit };
}

/**
 * Records a note and shows it in the journal.
 *
 * @param wanted - the task; null takes the one whose branch is checked out here
 */
export async function noteTask(
  place: TaskPlace,
  wanted: string | null,
  note: { readonly text: string; readonly by: string | null },
): Promise<WrittenJournal> {
  const { store, signal } = place;
  const text = note.text.trim();
  if (text === '' || text.length > NOTE_CHARS_MAX) {
    throw new HoneError('E_USAGE', `A note has 1 to ${NOTE_CHARS_MAX} characters.`);
  }
  const id = await taskHere(place, wanted);
  const branch = await startedBranch(place, id);
  const phase = phaseNow(store, taskLog(store, id));
  const by = note.by ?? userInfo().username;
  recordTaskEvent(store, id, { kind: 'note', phase, text, by });
  return commitJournal(branch, id, 'note', { signal });
}

/** The task that is named, or the one whose branch is checked out here. */
export async function taskHere(place: TaskPlace, wanted: string | null): Promise<TaskId> {
  const { repository, store, signal } = place;
  if (wanted !== null) {
    return taskNamed(repository.root, wanted).id;
  }
  const { head } = await openRepository(repository.root, { signal });
  const found = readTasks(repository.root).find(({ id }) => {
    return lastOf(sinceStart(taskLog(store, id)), 'started')?.branch === head.branch;
  });
  if (found === undefined) {
    throw new HoneError(
      'E_USAGE',
      `${head.branch ?? 'A detached HEAD'} is the branch of no task. Name the task: --task 021.`,
    );
  }
  return found.id;
}

/**
 * Changes the number of a target, in the task file and in the ledger: old, new, why and who. The
 * run that is under way keeps its targets; the next one has the new.
 *
 * @param change - targets such as `parse-large wall <= 80 ms`
 */
export async function revisedTarget(
  place: TaskPlace,
  wanted: string,
  change: { from: string; to: string; reason: string; by: string | null },
): Promise<WrittenJournal> {
  const { repository, store, signal } = place;
  const { id } = taskNamed(repository.root, wanted);
  if (change.reason.trim() === '') {
    throw new HoneError('E_USAGE', 'Say why the target changes: --reason "…"');
  }
  const branch = await startedBranch(place, id);
  const path = taskPaths(id).task;
  const text = (await readFromBranch(branch, path, { signal })) ?? '';
  const edited = reviseTarget(text, change.from, change.to);
  if (edited.kind === 'refused') {
    throw new HoneError('E_USAGE', `The target of task ${id} stays. ${edited.why}`);
  }
  const phase = phaseNow(store, taskLog(store, id));
  const { from, to, reason } = change;
  const by = change.by ?? userInfo().username;
  recordTaskEvent(store, id, { kind: 'target', phase, from, to, reason, by });
  const subject = taskCommitSubject(id, 'docs', `revise target ${to}`);
  const message = `${subject}\n\n${reason}\n\nHone-Task: ${id}\n`;
  await commitDocuments(branch, [{ path, text: edited.text }], message, { signal });
  return commitJournal(branch, id, 'target ledger', { signal });
}
