import type { MetricResult, RatioEstimate } from '../../src/model/index.ts';

/** A ratio with its 95 % interval. */
export function ratio(estimate: number, lo: number, hi: number): RatioEstimate {
  return { estimate, lo, hi, confidence: 0.95 };
}

/** A result of one metric; a wall time improvement unless told otherwise. */
export function metricResult(fields: Partial<MetricResult> = {}): MetricResult {
  return {
    verdict: 'improved',
    reason: 'the interval excludes 1 and the change is at least the smallest that matters',
    unit: 'ns',
    direction: 'lower',
    claimed: true,
    placement: 'free',
    ratio: ratio(0.876, 0.854, 0.899),
    halves: [],
    pairs: { screening: 20, confirmation: 60 },
    screening: 'win',
    pValue: 0.0004,
    minEffect: 0.02,
    base: { median: 124_300_000, mad: 1_200_000 },
    candidate: { median: 108_900_000, mad: 1_100_000 },
    ...fields,
  };
}
