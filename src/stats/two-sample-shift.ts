import { at } from '../base/index.ts';
import { checkFraction, checkValues } from './check-values.ts';
import type { HodgesLehmann } from './hodges-lehmann.ts';
import { RANK_SUM_EXACT_MAX } from './limits.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/**
 * By how much the values of `after` lie above those of `before`: the median of all differences
 * between them (Hodges-Lehmann), with the interval that holds every shift the rank sum test does
 * not reject; exact for at most 50 values in all, from the normal approximation above. With too few
 * values for the wanted confidence it is the widest interval there is, and `achieved` says what
 * that is worth. Ties make it wider than needed.
 *
 * @param before - at least 1, finite
 * @param after - at least 1, finite, independent of `before`
 * @param confidence - strictly between 0 and 1, e.g. 0.95
 * @see Hollander and Wolfe 1999, Nonparametric Statistical Methods, sections 4.2 and 4.3
 */
export function twoSampleShift(
  before: readonly number[],
  after: readonly number[],
  confidence: number,
): HodgesLehmann {
  checkValues(before, 1);
  checkValues(after, 1);
  checkFraction(confidence, 'a confidence');
  const low = Float64Array.from(before).sort();
  const high = Float64Array.from(after).sort();
  const count = low.length * high.length;
  const { skipped, achieved } = cutFor(low.length, high.length, 1 - confidence);
  const lower = differenceAt(low, high, Math.ceil(count / 2));
  const upper = differenceAt(low, high, Math.floor(count / 2) + 1);
  return {
    estimate: lower + (upper - lower) / 2,
    lo: differenceAt(low, high, skipped + 1),
    hi: differenceAt(low, high, count - skipped),
    achieved,
  };
}

/** How many differences the interval leaves out on either side, and its confidence. */
function cutFor(n: number, m: number, alpha: number): { skipped: number; achieved: number } {
  if (n + m <= RANK_SUM_EXACT_MAX) {
    const cdf = countCdf(n, m);
    const tail = (count: number) => cdf[count] ?? 1;
    let skipped = 0;
    while (2 * tail(skipped + 1) <= alpha) {
      skipped++;
    }
    return { skipped, achieved: 1 - 2 * tail(skipped) };
  }
  const mean = (n * m) / 2;
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
  const exactly = mean - 0.5 + normalQuantile(alpha / 2) * deviation;
  const skipped = Math.max(0, Math.floor(exactly));
  return { skipped, achieved: 1 - 2 * normalCdf((skipped + 0.5 - mean) / deviation) };
}

/**
 * The distribution of the Mann-Whitney count without ties: for each number of pairs with the value
 * of one group below that of the other, the chance of at most so many. `ways[k][u]` counts the ways
 * to choose k of the ranks seen so far with count u; the numbers stay below C(50, 25), exactly.
 */
function countCdf(n: number, m: number): number[] {
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(n * m + 1));
  at(ways, 0)[0] = 1;
  for (let rank = 0; rank < n + m; rank++) {
    for (let chosen = Math.min(n, rank + 1); chosen >= 1; chosen--) {
      const [into, from] = [at(ways, chosen), at(ways, chosen - 1)];
      const step = rank - (chosen - 1); // values of the other group below this rank
      const end = step > m ? n * m + 1 : step;
      for (let count = n * m; count >= end; count--) {
        into[count] = (into[count] ?? 0) + (from[count - step] ?? 0);
      }
    }
  }
  const counts = at(ways, n);
  const all = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  return Array.from(counts, (count) => (below += count) / all);
}

/** The k-th smallest difference `high - low`, found by counting, without building them. */
function differenceAt(low: Float64Array, high: Float64Array, k: number): number {
  let least = at<number>(high, 0) - at<number>(low, -1);
  let most = at<number>(high, -1) - at<number>(low, 0);
  while (least < most) {
    const middle = least + (most - least) / 2;
    const split = splitAt(low, high, middle < most ? middle : least);
    if (split.count >= k) {
      most = split.below;
    } else {
      least = split.above;
    }
  }
  return least;
}

/** What one pass over all differences says: how many are at most the threshold, and neighbours. */
function splitAt(
  low: Float64Array,
  high: Float64Array,
  threshold: number,
): { readonly count: number; readonly below: number; readonly above: number } {
  let [count, below, above] = [0, -Infinity, Infinity];
  let first = low.length; // from here on, `low` is large enough for the difference to count
  for (const value of high.toReversed()) {
    // A smaller upper value needs less taken away, so the border only moves down from the top.
    while (first > 0 && value - (low[first - 1] ?? 0) <= threshold) {
      first--;
    }
    if (first < low.length) {
      count += low.length - first;
      below = Math.max(below, value - (low[first] ?? 0));
    }
    if (first > 0) {
      above = Math.min(above, value - (low[first - 1] ?? 0));
    }
  }
  return { count, below, above };
}
