import { assert, at } from '../base/index.ts';
import { checkValues } from './check-values.ts';
import { mean } from './summary.ts';

/**
 * Correlation of a series with itself `lag` samples later, as R's `acf` defines it: noise that
 * comes in bursts shows as a value well above 2 / sqrt(n).
 *
 * @param values - in the order of time, more than `lag`, finite
 * @param lag - a whole number, at least 0
 * @returns from -1 to 1; 0 when all values are equal
 */
export function autocorrelation(values: readonly number[], lag: number): number {
  assert(Number.isInteger(lag) && lag >= 0, 'a lag is a whole number of samples');
  checkValues(values, lag + 1);
  const centre = mean(values);
  const deviations = values.map((value) => value - centre);
  const scatter = deviations.reduce((sum, value) => sum + value * value, 0);
  const shared = deviations
    .slice(lag)
    .reduce((sum, value, index) => sum + value * at(deviations, index), 0);
  return scatter === 0 ? 0 : shared / scatter;
}
