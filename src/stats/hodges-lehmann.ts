import { assert } from '../base/index.ts';
import type { RatioEstimate } from '../model/index.ts';
import { checkFraction, checkValues } from './check-values.ts';
import { SIGNED_RANK_EXACT_MAX } from './limits.ts';
import { logRatios } from './log-ratio.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { untiedSignFlipCdf } from './sign-flip-distribution.ts';
import { walshAverage, walshCount, walshMedian } from './walsh-averages.ts';

/** The centre of paired differences and an interval for it, in the unit of the differences. */
export interface HodgesLehmann {
  readonly estimate: number;
  readonly lo: number;
  readonly hi: number;
  /** Confidence that the interval really has; below the wanted one when too few pairs exist. */
  readonly achieved: number;
}

/**
 * Hodges-Lehmann estimate (median of the Walsh averages) and the distribution-free interval that
 * holds every shift the signed rank test does not reject: exact for at most 50 differences, from
 * the normal approximation above. With so few differences that no interval has the wanted
 * confidence (below 6 for 95 %) it is the widest one, from the smallest to the largest, and
 * `achieved` says what that is worth. Ties and zeros make the interval wider than needed.
 *
 * @param differences - at least 1, finite
 * @param confidence - strictly between 0 and 1, e.g. 0.95
 * @see Hollander and Wolfe 1999, Nonparametric Statistical Methods, sections 3.2 and 3.3
 */
export function hodgesLehmann(differences: readonly number[], confidence: number): HodgesLehmann {
  checkValues(differences, 1);
  checkFraction(confidence, 'a confidence');
  const sorted = Float64Array.from(differences).sort();
  const { skipped, achieved } = cutFor(sorted.length, 1 - confidence);
  return {
    estimate: walshMedian(sorted),
    lo: walshAverage(sorted, skipped + 1),
    hi: walshAverage(sorted, walshCount(sorted.length) - skipped),
    achieved,
  };
}

/**
 * The ratio candidate / base of paired values with its interval: Hodges-Lehmann on the log ratios.
 *
 * @param base - at least 2, above 0, any unit
 * @param candidate - as many, in the same order and unit
 * @returns `confidence` is the wanted one, or what the interval achieves when that is less
 * @throws AssertionError with fewer than 2 pairs or a value that is not above 0
 */
export function hodgesLehmannRatio(
  base: readonly number[],
  candidate: readonly number[],
  confidence: number,
): RatioEstimate {
  assert(base.length >= 2, 'a ratio has at least two pairs');
  const { estimate, lo, hi, achieved } = hodgesLehmann(logRatios(base, candidate), confidence);
  return {
    estimate: Math.exp(estimate),
    lo: Math.exp(lo),
    hi: Math.exp(hi),
    confidence: Math.min(confidence, achieved),
  };
}

/** How many Walsh averages the interval leaves out on either side, and its confidence. */
function cutFor(n: number, alpha: number): { skipped: number; achieved: number } {
  if (n <= SIGNED_RANK_EXACT_MAX) {
    const cdf = untiedSignFlipCdf(n);
    const tail = (rankSum: number) => cdf[2 * rankSum] ?? 1;
    let skipped = 0;
    while (2 * tail(skipped + 1) <= alpha) {
      skipped++;
    }
    return { skipped, achieved: 1 - 2 * tail(skipped) };
  }
  const mean = walshCount(n) / 2;
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  const exactly = mean - 0.5 + normalQuantile(alpha / 2) * deviation;
  const skipped = Math.max(0, Math.floor(exactly));
  return { skipped, achieved: 1 - 2 * normalCdf((skipped + 0.5 - mean) / deviation) };
}
