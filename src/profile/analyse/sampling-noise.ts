import { mean, normalCdf } from '../../stats/index.ts';

/**
 * The chance that counting samples alone makes two means differ as much as they do, two-sided. A
 * few runs may agree with each other by luck, so that their spread is taken for next to nothing;
 * the count of samples behind them can't be known better than this.
 *
 * @param before - time of a function in each run, at least one
 * @param after - the same for the other side
 * @param sampleTime - what one sample stands for, in the unit of the times, above 0
 * @returns 1 when neither side has any time
 * @see Przyborowski and Wilenski 1940, Biometrika 31, with the normal approximation
 */
export function samplingP(
  before: readonly number[],
  after: readonly number[],
  sampleTime: number,
): number {
  const [left, right] = [mean(before), mean(after)];
  const variance = (left / before.length + right / after.length) * sampleTime;
  return variance <= 0 ? 1 : 2 * (1 - normalCdf(Math.abs(right - left) / Math.sqrt(variance)));
}
