import { checkFraction } from './check-values.ts';
import { crossingProbability, ruleFor } from './crossing-probability.ts';
import { ROOT_STEPS_MAX } from './limits.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** One bound for every look that keeps the error of all looks together, and what it is made for. */
export interface PocockBound {
  /** A look ends the sampling when |z| is at least this. */
  readonly z: number;
  /** Two-sided p-value that a single look has to reach. */
  readonly nominalP: number;
  readonly looks: readonly number[];
  readonly alpha: number;
}

/** Width of the bracket at which the search for the bound ends. */
const Z_TOLERANCE = 1e-10;

/**
 * Pocock's constant bound, computed for the spacing of the looks that is asked for.
 *
 * The scores of sums of independent values correlate as sqrt(m / n) between looks at m and n
 * values; signed rank scores do with n(2n + 1)/(n + 1) in place of n, which would move the bound of
 * 10/20/40/70/100 from 2.462 to 2.463. That is left out: a simulation can't tell them apart.
 *
 * @param plan - `looks`: sample sizes at the looks, increasing; `alpha`: two-sided error of all
 * looks together, strictly between 0 and 1
 * @throws AssertionError for looks that are not an increasing sequence of whole numbers
 * @see Pocock 1977, Biometrika 64, whose table for equal spacing the test reproduces
 */
export function pocockBound(plan: {
  readonly looks: readonly number[];
  readonly alpha: number;
}): PocockBound {
  const { looks, alpha } = plan;
  checkFraction(alpha, 'an error probability');
  // A single look needs at least this much, and Bonferroni's bound is always enough.
  const low = -normalQuantile(alpha / 2);
  const high = -normalQuantile(alpha / 2 / Math.max(1, looks.length));
  const rule = ruleFor({ looks, bound: high });
  const excess = (bound: number): number => {
    const { below, above } = crossingProbability({ looks, bound, drift: 0 }, rule);
    return Math.log((below + above) / alpha);
  };
  const z = looks.length === 1 ? low : rootOf(excess, low, high);
  return { z, nominalP: 2 * normalCdf(-z), looks: [...looks], alpha };
}

/** Root of a decreasing function by regula falsi with the Illinois correction. */
function rootOf(excess: (z: number) => number, from: number, to: number): number {
  let [left, right] = [from, to];
  let [atLeft, atRight] = [excess(left), excess(right)];
  for (let step = 0; step < ROOT_STEPS_MAX && right - left > Z_TOLERANCE; step++) {
    const z = (left * atRight - right * atLeft) / (atRight - atLeft);
    const value = excess(z);
    if (Math.abs(value) < Z_TOLERANCE) {
      return z;
    }
    if (value > 0) {
      [left, atLeft, atRight] = [z, value, atRight / 2];
    } else {
      [right, atRight, atLeft] = [z, value, atLeft / 2];
    }
  }
  return right;
}
