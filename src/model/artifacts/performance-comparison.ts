import { type Static, Type } from 'typebox';

import { DifferenceEstimate, RatioEstimate, Spread, VerdictKind } from '../comparison.ts';
import { Direction } from '../metric.ts';
import { Placement } from '../sample.ts';
import { SamplesRef } from './baseline-metrics.ts';
import {
  closed,
  CommitId,
  count,
  known,
  listOf,
  measuredEnvelope,
  name,
  someOf,
  text,
  Time,
} from './fields.ts';
import { TargetDistance } from './performance-analysis.ts';

/** Name and version of `performance-comparison.json`. */
export const PERFORMANCE_COMPARISON_SCHEMA = 'hone.performance-comparison.v1';

/** One metric before and after, from fresh pairs. */
export const MetricComparison = closed({
  benchmark: name("A benchmark's id."),
  metric: name('One of its metrics.'),
  unit: name('Stored unit of the numbers.'),
  direction: Direction,
  placement: Placement,
  claimed: Type.Boolean({ description: 'True for the metric that was asked for.' }),
  base: closed(Spread.properties),
  candidate: closed(Spread.properties),
  ratio: known(closed(RatioEstimate.properties), 'candidate / base; null when it has none.'),
  difference: known(closed(DifferenceEstimate.properties), 'For values that have no ratio.'),
  pairs: closed({ screening: count('Pairs.'), confirmation: count('Fresh pairs.') }),
  p_value: known(Type.Number({ minimum: 0, maximum: 1 }), 'Adjusted for all tested together.'),
  min_effect: Type.Number({ minimum: 0, description: 'Smallest change that matters, a fraction.' }),
  verdict: VerdictKind,
  reason: text('Why this verdict.'),
});
export type MetricComparison = Static<typeof MetricComparison>;

/** Before against after, computed from raw samples. */
export const PerformanceComparison = closed({
  ...measuredEnvelope(PERFORMANCE_COMPARISON_SCHEMA),
  compared_at: Time,
  base_commit: CommitId,
  candidate_commit: CommitId,
  comparisons: someOf(MetricComparison),
  targets: listOf(TargetDistance),
  counts: closed({
    improved: count('Metrics with this verdict.'),
    regressed: count('Metrics with this verdict.'),
    unchanged: count('Metrics with this verdict.'),
    inconclusive: count('Metrics with this verdict.'),
  }),
  samples: SamplesRef,
});
export type PerformanceComparison = Static<typeof PerformanceComparison>;
