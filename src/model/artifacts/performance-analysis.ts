import { type Static, Type } from 'typebox';

import { Direction } from '../metric.ts';
import {
  amount,
  closed,
  known,
  listOf,
  measuredEnvelope,
  name,
  someOf,
  text,
  Time,
} from './fields.ts';

/** Name and version of `performance-analysis.json`. */
export const PERFORMANCE_ANALYSIS_SCHEMA = 'hone.performance-analysis.v1';

/** How far one metric is from where it should be. */
export const TargetDistance = closed({
  benchmark: name("A benchmark's id."),
  metric: name('One of its metrics.'),
  unit: name('Stored unit of the numbers.'),
  bound: Type.Union([Type.Literal('at_most'), Type.Literal('at_least')]),
  wanted: Type.Number({ description: 'The target.' }),
  current: known(Type.Number(), 'Median that was measured; null when it was not.'),
  change_needed: known(
    Type.Number({ description: 'wanted / current - 1: -0.25 is a quarter less.' }),
    'null when it was not measured, or is 0.',
  ),
  reached: Type.Boolean({ description: 'False when it was not measured.' }),
});
export type TargetDistance = Static<typeof TargetDistance>;

/** Where the subject stands against its targets, for any kind of program. */
export const PerformanceAnalysis = closed({
  ...measuredEnvelope(PERFORMANCE_ANALYSIS_SCHEMA),
  analysed_at: Time,
  analysed_by: name('Who made it.'),
  baseline_id: name('The baseline that it is made from.'),
  targets: listOf(TargetDistance),
  benchmarks: someOf(
    closed({
      benchmark: name("A benchmark's id."),
      metric: name('Its first metric.'),
      unit: name('Stored unit of the numbers.'),
      direction: Direction,
      n: Type.Integer({ minimum: 1 }),
      median: Type.Number(),
      mad: amount('Median absolute deviation, unscaled.'),
      noise: known(amount('mad / median.'), 'null when the median is 0.'),
    }),
  ),
  findings: listOf(text('What follows from the numbers.')),
  not_examined: listOf(text('What this analysis did not look at.')),
});
export type PerformanceAnalysis = Static<typeof PerformanceAnalysis>;
