import type { Profile } from '../profile.ts';
import { STACK_FRAMES_MAX, STACKS_KEPT_MAX } from './limits.ts';
import { type StackTree, totalsOfStacks } from './stack-tree.ts';

/** Where in a function its time goes, who calls it, and by which ways; in the profile's unit. */
export interface FunctionDetails {
  /** Time in the function itself by line; lines that are not known are left out. */
  readonly lines: ReadonlyMap<number, number>;
  /** Inclusive time by the nearest other function of the program above; -1 is none. */
  readonly callers: ReadonlyMap<number, number>;
  /** Actionable time by the way there: functions, innermost first, joined by a space. */
  readonly stacks: ReadonlyMap<string, number>;
  /** What it asked of the runtime, by the function that it called itself; collections left out. */
  readonly callees: ReadonlyMap<number, number>;
  /** All that it answers for: its own time, callees of the runtime, and collections. */
  readonly answered: number;
}

/** What details are made from. */
export interface DetailFacts {
  readonly profile: Profile;
  readonly tree: StackTree;
  /** Value of each stack alone. */
  readonly self: Float64Array;
  /** The function of each frame, and which stacks are the outermost of theirs. */
  readonly functionOfFrame: Int32Array;
  readonly outermost: Uint8Array;
  /** Says which samples count, as `self` does. */
  readonly threadCounts: (thread: number) => boolean;
}

interface Collecting {
  readonly lines: Map<number, number>;
  readonly callers: Map<number, number>;
  readonly ways: Map<number, number>; // by the stack that answers
  readonly callees: Map<number, number>;
  answered: number;
}

/** Details of some functions, in one walk over stacks and one over samples. */
export function functionDetails(
  facts: DetailFacts,
  wanted: readonly number[],
): Map<number, FunctionDetails> {
  const { profile, tree, self, functionOfFrame, outermost } = facts;
  const totals = totalsOfStacks(tree, self);
  const collecting = new Map<number, Collecting>(wanted.map((one) => [one, nothingYet()]));
  const asked = askedStacks(tree);
  const functionOf = (stack: number): number => functionOfFrame[tree.frame[stack] ?? 0] ?? -1;
  for (let stack = 0; stack < self.length; stack++) {
    const into = outermost[stack] === 1 ? collecting.get(functionOf(stack)) : undefined;
    if (into !== undefined && (totals[stack] ?? 0) > 0) {
      addTo(into.callers, callerOf(facts, stack), totals[stack] ?? 0);
    }
    const value = self[stack] ?? 0;
    const answering = tree.answering[stack] ?? stack;
    if (value > 0) {
      const known = collecting.get(functionOf(answering));
      if (known !== undefined) {
        known.answered += value;
        addTo(known.ways, answering, value);
        const below = asked[stack] ?? -1;
        if (below >= 0 && profile.frames[tree.frame[below] ?? 0]?.kind !== 'gc') {
          addTo(known.callees, functionOf(below), value);
        }
      }
    }
  }
  addLines(facts, collecting);
  return new Map(
    [...collecting].map(([one, { ways, ...others }]) => [
      one,
      { ...others, stacks: heaviestWays(facts, ways) },
    ]),
  );
}

function nothingYet(): Collecting {
  return { lines: new Map(), callers: new Map(), ways: new Map(), callees: new Map(), answered: 0 };
}

/**
 * For each stack that another one answers for, the one right below that: `readFileSync`, whatever
 * Node calls in turn. -1 for a stack that answers for itself.
 */
function askedStacks({ parent, answering }: StackTree): Int32Array {
  const asked = new Int32Array(parent.length).fill(-1);
  for (let stack = 0; stack < parent.length; stack++) {
    const above = parent[stack] ?? -1;
    if (answering[stack] !== stack) {
      asked[stack] = answering[stack] === above ? stack : (asked[above] ?? -1);
    }
  }
  return asked;
}

/** The function above that answers for the call: `map` in between is not who calls. */
function callerOf({ tree, functionOfFrame }: DetailFacts, stack: number): number {
  const above = tree.parent[stack] ?? -1;
  return above < 0 ? -1 : (functionOfFrame[tree.frame[tree.answering[above] ?? above] ?? 0] ?? -1);
}

function addLines(facts: DetailFacts, collecting: ReadonlyMap<number, Collecting>): void {
  const { profile, tree, self, functionOfFrame, threadCounts } = facts;
  const { stack: stacks, thread, value, line } = profile.samples;
  if (line === null) {
    return;
  }
  const isCounted = Uint8Array.from(profile.threads, (_, one) => Number(threadCounts(one)));
  const columns = [...collecting.values()].map(({ lines }) => lines);
  const columnOfFunction = new Map([...collecting.keys()].map((one, column) => [one, column]));
  const columnOfStack = Int32Array.from(tree.frame, (frame, stack) =>
    (self[stack] ?? 0) > 0 ? (columnOfFunction.get(functionOfFrame[frame] ?? -1) ?? -1) : -1,
  );
  for (let sample = 0; sample < stacks.length; sample++) {
    const column = columnOfStack[stacks[sample] ?? 0] ?? -1;
    const at = line[sample] ?? 0;
    if (column < 0 || at <= 0 || isCounted[thread[sample] ?? 0] !== 1) {
      continue;
    }
    const lines = columns[column];
    if (lines !== undefined) {
      addTo(lines, at, value[sample] ?? 0);
    }
  }
}

function heaviestWays(
  { tree, functionOfFrame }: DetailFacts,
  ways: ReadonlyMap<number, number>,
): Map<string, number> {
  const heaviest = [...ways]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, STACKS_KEPT_MAX * STACKS_KEPT_MAX);
  const byWay = new Map<string, number>();
  for (const [stack, value] of heaviest) {
    const way: number[] = [];
    for (let at = stack; at >= 0 && way.length < STACK_FRAMES_MAX; at = tree.parent[at] ?? -1) {
      way.push(functionOfFrame[tree.frame[at] ?? 0] ?? -1);
    }
    addTo(byWay, way.join(' '), value);
  }
  return new Map(
    [...byWay].toSorted(([, left], [, right]) => right - left).slice(0, STACKS_KEPT_MAX),
  );
}

/** Details of the same functions from several places (processes, runs), summed. */
export function mergedDetails(
  all: readonly ReadonlyMap<number, FunctionDetails>[],
): Map<number, FunctionDetails> {
  const merged = new Map<number, FunctionDetails>();
  for (const details of all) {
    for (const [one, more] of details) {
      const known = merged.get(one);
      merged.set(one, {
        lines: summed(known?.lines, more.lines),
        callers: summed(known?.callers, more.callers),
        stacks: summed(known?.stacks, more.stacks),
        callees: summed(known?.callees, more.callees),
        answered: (known?.answered ?? 0) + more.answered,
      });
    }
  }
  return merged;
}

function summed<K>(
  known: ReadonlyMap<K, number> | undefined,
  more: ReadonlyMap<K, number>,
): Map<K, number> {
  const sum = new Map(known);
  for (const [key, value] of more) {
    sum.set(key, (sum.get(key) ?? 0) + value);
  }
  return sum;
}

function addTo<K>(map: Map<K, number>, key: K, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}
