import type { FunctionIndex } from './function-index.ts';
import { functionShares } from './function-shares.ts';
import { isListed } from './listed-function.ts';
import { RUNS_MAX, RUNS_MIN, STABLE_HALF_WIDTH, STABLE_TOP } from './limits.ts';
import type { Weighing } from './weigh-run.ts';

/** Whether profiling can stop. */
export type EnoughRuns =
  | { readonly kind: 'enough'; readonly because: 'stable' | 'runs-max' }
  | {
      readonly kind: 'more';
      /** The share that moves most: name of the function and half-width over value. */
      readonly widest: { readonly name: string; readonly halfWidth: number } | null;
    };

/**
 * The rule when to stop repeating a profile: when the interval of each of the five largest shares
 * is within 20 % of its value, from three runs on, or after ten runs.
 *
 * @param weighings - of all runs so far, against the denominator that the report will use
 */
export function enoughRuns(weighings: readonly Weighing[], index: FunctionIndex): EnoughRuns {
  if (weighings.length >= RUNS_MAX) {
    return { kind: 'enough', because: 'runs-max' };
  }
  if (weighings.length < RUNS_MIN) {
    return { kind: 'more', widest: null };
  }
  const widths = functionShares(weighings, isListed(index), STABLE_TOP).map(
    ({ number, actionable: { estimate, hi } }) => ({
      name: index.functions[number]?.name ?? '',
      halfWidth: ((hi ?? Infinity) - estimate) / estimate,
    }),
  );
  const [widest] = widths.toSorted((left, right) => right.halfWidth - left.halfWidth);
  return widest === undefined || widest.halfWidth <= STABLE_HALF_WIDTH
    ? { kind: 'enough', because: 'stable' }
    : { kind: 'more', widest };
}
