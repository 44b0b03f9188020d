import { assert } from '../base/index.ts';
import { checkFraction } from './check-values.ts';
import { signedRankTails } from './signed-rank.ts';

/**
 * Tests whether a change is too small to matter: two one-sided signed rank tests, one against each
 * edge of ± ln(1 + margin).
 *
 * @param differences - log ratios, finite; none are never equivalent
 * @param margin - smallest change that matters as a fraction, above 0, e.g. 0.02
 * @param alpha - strictly between 0 and 1, e.g. 0.05
 * @returns `p` is the larger of the two one-sided p-values
 * @see Schuirmann 1987, J. Pharmacokinet. Biopharm. 15
 */
export function equivalence(
  differences: readonly number[],
  margin: number,
  alpha: number,
): { equivalent: boolean; p: number } {
  assert(margin > 0, 'a margin is above 0');
  checkFraction(alpha, 'an error probability');
  const edge = Math.log1p(margin);
  const aboveLower = signedRankTails(differences.map((value) => value + edge)).above;
  const belowUpper = signedRankTails(differences.map((value) => value - edge)).below;
  const p = Math.max(aboveLower, belowUpper);
  return { equivalent: p <= alpha, p };
}

/**
 * Whether an interval of a ratio lies within a margin, symmetric on the log scale: 2 % means from
 * 1/1.02 to 1.02.
 *
 * @param ratio - edges of the interval, `lo` at least 0 and at most `hi`
 * @param margin - a fraction above 0
 */
export function liesWithin(
  ratio: { readonly lo: number; readonly hi: number },
  margin: number,
): boolean {
  assert(margin > 0, 'a margin is above 0');
  const edge = Math.log1p(margin);
  return Math.log(ratio.lo) >= -edge && Math.log(ratio.hi) <= edge;
}
