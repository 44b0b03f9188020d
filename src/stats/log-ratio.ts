import { assert, at } from '../base/index.ts';

/**
 * ln(candidate / base), computed so that swapping the two gives exactly the negative: differences
 * of equal size must tie in a rank test.
 *
 * @param base - above 0, finite
 * @param candidate - above 0, finite
 * @throws AssertionError otherwise: callers leave out what has no ratio before they ask
 */
export function logRatio(base: number, candidate: number): number {
  assert(base > 0 && candidate > 0, 'a ratio is taken of values above 0');
  assert(base < Infinity && candidate < Infinity, 'a ratio is taken of finite values');
  return candidate >= base ? Math.log(candidate / base) : -Math.log(base / candidate);
}

/**
 * The log ratio of every pair.
 *
 * @param base - one value a pair, above 0
 * @param candidate - as many, in the same order
 * @throws AssertionError when the lengths differ or a value is not above 0
 */
export function logRatios(base: readonly number[], candidate: readonly number[]): number[] {
  assert(base.length === candidate.length, 'every base value has its candidate value');
  return base.map((value, index) => logRatio(value, at(candidate, index)));
}
