import { at } from '../base/index.ts';
import { checkValues } from './check-values.ts';
import { SIGNED_RANK_EXACT_MAX } from './limits.ts';
import { doubledMidRanks } from './mid-ranks.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { signFlipCdf, untiedSignFlipCdf } from './sign-flip-distribution.ts';

/**
 * Smallest p-value that is reported. From about 1,900 pairs on, the true one can be below what a
 * number can hold; as 0 it would claim certainty, and have no normal score.
 */
const P_SMALLEST = 2 ** -1021;

/** Choices of a signed rank test; each has a default. */
export interface SignedRankOptions {
  /**
   * What a difference of exactly 0 does. `pratt` (the default) ranks it and then drops its rank, so
   * that ties with zero count as evidence for no change; `wilcoxon` drops it before ranking.
   */
  readonly zeros?: 'pratt' | 'wilcoxon';
  /** Correct the normal approximation by half a rank towards no change; false by default. */
  readonly continuity?: boolean;
}

/** What a signed rank test found. */
export interface SignedRank {
  /** Two-sided p-value, at least P_SMALLEST (which stands for anything below it), at most 1. */
  readonly p: number;
  /**
   * Signed normal score, negative when the differences are below 0; |z| >= b exactly when p is at
   * most 2 * normalCdf(-b). Sequential looks compare it with their bound.
   */
  readonly z: number;
  /** Differences that are not 0. */
  readonly n: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Two-sided Wilcoxon signed rank test of "the differences are symmetric around 0". With at most 50
 * differences that are not 0 the null distribution is exact, ties and zeros included, by counting
 * all sign flips; above it is normal with tie and zero correction.
 *
 * In the exact case z is the normal score of p, not the standardised rank sum: with ties the latter
 * would pass a bound too easily (ten equal differences with one sign turned have a standardised sum
 * of 2.53, which a normal variable passes with 1.1 %, the sum itself with 2.1 %).
 *
 * @param differences - finite; none, or only zeros, gives p = 1
 * @see Pratt 1959, J. Am. Stat. Assoc. 54; checked against scipy 1.17 in test/stats
 */
export function signedRank(
  differences: readonly number[],
  options: SignedRankOptions = {},
): SignedRank {
  const tails = signedRankTails(differences, options);
  const p = Math.max(P_SMALLEST, Math.min(1, 2 * Math.min(tails.below, tails.above)));
  const side = tails.below < tails.above ? -1 : 1;
  return { p, z: p === 1 ? 0 : side * -normalQuantile(p / 2), n: tails.n, method: tails.method };
}

/** Both one-sided p-values of a signed rank test. */
export interface SignedRankTails {
  // Each is at least P_SMALLEST / 2.
  /** Probability of a rank sum at most as large: small when the differences lie below 0. */
  readonly below: number;
  /** Probability of a rank sum at least as large: small when the differences lie above 0. */
  readonly above: number;
  readonly n: number;
  readonly method: 'exact' | 'normal';
}

/**
 * The one-sided p-values that `signedRank` and `equivalence` are made of.
 *
 * @param differences - finite
 */
export function signedRankTails(
  differences: readonly number[],
  options: SignedRankOptions = {},
): SignedRankTails {
  checkValues(differences, 0);
  const ranked =
    options.zeros === 'wilcoxon' ? differences.filter((value) => value !== 0) : differences;
  const all = doubledMidRanks(ranked.map(Math.abs));
  const ranks = all.ranks.filter((_, index) => at(ranked, index) !== 0);
  const positive = all.ranks.filter((_, index) => at(ranked, index) > 0);
  const sum = positive.reduce((total, rank) => total + rank, 0);
  if (ranks.length <= SIGNED_RANK_EXACT_MAX) {
    const plain = !all.tied && ranks.length === ranked.length;
    const cdf = plain ? untiedSignFlipCdf(ranks.length) : signFlipCdf(ranks);
    // The distribution is symmetric, so the upper tail is the lower tail of the mirrored sum.
    const mirrored = cdf.length - 1 - sum;
    return { below: at(cdf, sum), above: at(cdf, mirrored), n: ranks.length, method: 'exact' };
  }
  return { ...normalTails(ranks, sum, options.continuity ?? false), n: ranks.length };
}

/** Taking mean and variance from the ranks themselves makes the tie and zero corrections. */
function normalTails(
  doubledRanks: readonly number[],
  doubledSum: number,
  continuity: boolean,
): Omit<SignedRankTails, 'n'> {
  const mean = doubledRanks.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance = doubledRanks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  const distance = doubledSum - mean;
  const half = continuity ? 1 : 0; // half a rank, doubled
  const deviation = Math.sqrt(variance);
  return {
    below: Math.max(P_SMALLEST / 2, normalCdf((distance + half) / deviation)),
    above: Math.max(P_SMALLEST / 2, normalCdf((-distance + half) / deviation)),
    method: 'normal',
  };
}
