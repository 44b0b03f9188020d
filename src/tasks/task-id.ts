import { ID_DIGITS_MAX } from './limits.ts';

declare const taskIdBrand: unique symbol;

/** Names a task: a number of at least three digits, `021`. */
export type TaskId = string & { readonly [taskIdBrand]: true };

const ID_WIDTH = 3;

/**
 * The one way from text to the id of a task: `21`, `#021` and `0021` are all 021.
 *
 * @returns null when the text is no number, is 0 or has more than 6 digits
 */
export function readTaskId(text: string): TaskId | null {
  const written = text.trim().replace(/^#/, '');
  const digits = /^\d{1,20}$/.test(written) ? written.replace(/^0+/, '') : '';
  if (digits === '' || digits.length > ID_DIGITS_MAX) {
    return null;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this is the parser
  return digits.padStart(ID_WIDTH, '0') as TaskId;
}

/** The id after the highest that is taken, 001 for the first task. */
export function nextTaskId(taken: readonly TaskId[]): TaskId {
  const highest = taken.reduce((most, id) => Math.max(most, Number(id)), 0);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a number in the same form
  return String(highest + 1).padStart(ID_WIDTH, '0') as TaskId;
}

/** Tasks in the order of their numbers. */
export function byTaskId(left: TaskId, right: TaskId): number {
  return Number(left) - Number(right);
}
