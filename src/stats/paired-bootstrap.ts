import { assert, at, type Random } from '../base/index.ts';
import { checkFraction, checkValues } from './check-values.ts';
import { RESAMPLES_MAX } from './limits.ts';
import { quantile } from './summary.ts';
import { walshMedian } from './walsh-averages.ts';

/**
 * Percentile bootstrap of the Hodges-Lehmann estimate over whole pairs: a second opinion on the
 * interval that does not assume symmetric differences.
 *
 * Percentile and not BCa, because BCa's acceleration comes from leaving one pair out, and that
 * hardly moves an estimate made of medians; Hodges-Lehmann and not the median, because the
 * bootstrap of a median jumps between a few values. Its interval is a little too narrow below
 * about 20 pairs: verdicts use `hodgesLehmann`.
 *
 * @param differences - one a pair, at least 2, finite
 * @param options - `resamples` 100 to RESAMPLES_MAX; `confidence` strictly between 0 and 1
 * @returns in the unit of the differences
 * @see Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13
 */
export function pairedBootstrap(
  differences: readonly number[],
  options: { readonly random: Random; readonly resamples: number; readonly confidence: number },
): { estimate: number; lo: number; hi: number } {
  checkValues(differences, 2);
  checkFraction(options.confidence, 'a confidence');
  const { random, resamples, confidence } = options;
  assert(
    resamples >= 100 && resamples <= RESAMPLES_MAX,
    'a bootstrap has a sane number of resamples',
  );
  const sorted = Float64Array.from(differences).sort();
  const resample = new Float64Array(sorted.length);
  const estimates = Array.from({ length: resamples }, () => {
    for (let index = 0; index < resample.length; index++) {
      resample[index] = at(sorted, random.integer(sorted.length));
    }
    return walshMedian(resample.sort());
  });
  const tail = (1 - confidence) / 2;
  return {
    estimate: walshMedian(sorted),
    lo: quantile(estimates, tail),
    hi: quantile(estimates, 1 - tail),
  };
}
