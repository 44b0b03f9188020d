import { checkFraction } from './check-values.ts';
import { rankSum } from './rank-sum.ts';
import { median } from './summary.ts';

/** Whether two independent parts of one measurement tell the same story. */
export interface HalvesAgreement {
  /** False when a difference this large between equal halves has a probability below `alpha`. */
  readonly agree: boolean;
  /** Two-sided p-value of "both halves have the same distribution". */
  readonly p: number;
  /** Second minus first, Hodges-Lehmann shift, in the unit of the differences. */
  readonly shift: number;
}

/** One honest measurement in a hundred is called into question. */
const ALPHA_DEFAULT = 0.01;

/**
 * Compares the log differences from before and after base and candidate swapped directories. That
 * they agree is no proof: a small shift in few pairs goes unseen, so `shift` is worth showing.
 *
 * @param first - at least 1, finite
 * @param second - at least 1, finite
 * @param alpha - strictly between 0 and 1; 0.01 unless given
 */
export function halvesAgree(
  first: readonly number[],
  second: readonly number[],
  alpha: number = ALPHA_DEFAULT,
): HalvesAgreement {
  checkFraction(alpha, 'an error probability');
  const { p } = rankSum(first, second);
  const shift = median(second.flatMap((later) => first.map((earlier) => later - earlier)));
  return { agree: p >= alpha, p, shift };
}
