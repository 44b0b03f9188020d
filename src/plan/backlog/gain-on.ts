import type { GainInterval, MetricsByBenchmark, PlanMeasure } from '../../model/index.ts';

/**
 * What was gained on a metric, as a share of its value, from fresh pairs alone: a screening is no
 * measurement of how much.
 *
 * @returns null when it was not confirmed on fresh pairs
 */
export function gainOn(
  metrics: MetricsByBenchmark,
  { benchmark, metric }: PlanMeasure,
): GainInterval | null {
  const own = Object.hasOwn(metrics, benchmark) ? (metrics[benchmark] ?? {}) : {};
  const result = Object.hasOwn(own, metric) ? own[metric] : undefined;
  if (result === undefined || result.ratio === null || result.pairs.confirmation === 0) {
    return null;
  }
  const { estimate, lo, hi } = result.ratio;
  return result.direction === 'lower'
    ? { estimate: 1 - estimate, lo: 1 - hi, hi: 1 - lo }
    : { estimate: estimate - 1, lo: lo - 1, hi: hi - 1 };
}
