import { assert, at } from '../base/index.ts';
import { checkValues } from './check-values.ts';
import { DRIFT_POINTS_MAX } from './limits.ts';
import { normalCdf } from './normal.ts';
import { median } from './summary.ts';

/** A trend over time. */
export interface Drift {
  /** Kendall's tau-b with the order of time, from -1 (falls all the time) to 1. */
  readonly tau: number;
  /** Two-sided, of "there is no monotone trend". */
  readonly p: number;
  /** Theil-Sen slope: change per sample, in the unit of the values. */
  readonly slopePerSample: number;
}

/**
 * Mann-Kendall test (normal, with tie and continuity correction) and Theil-Sen slope. A series of
 * more than DRIFT_POINTS_MAX values is first reduced to medians of blocks of equal length, since
 * both look at all pairs; up to one block at its end is left out then.
 *
 * @param values - in the order of time, at least 3, finite, any unit
 * @see Mann 1945, Econometrica 13; Sen 1968, J. Am. Stat. Assoc. 63; checked against scipy 1.17
 */
export function drift(values: readonly number[]): Drift {
  checkValues(values, 3);
  const block = Math.ceil(values.length / DRIFT_POINTS_MAX);
  const points = block === 1 ? values : blockMedians(values, block);
  const n = points.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let filled = 0;
  let score = 0;
  for (let later = 1; later < n; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const rise = at(points, later) - at(points, earlier);
      score += Math.sign(rise);
      slopes[filled++] = rise / (later - earlier);
    }
  }
  const ties = tieSizes(points);
  const untiedPairs = slopes.length - ties.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const tau = untiedPairs === 0 ? 0 : score / Math.sqrt(slopes.length * untiedPairs);
  return { tau, p: mannKendallP(n, score, ties), slopePerSample: middleOf(slopes) / block };
}

function mannKendallP(n: number, score: number, ties: readonly number[]): number {
  const variance = ties.reduce((sum, size) => sum - scoreVariance(size), scoreVariance(n));
  const distance = Math.max(0, Math.abs(score) - 1);
  return distance === 0 ? 1 : 2 * normalCdf(-distance / Math.sqrt(variance));
}

/** Variance of the score of `size` values in random order, which ties among them take away. */
function scoreVariance(size: number): number {
  return (size * (size - 1) * (2 * size + 5)) / 18;
}

function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) {
    sizes.set(value, (sizes.get(value) ?? 0) + 1);
  }
  return [...sizes.values()];
}

function middleOf(slopes: Float64Array): number {
  assert(slopes.length > 0, 'there is a slope');
  slopes.sort();
  const lower = at<number>(slopes, (slopes.length - 1) >> 1);
  const upper = at<number>(slopes, slopes.length >> 1);
  return (lower + upper) / 2;
}

function blockMedians(values: readonly number[], block: number): number[] {
  const count = Math.floor(values.length / block);
  return Array.from({ length: count }, (_, index) =>
    median(values.slice(index * block, (index + 1) * block)),
  );
}
