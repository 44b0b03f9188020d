import type { BacklogItem } from '../../model/index.ts';

/**
 * Items in the order in which to work on them, ranked from 1: the highest score first, except that
 * an item comes after those that a person said it depends on. Scores come in tiers, so many are the
 * same: of those the one that expects more goes first.
 *
 * Where nobody set what an item depends on, it depends on those that it overlaps with and that come
 * before it: what they leave is what it can bring.
 */
export function ranked(items: readonly BacklogItem[]): BacklogItem[] {
  const known = new Set(items.map(({ id }) => id));
  const waiting = items.toSorted(byScore);
  const order: BacklogItem[] = [];
  const done = new Set<string>();
  while (waiting.length > 0) {
    const isReady = (item: BacklogItem): boolean =>
      setByPerson(item).every((id) => done.has(id) || !known.has(id));
    // Circles are refused when they are set, and read back from no file that hone writes.
    const [next] = waiting.splice(Math.max(0, waiting.findIndex(isReady)), 1);
    if (next !== undefined) {
      order.push({
        ...next,
        rank: order.length + 1,
        dependencies: isSet(next) ? next.dependencies : overlapsIn(next, done),
      });
      done.add(next.id);
    }
  }
  return order;
}

/**
 * Why an item can't depend on others.
 *
 * @param ids - of the items that it should come after
 * @returns null when it can
 */
export function dependencyProblem(
  items: readonly BacklogItem[],
  id: string,
  ids: readonly string[],
): string | null {
  const known = new Map(items.map((item) => [item.id, item]));
  const stranger = ids.find((one) => !known.has(one));
  if (stranger !== undefined) {
    return `The backlog has no item ${stranger}.`;
  }
  if (ids.includes(id)) {
    return `${id} can't come after itself.`;
  }
  const next = (one: string): readonly string[] => {
    const item = known.get(one);
    return one === id ? ids : item === undefined ? [] : setByPerson(item);
  };
  const circle = ids.map((one) => wayTo(id, one, next)).find((way) => way !== null);
  return circle === undefined
    ? null
    : `Items would wait for each other: ${id}, ${circle.join(', ')}.`;
}

/** The ids on a way from one item to another along what they depend on; null without one. */
function wayTo(
  goal: string,
  from: string,
  next: (id: string) => readonly string[],
  seen: Set<string> = new Set(),
): string[] | null {
  if (from === goal) {
    return [goal];
  }
  if (seen.has(from)) {
    return null;
  }
  seen.add(from);
  for (const one of next(from)) {
    const rest = wayTo(goal, one, next, seen);
    if (rest !== null) {
      return [from, ...rest];
    }
  }
  return null;
}

function isSet({ overrides }: BacklogItem): boolean {
  return overrides.some(({ field }) => field === 'dependencies');
}

function setByPerson(item: BacklogItem): readonly string[] {
  return isSet(item) ? item.dependencies : [];
}

function overlapsIn({ overlaps = [] }: BacklogItem, done: ReadonlySet<string>): string[] {
  return overlaps.map(({ item }) => item).filter((id) => done.has(id));
}

function byScore(left: BacklogItem, right: BacklogItem): number {
  return (
    right.rice.score - left.rice.score ||
    right.expected.estimate - left.expected.estimate ||
    (left.id < right.id ? -1 : 1)
  );
}
