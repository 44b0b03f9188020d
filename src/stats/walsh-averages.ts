import { at } from '../base/index.ts';

/** What one pass over all Walsh averages says about a threshold. */
interface Split {
  /** Averages that are at most the threshold. */
  readonly count: number;
  /** The largest of those; -Infinity when there are none. */
  readonly below: number;
  /** The smallest above the threshold; Infinity when there is none. */
  readonly above: number;
}

/**
 * The k-th smallest of the n(n+1)/2 averages of two values (each with itself too), without building
 * them: every pass over a sorted array counts in n steps and snaps to an average that exists, so
 * the answer is exact, 400 values take about 50 passes and memory stays at n.
 *
 * @param sorted - ascending, at least 1, below 8e307 in size so that no sum overflows
 * @param k - from 1 to n(n+1)/2
 */
export function walshAverage(sorted: Float64Array, k: number): number {
  let low = at<number>(sorted, 0);
  let high = at<number>(sorted, -1);
  while (low < high) {
    const middle = low + (high - low) / 2;
    const split = splitAt(sorted, middle < high ? middle : low);
    if (split.count >= k) {
      high = split.below;
    } else {
      low = split.above;
    }
  }
  return low;
}

/** The median of the Walsh averages: the Hodges-Lehmann estimate. */
export function walshMedian(sorted: Float64Array): number {
  const count = walshCount(sorted.length);
  const lower = walshAverage(sorted, Math.ceil(count / 2));
  if (count % 2 === 1) {
    return lower;
  }
  const split = splitAt(sorted, lower);
  const upper = split.count > count / 2 ? lower : split.above;
  return lower + (upper - lower) / 2;
}

/** How many Walsh averages `n` values have. */
export function walshCount(n: number): number {
  return (n * (n + 1)) / 2;
}

/** Two pointers: a larger left value leaves fewer right values under the threshold. */
function splitAt(sorted: Float64Array, threshold: number): Split {
  let count = 0;
  let below = -Infinity;
  let above = Infinity;
  let right = sorted.length - 1;
  for (let left = 0; left < sorted.length; left++) {
    const value = sorted[left] ?? 0;
    while (right >= left && average(value, sorted[right] ?? 0) > threshold) {
      right--;
    }
    if (right >= left) {
      count += right - left + 1;
      below = Math.max(below, average(value, sorted[right] ?? 0));
    }
    const next = Math.max(right + 1, left);
    if (next < sorted.length) {
      above = Math.min(above, average(value, sorted[next] ?? 0));
    }
  }
  return { count, below, above };
}

function average(left: number, right: number): number {
  return (left + right) / 2;
}
