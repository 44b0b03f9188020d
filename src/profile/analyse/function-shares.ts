import type { Denominator } from './denominated.ts';
import { type RunInterval, shareInterval } from './share-interval.ts';
import type { Weighing, WeighedRun } from './weigh-run.ts';

/** One function over several runs. */
export interface FunctionShare {
  /** Its number in the index. */
  readonly number: number;
  readonly self: RunInterval;
  readonly actionable: RunInterval;
  readonly inclusive: RunInterval;
  /** The actionable share of each run, in their order. */
  readonly runs: readonly number[];
}

/** The runs against one denominator; null when one of them has no such denominator. */
export function weighingsOf(
  runs: readonly WeighedRun[],
  denominator: Denominator,
): readonly Weighing[] | null {
  const weighings = runs.flatMap(({ wall, cpu }) => {
    const one = denominator === 'process-cpu' ? cpu : wall;
    return one === null || one.total <= 0 ? [] : [one];
  });
  return weighings.length === 0 || weighings.length < runs.length ? null : weighings;
}

/**
 * Shares of the functions with the largest mean actionable share, largest first. Shares of
 * different functions do not overlap in `self` and `actionable`: what a builtin takes counts for
 * the function that called it, and for the builtin only where nobody else can answer.
 *
 * @param counts - whether the function of a number may be listed
 */
export function functionShares(
  weighings: readonly Weighing[],
  counts: (number: number) => boolean,
  most: number,
): FunctionShare[] {
  const sums = meanActionable(weighings);
  return [...sums.keys()]
    .filter((number) => (sums[number] ?? 0) > 0 && counts(number))
    .sort((left, right) => (sums[right] ?? 0) - (sums[left] ?? 0) || left - right)
    .slice(0, most)
    .map((number) => functionShare(weighings, number));
}

/** The share of one function. */
export function functionShare(weighings: readonly Weighing[], number: number): FunctionShare {
  const over = (value: (one: Weighing) => number): number[] =>
    weighings.map((one) => Math.min(1, Math.max(0, value(one) / one.total)));
  const handed = ({ functions }: Weighing): number => functions.handed[number] ?? 0;
  const runs = over((one) => (one.functions.actionable[number] ?? 0) - handed(one));
  return {
    number,
    self: shareInterval(over((one) => (one.functions.self[number] ?? 0) - handed(one))),
    actionable: shareInterval(runs),
    inclusive: shareInterval(over((one) => one.functions.inclusive[number] ?? 0)),
    runs,
  };
}

/** Mean actionable share of each function by its number; nothing counts twice. */
function meanActionable(weighings: readonly Weighing[]): Float64Array {
  const count = weighings.reduce((most, one) => Math.max(most, one.functions.self.length), 0);
  const sums = new Float64Array(count);
  for (const { functions, total } of weighings) {
    functions.actionable.forEach((value, number) => {
      const own = value - (functions.handed[number] ?? 0);
      sums[number] = (sums[number] ?? 0) + own / total / weighings.length;
    });
  }
  return sums;
}
