import { ownField } from '../base/index.ts';
import type { BaselineBody, MetricsByBenchmark, Suite } from '../model/index.ts';
import { measuredIn, metricIn } from './suite-metric.ts';
import type { MedianOf } from './target-distance.ts';

/** The medians of a baseline; nothing was measured where there is none. */
export function mediansOfBaseline(
  suite: Suite,
  baseline: Pick<BaselineBody, 'benchmarks'> | null,
): MedianOf {
  return (benchmark, metric) => {
    const measured = measuredIn(baseline, benchmark, metric);
    const unit = metricIn(suite, benchmark, metric)?.unit;
    return measured === null || unit === undefined ? null : { value: measured.median, unit };
  };
}

/** The medians of a candidate on fresh confirmation samples; screening alone does not count. */
export function mediansOfCandidate(metrics: MetricsByBenchmark): MedianOf {
  return (benchmark, metric) => {
    const result = ownField(ownField(metrics, benchmark), metric);
    return result === undefined || result.pairs.confirmation === 0
      ? null
      : { value: result.candidate.median, unit: result.unit };
  };
}
