import type { RunInterval } from './share-interval.ts';

/** The ranks that one of several quantities may have, 1 being the largest. */
export interface RankRange {
  /** One more than the number of those whose interval lies wholly above. */
  readonly best: number;
  /** All less those whose interval lies wholly below. */
  readonly worst: number;
}

/**
 * Ranks that don't claim more than intervals show: what overlaps is not ordered. An interval with
 * an end that is not known overlaps everything on that side.
 *
 * @returns one range for each, in their order
 * @see Klein, Wright and Wieczorek 2020, J. R. Stat. Soc. C 69; with intervals that hold one by
 * one, as here, each range holds one by one too, not all ranges together
 */
export function rankRanges(intervals: readonly RunInterval[]): RankRange[] {
  const lows = Float64Array.from(intervals, ({ lo }) => lo ?? -Infinity).sort();
  const highs = Float64Array.from(intervals, ({ hi }) => hi ?? Infinity).sort();
  return intervals.map(({ lo, hi }) => ({
    best: 1 + (lows.length - countUpTo(lows, hi ?? Infinity)),
    worst: highs.length - countBelow(highs, lo ?? -Infinity),
  }));
}

/** How many sorted values are at most a limit. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

/** How many sorted values are below a limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < limit) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}
