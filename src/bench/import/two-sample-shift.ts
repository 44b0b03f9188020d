import { assert, at } from '../../base/index.ts';
import { normalQuantile } from '../../stats/index.ts';
import { BISECTIONS_MAX, EXACT_STEPS_MAX, SHIFT_SAMPLES_MAX } from './limits.ts';

/** By how much one group of numbers lies above another. */
export interface TwoSampleShift {
  /** Hodges-Lehmann estimate: the median of all differences candidate - base. */
  readonly shift: number;
  /** Interval of the rank sum test; null when the groups are too small for the confidence. */
  readonly interval: { readonly lo: number; readonly hi: number } | null;
}

/**
 * The shift between two groups that were not measured in pairs. It describes the two groups; it
 * is no evidence about their cause when one was measured after the other.
 *
 * The differences are not listed but counted. Of a group beyond SHIFT_SAMPLES_MAX evenly spaced
 * order statistics stand for all, which keeps the estimate and gives a wider interval.
 *
 * @param base - finite, at least one, in any order
 * @param candidate - the same
 * @param confidence - of the interval, between 0 and 1
 * @see Hollander, Wolfe, Chicken 2014, Nonparametric Statistical Methods, 4.2 and 4.3; checked
 *   against scipy 1.17 in test/bench/import/two-sample-shift.test.ts
 */
export function twoSampleShift(
  base: readonly number[],
  candidate: readonly number[],
  confidence: number,
): TwoSampleShift {
  assert(base.length > 0 && candidate.length > 0, 'both groups have numbers');
  assert(confidence > 0 && confidence < 1, 'a confidence lies between 0 and 1');
  const below = thinned(Float64Array.from(base).sort());
  const above = thinned(Float64Array.from(candidate).sort());
  const count = below.length * above.length;
  const middle = Math.floor((count + 1) / 2);
  const lower = nthDifference(below, above, middle);
  const upper = count % 2 === 1 ? lower : nthDifference(below, above, middle + 1);
  const rank = criticalRank(below.length, above.length, (1 - confidence) / 2);
  return {
    shift: (lower + upper) / 2,
    interval:
      rank === 0
        ? null
        : {
            lo: nthDifference(below, above, rank),
            hi: nthDifference(below, above, count + 1 - rank),
          },
  };
}

function thinned(sorted: Float64Array): Float64Array {
  if (sorted.length <= SHIFT_SAMPLES_MAX) {
    return sorted;
  }
  const step = sorted.length / SHIFT_SAMPLES_MAX;
  return Float64Array.from({ length: SHIFT_SAMPLES_MAX }, (_, index) =>
    at<number>(sorted, Math.floor((index + 0.5) * step)),
  );
}

/**
 * The n-th smallest of all differences above - below, by halving the range in which it must lie
 * and counting the differences up to the middle in one walk along both sorted groups.
 */
function nthDifference(below: Float64Array, above: Float64Array, n: number): number {
  let lo = (above[0] ?? 0) - (below.at(-1) ?? 0);
  let hi = (above.at(-1) ?? 0) - (below[0] ?? 0);
  if (differencesUpTo(below, above, lo) >= n) {
    return lo;
  }
  for (let halved = 0; halved < BISECTIONS_MAX; halved++) {
    const middle = lo + (hi - lo) / 2;
    if (middle <= lo || middle >= hi) {
      break;
    }
    if (differencesUpTo(below, above, middle) >= n) {
      hi = middle;
    } else {
      lo = middle;
    }
  }
  return largestUpTo(below, above, hi);
}

/** The largest difference within the limit, of which there is at least one. */
function largestUpTo(below: Float64Array, above: Float64Array, limit: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  let reached = 0;
  for (const value of below) {
    while (reached < above.length && (above[reached] ?? 0) - value <= limit) {
      reached++;
    }
    if (reached > 0) {
      largest = Math.max(largest, (above[reached - 1] ?? 0) - value);
    }
  }
  return largest;
}

function differencesUpTo(below: Float64Array, above: Float64Array, limit: number): number {
  let count = 0;
  let reached = 0; // how many of `above` are within the limit; it only grows as `below` grows
  for (const value of below) {
    while (reached < above.length && (above[reached] ?? 0) - value <= limit) {
      reached++;
    }
    count += reached;
  }
  return count;
}

/**
 * The largest k for which at most `tail` of the rank sum distribution lies below k, so that the
 * k-th smallest and k-th largest difference enclose the shift with the confidence 1 - 2 tail; 0
 * when there is none. Exact for small groups (without ties), normal with continuity above.
 */
function criticalRank(m: number, n: number, tail: number): number {
  const few = Math.min(m, n);
  const most = Math.floor((m * n) / 2);
  if ((m + n) * few * most <= EXACT_STEPS_MAX) {
    return exactRank(few, m + n, most, tail);
  }
  const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
  const rank = Math.floor((m * n) / 2 + 0.5 + normalQuantile(tail) * deviation);
  return Math.max(0, rank);
}

/** Counts, for each value of Mann-Whitney's U up to half its range, the subsets that give it. */
function exactRank(few: number, all: number, most: number, tail: number): number {
  const width = most + 1;
  const ways = Array.from({ length: few + 1 }, () => new Float64Array(width));
  at(ways, 0)[0] = 1; // one way to choose nothing
  for (let rank = 0; rank < all; rank++) {
    for (let size = Math.min(few, rank + 1); size >= 1; size--) {
      const step = rank - size + 1; // what this rank adds to U when it is the size-th chosen
      addShifted(at(ways, size), at(ways, size - 1), step);
    }
  }
  let total = 1;
  for (let chosen = 1; chosen <= few; chosen++) {
    total *= (all - few + chosen) / chosen;
  }
  const chosenAll: Float64Array = at(ways, few);
  let cumulated = 0;
  for (let u = 0; u < width; u++) {
    cumulated += at<number>(chosenAll, u);
    if (cumulated / total > tail) {
      return u;
    }
  }
  return width;
}

function addShifted(sums: Float64Array, added: Float64Array, step: number): void {
  for (let u = step; u < sums.length; u++) {
    sums[u] = (sums[u] ?? 0) + (added[u - step] ?? 0);
  }
}
