import { at } from '../base/index.ts';
import { checkValues } from './check-values.ts';
import { logRatio } from './log-ratio.ts';
import { mean, median } from './summary.ts';

/** A value far from the others. It is reported and stays in every calculation. */
export interface Outlier {
  readonly index: number;
  readonly value: number;
  /** Modified z-score of its logarithm; negative for an unusually small value. */
  readonly score: number;
}

/** Scores beyond this are called outliers by Iglewicz and Hoaglin. */
export const OUTLIER_SCORE = 3.5;

/**
 * Values whose modified z-score on the log scale is beyond ± 3.5. When more than half of the values
 * are equal, the mean absolute deviation takes the place of the median one.
 *
 * @param values - at least 1, above 0, finite, any unit
 * @see Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers; the fallback is that of IBM
 * SPSS's modified z-score
 */
export function outliers(values: readonly number[]): Outlier[] {
  checkValues(values, 1);
  const centre = median(values);
  const deviations = values.map((value) => logRatio(centre, value));
  const scale = deviationScale(deviations.map(Math.abs));
  if (scale === 0) {
    return [];
  }
  return values
    .map((value, index) => ({ index, value, score: at(deviations, index) / scale }))
    .filter(({ score }) => Math.abs(score) > OUTLIER_SCORE);
}

/** Either factor makes the scale that of a standard deviation for normal values. */
function deviationScale(sizes: readonly number[]): number {
  return median(sizes) / 0.6745 || mean(sizes) * Math.sqrt(Math.PI / 2);
}
