import type { TaskStatus } from '../status.ts';
import { byTaskId, type TaskId } from '../task-id.ts';
import type { TrackerPull } from './tracker-facts.ts';

/** Which pull request to work on, or why none. `why` is a sentence. */
export type NextPull =
  | { readonly kind: 'pull'; readonly id: TaskId; readonly why: string }
  | { readonly kind: 'none'; readonly why: string };

/** What the choice depends on. */
type Choice = Pick<TrackerPull, 'id' | 'title' | 'status' | 'priority'>;

/** After every priority that somebody gave. */
const NO_PRIORITY = 'P9';

/** Names in one sentence; the dashboard has all. */
const NAMED_MAX = 5;

/**
 * The pull request to work on next: one in progress, then one that stopped and can be resumed, then
 * one that nothing is in the way of, then one that waits for a person; among equals by priority,
 * then by number.
 */
export function nextPull(pulls: readonly Choice[]): NextPull {
  const [next] = pulls
    .flatMap((pull) => {
      const turn = turnOf(pull.status);
      return turn === null ? [] : [{ pull, turn }];
    })
    .toSorted(
      (left, right) =>
        left.turn - right.turn ||
        (left.pull.priority ?? NO_PRIORITY).localeCompare(right.pull.priority ?? NO_PRIORITY) ||
        byTaskId(left.pull.id, right.pull.id),
    );
  return next === undefined
    ? { kind: 'none', why: noneText(pulls) }
    : { kind: 'pull', id: next.pull.id, why: next.pull.status.why };
}

/** Lower goes first; null is never its turn. */
function turnOf(status: TaskStatus): number | null {
  switch (status.kind) {
    case 'in-progress':
      return 0;
    case 'stopped':
      return 1;
    case 'pending':
      return 2;
    case 'waiting':
      return 3;
    case 'blocked':
    case 'abandoned':
    case 'completed':
      return null;
  }
}

function noneText(pulls: readonly Choice[]): string {
  const blocked = pulls
    .filter(({ status }) => status.kind === 'blocked')
    .toSorted((left, right) => byTaskId(left.id, right.id));
  if (blocked.length > 0) {
    const named = blocked.slice(0, NAMED_MAX).map(({ id, status }) => `${id}: ${status.why}`);
    const more = blocked.length > NAMED_MAX ? ` And ${blocked.length - NAMED_MAX} more.` : '';
    return `All that is left is blocked. ${named.join(' ')}${more}`;
  }
  if (pulls.length === 0) {
    return 'The campaign has no pull requests yet.';
  }
  return pulls.every(({ status }) => status.kind === 'abandoned')
    ? 'Every pull request was abandoned.'
    : 'Every pull request is completed.';
}
