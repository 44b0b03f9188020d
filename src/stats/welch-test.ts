import { checkValues } from './check-values.ts';
import { studentQuantile, studentTwoSided } from './student-t.ts';
import { mean, standardDeviation } from './summary.ts';

/** The difference of two independent groups' means, in the unit of the values. */
export interface WelchTest {
  /** Mean of the second group less that of the first. */
  readonly difference: number;
  readonly lo: number;
  readonly hi: number;
  /** Two-sided; 0 when both groups are constant and differ. */
  readonly p: number;
  /** Welch-Satterthwaite degrees of freedom; Infinity when both groups are constant. */
  readonly freedom: number;
}

/**
 * Two-sided Welch test with the interval that belongs to it: the groups may spread differently.
 *
 * @param first - at least 2, finite
 * @param second - at least 2, finite
 * @param confidence - of the interval, strictly between 0 and 1
 * @throws AssertionError when a group is too short
 * @see Welch 1947, Biometrika 34; checked against scipy 1.17
 */
export function welchTest(
  first: readonly number[],
  second: readonly number[],
  confidence: number,
): WelchTest {
  checkValues(first, 2);
  checkValues(second, 2);
  const difference = mean(second) - mean(first);
  const firstPart = standardDeviation(first) ** 2 / first.length;
  const secondPart = standardDeviation(second) ** 2 / second.length;
  const variance = firstPart + secondPart;
  if (variance === 0) {
    const p = difference === 0 ? 1 : 0;
    return { difference, lo: difference, hi: difference, p, freedom: Infinity };
  }
  const freedom =
    variance ** 2 / (firstPart ** 2 / (first.length - 1) + secondPart ** 2 / (second.length - 1));
  const error = Math.sqrt(variance);
  const halfWidth = studentQuantile(confidence, freedom) * error;
  return {
    difference,
    lo: difference - halfWidth,
    hi: difference + halfWidth,
    p: studentTwoSided(difference / error, freedom),
    freedom,
  };
}
