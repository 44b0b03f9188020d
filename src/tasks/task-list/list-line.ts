import { PRIORITIES, type Priority, TASK_TYPE } from '../task-file/task-file.ts';
import { readTaskId, type TaskId } from '../task-id.ts';

/** One task in the list. */
export interface ListedTask {
  readonly id: TaskId;
  readonly priority: Priority;
  /** `performance`, or that of another workflow. */
  readonly type: string;
  readonly title: string;
  /** Empty when there is none. */
  readonly description: string;
  /** Where it is worked on beside the main checkout; null when it is not. */
  readonly worktree: string | null;
}

/** A line that names a task, or what is wrong with it, as sentences. */
export type ReadListLine =
  | { readonly kind: 'ok'; readonly task: ListedTask; readonly prefix: string }
  | { readonly kind: 'invalid'; readonly message: string; readonly hint: string }
  | { readonly kind: 'text' };

const WORKTREE = '[worktree:';
/** Id, priority, type and title. */
const CELLS = 4;
const EXAMPLE = 'Write "021 | P1 | performance | Title | Description".';

/** `021 | P1 | performance | Title | Description [worktree: path]`, on one line. */
export function listLine(task: ListedTask): string {
  const worktree = task.worktree === null ? '' : `${WORKTREE} ${oneLine(task.worktree)}]`;
  const description = oneLine(task.description).replaceAll(WORKTREE, `\\${WORKTREE}`);
  const last = [description, worktree].filter((part) => part !== '').join(' ');
  const title = oneLine(task.title).replaceAll('|', String.raw`\|`) || '(no title)';
  const type = oneLine(task.type).replaceAll('|', String.raw`\|`) || TASK_TYPE;
  const parts = [task.id, task.priority, type, title];
  return [...parts, ...(last === '' ? [] : [last])].join(' | ');
}

/** Reads a line of a list; `text` when it does not look like a task at all. */
export function readListLine(text: string): ReadListLine {
  const lead = /^([ \t]*(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?)(?=#?\d{1,9}[ \t]*\|)/.exec(text);
  if (lead === null) {
    const isNear = /^[ \t|]*(?:[-*+][ \t]+)?(?:task[ \t]*)?#?\d{1,9}[ \t]*\|/i.test(text);
    const isListed = /^[^|]*\|[ \t]*P\d[ \t]*\|/.test(text);
    return isNear || isListed
      ? { kind: 'invalid', message: 'This line names no task that can be read.', hint: EXAMPLE }
      : { kind: 'text' };
  }
  const prefix = lead[1] ?? '';
  const [id, priority, type, title, rest = ''] = cells(text.slice(prefix.length));
  const read = readTaskId(id ?? '');
  const level = PRIORITIES.find((one) => one === priority?.toUpperCase());
  if (read === null) {
    return { kind: 'invalid', message: `"${id}" is no number of a task.`, hint: EXAMPLE };
  }
  if (level === undefined) {
    const message = `"${priority ?? ''}" is no priority.`;
    return { kind: 'invalid', message, hint: `The priorities are P1, P2 and P3. ${EXAMPLE}` };
  }
  if (type === undefined || type === '' || title === undefined || title === '') {
    return { kind: 'invalid', message: `Task ${read} has no type or no title.`, hint: EXAMPLE };
  }
  const task = { id: read, priority: level, type, title };
  return { kind: 'ok', task: { ...task, ...descriptionIn(rest) }, prefix };
}

function descriptionIn(text: string): Pick<ListedTask, 'description' | 'worktree'> {
  const at = text.lastIndexOf(WORKTREE);
  const isMarked = at >= 0 && text.endsWith(']') && text.charAt(at - 1) !== '\\';
  const worktree = isMarked ? text.slice(at + WORKTREE.length, -1).trim() : '';
  const words = worktree === '' ? text : text.slice(0, at).trimEnd();
  const description = words.replaceAll(`\\${WORKTREE}`, WORKTREE);
  return { description, worktree: worktree === '' ? null : worktree };
}

/** The first four parts between `|`, which may hold escaped ones, and all that follows. */
function cells(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/(?<!\\)\|/g)) {
    if (parts.length < CELLS) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  const rest = text.slice(from).trim();
  const own = (parts.length < CELLS ? [...parts, rest] : parts).map((cell) =>
    cell.trim().replaceAll(String.raw`\|`, '|'),
  );
  return parts.length < CELLS ? own : [...own, rest];
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- what would end the line is what is replaced
  return text.replaceAll(/[\u0000-\u001f\u0085\u2028\u2029\s]+/g, ' ').trim();
}
