import { assert } from '../base/index.ts';

/** Beyond this the power series loses digits in the tail and the continued fraction is short. */
const SERIES_MAX = 3;

/** Depth of the continued fraction; enough for full precision from SERIES_MAX on. */
const FRACTION_DEPTH = 120;

/** Halley steps after a start that is right to 4.5e-4; each triples the number of digits. */
const HALLEY_STEPS = 3;

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * Probability that a standard normal variable is at most `z`, right to about 1e-13 of its own size
 * in both tails.
 *
 * @see Marsaglia 2004, J. Stat. Softw. 11(4), for the series; Abramowitz and Stegun 26.2.14 for
 * the continued fraction; checked against scipy 1.17 in test/stats/normal.test.ts
 */
export function normalCdf(z: number): number {
  if (z > 0) {
    return 1 - normalCdf(-z);
  }
  return z > -SERIES_MAX ? 0.5 - seriesTo(-z) : upperTail(-z);
}

/**
 * The z below which a standard normal variable falls with probability `p`.
 *
 * @param p - strictly between 0 and 1
 * @throws AssertionError outside of that
 * @see Abramowitz and Stegun 26.2.23 for the start; checked against scipy 1.17
 */
export function normalQuantile(p: number): number {
  assert(p > 0 && p < 1, 'a normal quantile is asked for a probability between 0 and 1');
  if (p > 0.5) {
    return -normalQuantile(1 - p);
  }
  let z = roughQuantile(p);
  for (let step = 0; step < HALLEY_STEPS; step++) {
    const newton = (normalCdf(z) - p) / normalDensity(z);
    z -= newton / (1 + (z * newton) / 2);
  }
  return z;
}

function seriesTo(z: number): number {
  let sum = z;
  let term = z;
  for (let divisor = 3; term > sum * 1e-17; divisor += 2) {
    term *= (z * z) / divisor;
    sum += term;
  }
  return sum * normalDensity(z);
}

function upperTail(z: number): number {
  let fraction = z;
  for (let depth = FRACTION_DEPTH; depth >= 1; depth--) {
    fraction = z + depth / fraction;
  }
  return normalDensity(z) / fraction;
}

function roughQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}
