import { FACTS_MAX, GROWTH_SIZES_MIN, GROWTH_SPAN_MIN } from './limits.ts';
import type { ScalingPoint } from './observed.ts';
import { studentQuantile } from './student-quantile.ts';

/** How time grows with size: time is about size to the power of `exponent`. */
export interface GrowthExponent {
  readonly exponent: number;
  /** Ends of the 95 % interval. */
  readonly lo: number;
  readonly hi: number;
  /** Different sizes, and runs over all of them. */
  readonly sizes: number;
  readonly runs: number;
}

const WITHIN = 0.95;

/**
 * The slope of log time over log size by least squares, with Student's interval.
 *
 * Least squares and not Theil-Sen, because with three sizes the latter has three slopes and so no
 * interval. The interval takes noise to be a factor of about equal size at all sizes. A fixed cost
 * (start-up) flattens the slope, so the error it makes is to stay silent.
 *
 * @param points - size and ms above 0; others are left out
 * @returns null with fewer than three different sizes, or sizes that hardly differ
 * @see Goldsmith, Aiken, Wilkerson 2007, Measuring empirical computational complexity, ESEC/FSE,
 *   for the power law on log-log axes; the interval is that of any text on linear regression
 */
export function growthExponent(points: readonly ScalingPoint[]): GrowthExponent | null {
  const usable = points
    .slice(0, FACTS_MAX)
    .filter(({ size, ms }) => size > 0 && ms > 0 && Number.isFinite(size) && Number.isFinite(ms));
  const sizes = new Set(usable.map(({ size }) => size));
  const span = Math.max(...sizes) / Math.min(...sizes);
  if (sizes.size < GROWTH_SIZES_MIN || span < GROWTH_SPAN_MIN) {
    return null;
  }
  const count = usable.length;
  const xs = usable.map(({ size }) => Math.log(size));
  const ys = usable.map(({ ms }) => Math.log(ms));
  const meanX = xs.reduce((sum, x) => sum + x, 0) / count;
  const meanY = ys.reduce((sum, y) => sum + y, 0) / count;
  const spreadX = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const shared = xs.reduce((sum, x, index) => sum + (x - meanX) * ((ys[index] ?? 0) - meanY), 0);
  const slope = shared / spreadX;
  const residual = xs.reduce(
    (sum, x, index) => sum + ((ys[index] ?? 0) - meanY - slope * (x - meanX)) ** 2,
    0,
  );
  const error = Math.sqrt(residual / (count - 2) / spreadX);
  const half = studentQuantile(WITHIN, count - 2) * error;
  return { exponent: slope, lo: slope - half, hi: slope + half, sizes: sizes.size, runs: count };
}
