import { assert } from '../base/index.ts';
import { checkFraction } from './check-values.ts';
import { normalQuantile } from './normal.ts';

/**
 * How much of the information in normally distributed differences the signed rank test and the
 * Hodges-Lehmann estimate use, compared with the mean (asymptotic relative efficiency). With heavy
 * tails they use more than the mean does, so plans made with it are on the safe side.
 *
 * @see Hodges and Lehmann 1963, Ann. Math. Stat. 34
 */
export const RANK_EFFICIENCY = 3 / Math.PI;

/**
 * Pairs that a Hodges-Lehmann interval needs to be no wider than wanted, about; and never fewer
 * than the exact interval needs to reach its confidence at all.
 *
 * @param wanted - `spread`: standard deviation of the log differences, at least 0, e.g. from
 * `spreadOf`; `halfWidth`: in log units, above 0; `confidence`: strictly between 0 and 1
 */
export function requiredPairs(wanted: {
  readonly spread: number;
  readonly halfWidth: number;
  readonly confidence: number;
}): number {
  const { spread, halfWidth, confidence } = wanted;
  checkFraction(confidence, 'a confidence');
  assert(spread >= 0 && halfWidth > 0, 'a spread is not negative and a width is above 0');
  const score = -normalQuantile((1 - confidence) / 2);
  const byWidth = ((score * spread) / halfWidth) ** 2 / RANK_EFFICIENCY;
  const byConfidence = 1 - Math.log2(1 - confidence); // 2 * 2^-n <= 1 - confidence
  // Below by a rounding error is not one pair more.
  return Math.ceil(Math.max(byWidth, byConfidence) - 1e-9);
}

/**
 * The smallest change that a two-sided signed rank test finds with the wanted power, about.
 *
 * @param plan - `spread`: standard deviation of the log differences, at least 0; `pairs`: at least
 * 1; `power` and `alpha`: strictly between 0 and 1
 * @returns a fraction: 0.02 means that a change to 1.02 or 1/1.02 times the base is seen
 */
export function smallestEffect(plan: {
  readonly spread: number;
  readonly pairs: number;
  readonly power: number;
  readonly alpha: number;
}): number {
  const { spread, pairs, power, alpha } = plan;
  checkFraction(power, 'a power');
  checkFraction(alpha, 'an error probability');
  assert(spread >= 0 && pairs >= 1, 'a spread is not negative and there is a pair');
  const score = normalQuantile(power) - normalQuantile(alpha / 2);
  return Math.expm1(Math.max(0, score) * (spread / Math.sqrt(pairs * RANK_EFFICIENCY)));
}
