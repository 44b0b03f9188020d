import { gammaln as logGamma } from 'simple-statistics';

import { assert } from '../base/index.ts';
import { checkFraction } from './check-values.ts';
import { normalQuantile } from './normal.ts';

/** Terms of the continued fraction after which it has long converged for any degrees of freedom. */
const FRACTION_TERMS_MAX = 10_000;

/** Relative change of the continued fraction below which it stands still. */
const FRACTION_TOLERANCE = 1e-15;

/** Newton's steps of a quantile; one degree of freedom at 95 % takes 8. */
const STEPS_MAX = 200;

/** Relative step below which a quantile is found. */
const QUANTILE_TOLERANCE = 1e-13;

/**
 * Probability that Student's t lies at least as far from 0 as `t`, on either side.
 *
 * @param t - finite or infinite
 * @param freedom - degrees of freedom, above 0, not necessarily whole
 * @see Abramowitz and Stegun 26.7.1 and 26.5.8; checked against scipy 1.17
 */
export function studentTwoSided(t: number, freedom: number): number {
  assert(freedom > 0 && !Number.isNaN(t), 't is a number and has degrees of freedom');
  const squared = t * t;
  return Number.isFinite(squared)
    ? incompleteBeta(freedom / 2, 0.5, freedom / (freedom + squared))
    : 0;
}

/**
 * The t that is exceeded on either side with probability `1 - confidence`: 12.7 for one degree of
 * freedom and 95 %.
 *
 * @param confidence - strictly between 0 and 1
 * @param freedom - degrees of freedom, above 0
 * @see checked against scipy 1.17
 */
export function studentQuantile(confidence: number, freedom: number): number {
  checkFraction(confidence, 'a confidence');
  assert(freedom > 0, 't has degrees of freedom');
  const wanted = 1 - confidence;
  const logPeak = logGamma((freedom + 1) / 2) - logGamma(freedom / 2);
  const peak = Math.exp(logPeak) / Math.sqrt(freedom * Math.PI);
  // The tail is convex, so that Newton's steps from below never pass the quantile, and the normal
  // distribution, whose tails are lighter, gives a start below it.
  let t = -normalQuantile(wanted / 2);
  for (let step = 0; step < STEPS_MAX; step++) {
    const density = peak * (1 + (t * t) / freedom) ** (-(freedom + 1) / 2);
    const next = t + (studentTwoSided(t, freedom) - wanted) / (2 * density);
    if (!(Math.abs(next - t) > QUANTILE_TOLERANCE * t)) {
      return next;
    }
    t = next;
  }
  return t;
}

/** The regularised incomplete beta function I_x(a, b). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0 || x >= 1) {
    return x <= 0 ? 0 : 1;
  }
  // The fraction converges fast below the mean of the distribution; above it its mirror does.
  if (x > (a + 1) / (a + b + 2)) {
    return 1 - scaledFraction(b, a, 1 - x);
  }
  return scaledFraction(a, b, x);
}

function scaledFraction(a: number, b: number, x: number): number {
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const scale = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) / a;
  return scale * betaFraction(a, b, x);
}

/** Continued fraction 26.5.8, evaluated from its front by the method of Lentz. */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const awayFromZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= FRACTION_TERMS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d);
      c = awayFromZero(1 + term / c);
      change = c * d;
      result *= change;
    }
    if (Math.abs(change - 1) < FRACTION_TOLERANCE) {
      break;
    }
  }
  return result;
}
