import { assert } from '../base/index.ts';

/** Halvings after which two neighbouring numbers are left for sure. */
const BISECTIONS = 200;

/**
 * The t for which a Student variable lies within ±t with a given probability.
 *
 * @param within - probability in (0, 1), e.g. 0.95
 * @param degrees - degrees of freedom, a whole number of at least 1
 * @see Abramowitz and Stegun 1964, 26.7.3 and 26.7.4: finite sums for whole degrees of freedom;
 *   checked against their table 26.10 in test/detectors/student-quantile.test.ts
 */
export function studentQuantile(within: number, degrees: number): number {
  assert(within > 0 && within < 1, 'a probability lies between 0 and 1');
  assert(Number.isInteger(degrees) && degrees >= 1, 'degrees of freedom are whole and positive');
  // The angle of t is bounded where t is not, so the search is over the angle.
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < BISECTIONS && low < high; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) {
      break;
    }
    if (probabilityWithin(middle, degrees) < within) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees);
}

/** A(t | v) of the source with theta = atan(t / sqrt v). */
function probabilityWithin(theta: number, degrees: number): number {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = degrees % 2 === 1;
  if (degrees === 1) {
    return (2 * theta) / Math.PI;
  }
  let term = isOdd ? cosine : 1;
  let sum = term;
  for (let factor = isOdd ? 3 : 2; factor <= degrees - 2; factor += 2) {
    term *= ((factor - 1) / factor) * cosine * cosine;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}
