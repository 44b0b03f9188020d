import type { MetricResult, RatioEstimate } from '../model/index.ts';
import { normalQuantile } from '../stats/index.ts';
import { PAIRS_ADVISED_MAX } from './limits.ts';
import { formatCount, formatShare } from './quantity.ts';

/**
 * What would turn an inconclusive result into a verdict, as one sentence; null for other verdicts.
 *
 * The half width of the interval shrinks with the square root of the pairs, so the advice is an
 * order of magnitude under the assumption, said in the sentence, that the estimate stays put.
 */
export function whatWouldSettle(result: MetricResult): string | null {
  if (result.verdict !== 'inconclusive') {
    return null;
  }
  const { ratio, pairs } = result;
  if (ratio === null || pairs.confirmation === 0) {
    return withoutConfirmation(result);
  }
  const shrink = widthNeeded(ratio, result);
  if (shrink === null) {
    return 'To settle it: more fresh pairs (--max-pairs); how many, this interval can not tell.';
  }
  const needed = roundedUp(pairs.confirmation / shrink ** 2);
  const quieter = quieterMachine(shrink);
  return needed > PAIRS_ADVISED_MAX
    ? `To settle it: about ${formatCount(needed)} pairs if the estimate stays where it is, more ` +
        `than is sensible; better ${quieter}, a longer benchmark or a larger --min-effect.`
    : `To settle it: about ${formatCount(needed)} fresh pairs if the estimate stays where it is ` +
        `(--max-pairs ${needed}), or ${quieter}.`;
}

function withoutConfirmation({ screening, minEffect }: MetricResult): string {
  if (screening === 'time') {
    return 'To settle it: more time (--time-limit), or a shorter benchmark.';
  }
  return screening === 'futile' || screening === 'cap'
    ? `To settle it: more pairs (--max-pairs) if a change near ${formatShare(minEffect)} is ` +
        'expected; otherwise there is little to find.'
    : 'To settle it: more pairs (--max-pairs) or more time (--time-limit).';
}

/**
 * The factor, below 1, by which the interval must shrink. Either it comes to exclude 1 or it comes
 * to lie within ± min effect, whichever needs less; null when the interval does not tell.
 */
function widthNeeded(ratio: RatioEstimate, result: MetricResult): number | null {
  const margin = Math.log1p(result.minEffect);
  const away = Math.abs(Math.log(ratio.estimate));
  if (ratio.lo > 1 || ratio.hi < 1) {
    return adjustmentFactor(ratio, result.pValue);
  }
  if (ratio.lo <= 0) {
    return null;
  }
  const halfWidth = Math.log(ratio.hi / ratio.lo) / 2;
  const target = Math.max(away, margin - away);
  const factor = target / halfWidth;
  return factor > 0 && factor < 1 ? factor : null;
}

/** By how much the standard error must shrink for the adjusted p-value to pass. */
function adjustmentFactor(ratio: RatioEstimate, pValue: number | null): number | null {
  if (pValue === null || pValue <= 1 - ratio.confidence || pValue >= 1) {
    return null;
  }
  const factor = normalQuantile(1 - pValue / 2) / normalQuantile((1 + ratio.confidence) / 2);
  return factor > 0 && factor < 1 ? factor : null;
}

/** Two significant digits, upwards, so that the advice is not falsely exact. */
function roundedUp(pairs: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(pairs)) - 1);
  return Math.ceil(pairs / unit) * unit;
}

function quieterMachine(shrink: number): string {
  if (shrink > 0.8) {
    return 'a slightly quieter machine';
  }
  const share = shrink > 0.7 ? 'three quarters' : shrink > 0.55 ? 'two thirds' : 'half';
  const little = shrink > 0.28 ? 'a third' : shrink > 0.15 ? 'a fifth' : 'a tenth';
  return `a machine about ${shrink > 0.4 ? share : little} as noisy`;
}
