import { assert } from '../../base/index.ts';
import type { Priority } from '../task-file/task-file.ts';
import { nextTaskId, type TaskId } from '../task-id.ts';
import { taskFieldsFor } from './item-fields.ts';
import type { SplitGroup, SplitItem } from './split-item.ts';
import { stacksOf, tieOf } from './stacks.ts';

/** Share of the best item's score from which on an item is urgent, and less so. */
const P1_SHARE_MIN = 0.5;
const P2_SHARE_MIN = 0.1;

/**
 * Splits a plan into tasks, one pull request for each independent gain. Items that touch the same
 * file, are about the same place in the profile or depend on each other become a stack, in which
 * each depends on the one before; what is not known to touch the same stands alone, and its risks
 * say so. Groups are in the order of the plan's ranks, and so are the new ids within what the
 * stacks allow.
 *
 * @param items - each id once
 * @param taken - ids of tasks that exist
 */
export function splitPlan(items: readonly SplitItem[], taken: readonly TaskId[]): SplitGroup[] {
  assert(new Set(items.map(({ id }) => id)).size === items.length, 'each item is there once');
  const stacks = stacksOf(items);
  const ids = idsFor(stacks, taken);
  const known = new Set(items.map(({ id }) => id));
  const bestScore = items.reduce((best, { score }) => Math.max(best, score), 0);
  return stacks.map((stack) => ({
    tasks: stack.map((item, index) => {
      const before = stack[index - 1];
      const fields = taskFieldsFor(item, {
        id: idOf(item, ids),
        priority: priorityOf(stack.slice(index), bestScore),
        before:
          before === undefined
            ? null
            : { id: idOf(before, ids), item: before, tie: tieOf(before, item) },
        strangers: item.dependencies.filter((id) => !known.has(id)),
      });
      return { item: item.id, fields };
    }),
  }));
}

/** Free ids: next is the bottom of the stack in which the best item is that has none yet. */
function idsFor(
  stacks: readonly (readonly SplitItem[])[],
  taken: readonly TaskId[],
): ReadonlyMap<string, TaskId> {
  const ids = new Map<string, TaskId>();
  const used = [...taken];
  const left = stacks.map((stack) => [...stack]);
  for (;;) {
    const open = left.filter((stack) => stack.length > 0);
    if (open.length === 0) {
      return ids;
    }
    // Among equals the first stack, which is the better one.
    const best = open.reduce((one, other) => (bestRank(other) < bestRank(one) ? other : one));
    for (const item of best.splice(0, 1)) {
      const id = nextTaskId(used);
      used.push(id);
      ids.set(item.id, id);
    }
  }
}

function bestRank(items: readonly SplitItem[]): number {
  return items.reduce((best, { rank }) => Math.min(best, rank), Infinity);
}

function idOf(item: SplitItem, ids: ReadonlyMap<string, TaskId>): TaskId {
  const id = ids.get(item.id);
  assert(id !== undefined, 'every item has got an id');
  return id;
}

/** What others of the stack wait for is as urgent as the most urgent of them. */
function priorityOf(items: readonly SplitItem[], bestScore: number): Priority {
  const share =
    bestScore <= 0 ? 0 : items.reduce((most, { score }) => Math.max(most, score), 0) / bestScore;
  return share >= P1_SHARE_MIN ? 'P1' : share >= P2_SHARE_MIN ? 'P2' : 'P3';
}
