import { mean, standardDeviation, studentQuantile } from '../../stats/index.ts';
import { CONFIDENCE } from './limits.ts';

/** A mean over runs with its 95 % interval; `lo` and `hi` are null with one run, which has none. */
export interface RunInterval {
  readonly estimate: number;
  readonly lo: number | null;
  readonly hi: number | null;
  /** Runs. */
  readonly n: number;
}

/**
 * Mean and interval of one number of each run, by Student's t. A run's share is itself a mean over
 * hundreds of samples, so that runs spread about normally, and t knows how badly a few runs tell
 * their spread. The bootstrap does not: drawn from 3 to 10 values its intervals are too narrow by
 * the factor sqrt((n - 1) / n) and by the missing t (Hesterberg 2015, Am. Stat. 69).
 *
 * When runs were added until the interval was narrow, it covers slightly less than it says.
 *
 * @param values - one of each run, at least 1, finite
 * @param limits - what can't be left, such as 0 and 1 for shares
 * @see Student 1908, Biometrika 6
 */
export function runInterval(
  values: readonly number[],
  limits: { readonly min: number; readonly max: number } = { min: -Infinity, max: Infinity },
): RunInterval {
  const n = values.length;
  const estimate = mean(values);
  if (n === 1) {
    return { estimate, lo: null, hi: null, n };
  }
  const error = standardDeviation(values) / Math.sqrt(n);
  const halfWidth = error === 0 ? 0 : studentQuantile(CONFIDENCE, n - 1) * error;
  return {
    estimate,
    lo: Math.max(limits.min, estimate - halfWidth),
    hi: Math.min(limits.max, estimate + halfWidth),
    n,
  };
}

/** A mean share over runs, within 0 to 1. @param values - one of each run, at least 1 */
export function shareInterval(values: readonly number[]): RunInterval {
  return runInterval(values, { min: 0, max: 1 });
}
