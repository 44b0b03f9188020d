import type { Suite, TargetDistance } from '../model/index.ts';
import { boundOf, metricIn } from './suite-metric.ts';

/** The newest median of a metric in its stored unit; null when it was not measured. */
export type MedianOf = (
  benchmark: string,
  metric: string,
) => { readonly value: number; readonly unit: string } | null;

/**
 * How far each target of the suite is away. A metric that was not measured, or in another unit than
 * its target's, has not reached it.
 */
export function targetDistances(suite: Suite, medianOf: MedianOf): TargetDistance[] {
  return suite.targets.flatMap((target) => {
    const bound = boundOf(target);
    const metric = metricIn(suite, target.benchmark, target.metric);
    if (bound === null || metric === null) {
      return [];
    }
    const median = medianOf(target.benchmark, target.metric);
    const usable = median !== null && Number.isFinite(median.value) && median.unit === metric.unit;
    const current = usable ? median.value : null;
    const reached =
      current !== null &&
      (bound.bound === 'at_most' ? current <= bound.value : current >= bound.value);
    return [
      {
        benchmark: target.benchmark,
        metric: target.metric,
        unit: metric.unit,
        bound: bound.bound,
        wanted: bound.value,
        current,
        change_needed: current === null || current === 0 ? null : bound.value / current - 1,
        reached,
      },
    ];
  });
}
