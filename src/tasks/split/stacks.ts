import type { SplitItem } from './split-item.ts';

/** Why two items can't be pull requests that are independent of each other. */
export type Tie =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'frame'; readonly frame: string }
  | { readonly kind: 'needs'; readonly item: string };

/**
 * Items that touch the same file, are about the same place or depend on each other, directly or
 * through others, as stacks in the order of work: what has to come first, then the plan's rank. An
 * item that nothing ties is a stack of its own.
 */
export function stacksOf(items: readonly SplitItem[]): SplitItem[][] {
  const groups: SplitItem[][] = [];
  for (const item of items) {
    const tied = groups.filter((group) => group.some((other) => tieOf(other, item) !== null));
    const merged = [...tied.flat(), item];
    const rest = groups.filter((group) => !tied.includes(group));
    groups.splice(0, groups.length, ...rest, merged);
  }
  return groups.map(inOrder).toSorted((left, right) => byBest(left, right));
}

/** The first thing that ties `later` to `earlier`; null when they are independent. */
export function tieOf(earlier: SplitItem, later: SplitItem): Tie | null {
  if (later.dependencies.includes(earlier.id)) {
    return { kind: 'needs', item: earlier.id };
  }
  if (earlier.dependencies.includes(later.id)) {
    return { kind: 'needs', item: later.id };
  }
  const file = (later.files ?? []).find((one) => earlier.files?.includes(one) === true);
  if (file !== undefined) {
    return { kind: 'file', file };
  }
  const frame = later.frames.find((one) => earlier.frames.includes(one));
  return frame === undefined ? null : { kind: 'frame', frame };
}

/** By rank, but after what has to come first; a circle is broken where its best item is. */
function inOrder(group: readonly SplitItem[]): SplitItem[] {
  const waiting = group.toSorted(byRank);
  const known = new Set(group.map(({ id }) => id));
  const done = new Set<string>();
  const order: SplitItem[] = [];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ id, dependencies }) =>
      dependencies.every((one) => one === id || !known.has(one) || done.has(one)),
    );
    for (const item of waiting.splice(Math.max(0, ready), 1)) {
      order.push(item);
      done.add(item.id);
    }
  }
  return order;
}

function byBest(left: readonly SplitItem[], right: readonly SplitItem[]): number {
  const best = (group: readonly SplitItem[]): SplitItem | undefined => group.toSorted(byRank)[0];
  const [one, other] = [best(left), best(right)];
  return one === undefined || other === undefined ? 0 : byRank(one, other);
}

function byRank(left: SplitItem, right: SplitItem): number {
  return left.rank - right.rank || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}
