import {
  type BaselineBody,
  type BenchmarkFigures,
  type Metric,
  type Suite,
  type Target,
  unitNamed,
} from '../model/index.ts';
import { NS_PER_MS, ownField } from '../base/index.ts';

/** What a baseline says about one metric, in its stored unit. */
export interface Measured {
  readonly median: number;
  /** Median absolute deviation, unscaled. */
  readonly mad: number;
  readonly n: number;
}

/** A metric of a benchmark of the suite; null when there is none. */
export function metricIn(suite: Suite, benchmark: string, metric: string): Metric | null {
  const found = suite.benchmarks.find(({ id }) => id === benchmark);
  return found?.metrics.find(({ name }) => name === metric) ?? null;
}

/** The target on a metric; null when there is none. */
export function targetOn(suite: Suite, benchmark: string, metric: string): Target | null {
  return suite.targets.find((one) => one.benchmark === benchmark && one.metric === metric) ?? null;
}

/** A target's bound: which side, and the value in the metric's stored unit. */
export function boundOf(target: Target): { bound: 'at_most' | 'at_least'; value: number } | null {
  if (target.atMost !== undefined) {
    return { bound: 'at_most', value: target.atMost };
  }
  return target.atLeast === undefined ? null : { bound: 'at_least', value: target.atLeast };
}

/** What was measured of a metric; null when it was not. */
export function measuredIn(
  baseline: Pick<BaselineBody, 'benchmarks'> | null,
  benchmark: string,
  metric: string,
): Measured | null {
  const found = baseline?.benchmarks.find((one) => one.benchmark === benchmark);
  return found === undefined ? null : fromFigures(found.metrics, metric, found.n);
}

function fromFigures(figures: BenchmarkFigures, metric: string, n: number): Measured | null {
  const { cpu, memory } = figures.resource_utilization;
  switch (metric) {
    case 'wall': {
      const { p50, mad } = figures.response_time;
      return { median: p50 * NS_PER_MS, mad: mad * NS_PER_MS, n };
    }
    case 'cpu':
      return cpu === null ? null : { median: cpu.p50 * NS_PER_MS, mad: cpu.mad * NS_PER_MS, n };
    case 'rss':
      return memory === null ? null : { median: memory.p50, mad: memory.mad, n };
    default: {
      const value = ownField(figures.values, metric);
      return value === undefined ? null : { median: value.p50, mad: value.mad, n: value.n };
    }
  }
}

/** A value in the stored unit of a metric; null when the unit is of another kind. */
export function inStoredUnit(value: number, unit: string, metric: Metric): number | null {
  if (unit === metric.unit) {
    return value;
  }
  const known = unitNamed(unit);
  return known === null || known.stored !== metric.unit ? null : value * known.factor;
}
