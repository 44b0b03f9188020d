import { assert } from '../base/index.ts';

/**
 * Checks the values of a statistic once, at its door.
 *
 * @throws AssertionError when there are fewer than `countMin` values or one is NaN or infinite
 */
export function checkValues(values: readonly number[], countMin: number): void {
  assert(values.length >= countMin, `there are at least ${countMin} values`);
  assert(values.every(Number.isFinite), 'every value is finite');
}

/**
 * Checks a probability that has to lie strictly between 0 and 1.
 *
 * @throws AssertionError otherwise
 */
export function checkFraction(value: number, name: string): void {
  assert(value > 0 && value < 1, `${name} lies between 0 and 1`);
}
