import { mean, standardDeviation } from '../../src/stats/index.ts';

const Z_95 = 1.959963984540054;

/** Steps of Simpson's rule; far more than double precision needs on this smooth integrand. */
const SIMPSON_STEPS = 2_000;

/** A proportion with its 95 % interval. */
export interface Rate {
  readonly hits: number;
  readonly of: number;
  readonly rate: number;
  readonly lo: number;
  readonly hi: number;
}

/**
 * A proportion with the score interval.
 *
 * @see Wilson 1927, J. Am. Stat. Assoc. 22
 */
export function wilson(hits: number, of: number): Rate {
  if (of === 0) {
    return { hits, of, rate: 0, lo: 0, hi: 1 };
  }
  const rate = hits / of;
  const square = Z_95 * Z_95;
  const middle = (rate + square / (2 * of)) / (1 + square / of);
  const half =
    (Z_95 / (1 + square / of)) * Math.sqrt((rate * (1 - rate)) / of + square / (4 * of * of));
  return { hits, of, rate, lo: Math.max(0, middle - half), hi: Math.min(1, middle + half) };
}

/** `3.0 % (1.4 to 6.4 %), 6 of 200`. */
export function rateText({ hits, of, rate, lo, hi }: Rate): string {
  const [middle, low, high] = [rate, lo, hi].map((value) => (value * 100).toFixed(1));
  return `${middle} % (${low} to ${high} %), ${hits} of ${of}`;
}

/**
 * Two-sided p-value of Welch's test on two independent samples, at least 2 each.
 *
 * With x = sqrt(df) tan(a) the tail of Student's t becomes an integral of cos(a)^(df - 1), so that
 * no gamma function is needed.
 *
 * @see Welch 1947, Biometrika 34
 */
export function welchP(left: readonly number[], right: readonly number[]): number {
  const [first, second] = [left, right].map(
    (values) => standardDeviation(values) ** 2 / values.length,
  );
  const [a, b] = [first ?? 0, second ?? 0];
  if (a + b === 0) {
    return mean(left) === mean(right) ? 1 : 0;
  }
  const t = Math.abs(mean(left) - mean(right)) / Math.sqrt(a + b);
  const freedom = (a + b) ** 2 / (a ** 2 / (left.length - 1) + b ** 2 / (right.length - 1));
  const density = (angle: number): number => Math.cos(angle) ** (freedom - 1);
  const all = integral(density, 0, Math.PI / 2);
  return integral(density, Math.atan(t / Math.sqrt(freedom)), Math.PI / 2) / all;
}

function integral(of: (x: number) => number, from: number, to: number): number {
  const step = (to - from) / SIMPSON_STEPS;
  let sum = of(from) + of(to);
  for (let index = 1; index < SIMPSON_STEPS; index++) {
    sum += (index % 2 === 1 ? 4 : 2) * of(from + index * step);
  }
  return (sum * step) / 3;
}
