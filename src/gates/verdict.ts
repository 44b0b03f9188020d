import type { Direction, RatioEstimate, VerdictKind } from '../model/index.ts';

/** What the confirmation found about one metric, before it is judged. */
export interface Finding {
  /** Candidate / base from fresh pairs; null when there were too few pairs to estimate it. */
  readonly ratio: RatioEstimate | null;
  /** True when a value of 0 or below kept the pairs from having a ratio. */
  readonly withoutRatio?: boolean;
  /** Two-sided p-value, adjusted for everything tested together; null when there is none. */
  readonly pValue: number | null;
  readonly direction: Direction;
  /** Smallest change that matters, as a fraction. */
  readonly minEffect: number;
}

/** A verdict and the one sentence that explains it. */
export interface Judgement {
  readonly verdict: VerdictKind;
  readonly reason: string;
}

/** Error probability that the adjusted p-value of a change must stay under. */
export const ALPHA = 0.05;

/** What an interval must hold with; with very few pairs the exact one can't. */
export const CONFIDENCE_MIN = 0.95 - 1e-9;

/**
 * The verdict from the confirmation alone (DESIGN section 4). A change counts when the interval
 * excludes 1, the adjusted p-value is at most ALPHA and the estimate is at least `minEffect` away
 * from 1. Nothing counts as unchanged unless the interval says so; all else is inconclusive.
 *
 * "Away from 1" is symmetric on the log scale: with 2 %, below 1/1.02 or above 1.02.
 */
export function judge(finding: Finding): Judgement {
  const { ratio, pValue, minEffect } = finding;
  if (ratio === null && finding.withoutRatio === true) {
    const reason = 'a value of 0 or below has no ratio, so only the difference can be told';
    return { verdict: 'inconclusive', reason };
  }
  if (ratio === null || pValue === null) {
    return { verdict: 'inconclusive', reason: 'too few fresh pairs to estimate anything' };
  }
  if (ratio.confidence < CONFIDENCE_MIN) {
    return { verdict: 'inconclusive', reason: 'too few fresh pairs for a 95 % interval' };
  }
  const margin = Math.log1p(minEffect);
  const estimate = Math.log(ratio.estimate);
  const lo = Math.log(ratio.lo);
  const hi = Math.log(ratio.hi);
  const excludesOne = lo > 0 || hi < 0;
  const significant = excludesOne && pValue <= ALPHA;
  if (significant && Math.abs(estimate) >= margin) {
    const better = estimate < 0 === (finding.direction === 'lower');
    return {
      verdict: better ? 'improved' : 'regressed',
      reason: 'the interval excludes 1 and the change is at least the smallest that matters',
    };
  }
  if (lo >= -margin && hi <= margin) {
    return {
      verdict: 'unchanged',
      reason: significant
        ? 'a real change, but the whole interval is too small to matter'
        : 'the whole interval lies within the smallest change that matters',
    };
  }
  if (significant) {
    return {
      verdict: 'unchanged',
      reason: 'a real change, but its estimate is too small to matter',
    };
  }
  return { verdict: 'inconclusive', reason: inconclusiveReason(excludesOne, estimate, margin) };
}

function inconclusiveReason(excludesOne: boolean, estimate: number, margin: number): string {
  if (excludesOne) {
    return 'significant alone, but not after adjusting for everything that was tested together';
  }
  return Math.abs(estimate) >= margin
    ? 'the interval includes 1, so the change seen may be noise'
    : 'the interval includes 1 and reaches beyond the smallest change that matters';
}
