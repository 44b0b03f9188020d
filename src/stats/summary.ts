import {
  mean as meanOf,
  median as medianOf,
  medianAbsoluteDeviation,
  sampleStandardDeviation,
} from 'simple-statistics';

import { assert, at } from '../base/index.ts';
import { checkValues } from './check-values.ts';

/** Turns a median absolute deviation into the standard deviation of a normal variable. */
const MAD_TO_DEVIATION = 1.482602218505602; // 1 / normalQuantile(0.75)

/**
 * Arithmetic mean with compensated summation, in the unit of the values.
 *
 * @throws AssertionError without values or with one that is not finite
 */
export function mean(values: readonly number[]): number {
  checkValues(values, 1);
  return meanOf(values);
}

/**
 * The middle value, or the mean of the two middle ones.
 *
 * @throws AssertionError without values or with one that is not finite
 */
export function median(values: readonly number[]): number {
  checkValues(values, 1);
  return medianOf(values);
}

/**
 * The value below which a fraction of the values lies, interpolated linearly between neighbours
 * (type 7 of Hyndman and Fan 1996, the default of R and numpy).
 *
 * @param fraction - from 0 (smallest) to 1 (largest)
 * @throws AssertionError without values, with one that is not finite, or outside of 0 to 1
 */
export function quantile(values: readonly number[], fraction: number): number {
  checkValues(values, 1);
  assert(fraction >= 0 && fraction <= 1, 'a quantile is asked for a fraction from 0 to 1');
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * fraction;
  const before = at<number>(sorted, Math.floor(position));
  const after = at<number>(sorted, Math.ceil(position));
  return before + (after - before) * (position - Math.floor(position));
}

/**
 * Median absolute deviation from the median, unscaled, in the unit of the values.
 *
 * @throws AssertionError without values or with one that is not finite
 */
export function mad(values: readonly number[]): number {
  checkValues(values, 1);
  return medianAbsoluteDeviation(values);
}

/**
 * Standard deviation of a sample (divides by n - 1), in the unit of the values.
 *
 * @throws AssertionError with fewer than 2 values or with one that is not finite
 */
export function standardDeviation(values: readonly number[]): number {
  checkValues(values, 2);
  return sampleStandardDeviation(values);
}

/**
 * Standard deviation estimated from the median absolute deviation, so that a few outliers do not
 * decide it. When more than half of the values are equal that estimate is 0 and says nothing; then
 * it is the ordinary standard deviation.
 *
 * @returns at least 0, in the unit of the values; 0 only when all are equal
 * @throws AssertionError with fewer than 2 values or with one that is not finite
 */
export function spreadOf(values: readonly number[]): number {
  checkValues(values, 2);
  const deviation = mad(values);
  return deviation > 0 ? deviation * MAD_TO_DEVIATION : standardDeviation(values);
}
