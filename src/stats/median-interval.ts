import { at } from '../base/index.ts';
import { checkFraction, checkValues } from './check-values.ts';
import { median } from './summary.ts';

/** A median with the two values of the sample that enclose it. */
export interface MedianInterval {
  readonly median: number;
  readonly lo: number;
  readonly hi: number;
  /** Confidence that the interval really has; 0 for a single value. */
  readonly achieved: number;
}

/**
 * The interval of a median that assumes nothing of the distribution: how many values lie below the
 * true median is binomial. With too few values for the wanted confidence (below 6 for 95 %) it is
 * the whole range, and `achieved` says what that is worth.
 *
 * @param values - at least 1, finite, independent
 * @param confidence - strictly between 0 and 1, e.g. 0.95
 * @see Hollander and Wolfe 1999, Nonparametric Statistical Methods, section 3.6 (sign test)
 */
export function medianInterval(values: readonly number[], confidence: number): MedianInterval {
  checkValues(values, 1);
  checkFraction(confidence, 'a confidence');
  const sorted = values.toSorted((left, right) => left - right);
  const n = sorted.length;
  // Chances in logarithms, because 2^-n is nothing from 1,075 values on.
  let logChance = -n * Math.LN2;
  let tail = Math.exp(logChance);
  let skipped = 0;
  let used = tail;
  for (let below = 1; below < n / 2; below++) {
    logChance += Math.log((n - below + 1) / below);
    tail += Math.exp(logChance);
    if (2 * tail > 1 - confidence) {
      break;
    }
    skipped = below;
    used = tail;
  }
  return {
    median: median(values),
    lo: at(sorted, skipped),
    hi: at(sorted, n - 1 - skipped),
    achieved: Math.max(0, 1 - 2 * used),
  };
}
