import { type Static, Type } from 'typebox';

import { Environment } from './environment.ts';
import { Placement, Sample } from './sample.ts';

/** Name and version of the format that `hone compare --json` writes. */
export const COMPARE_SCHEMA = 'hone.compare.v1';

/** What is concluded about one metric (DESIGN section 4). Inconclusive never passes. */
export const VerdictKind = Type.Union([
  Type.Literal('improved'),
  Type.Literal('regressed'),
  Type.Literal('unchanged'),
  Type.Literal('inconclusive'),
]);
export type VerdictKind = Static<typeof VerdictKind>;

/** A ratio candidate / base with its interval; below 1 the candidate has the smaller number. */
export const RatioEstimate = Type.Object({
  estimate: Type.Number({
    exclusiveMinimum: 0,
    description: 'Hodges-Lehmann estimate of candidate / base.',
  }),
  lo: Type.Number({ minimum: 0 }),
  hi: Type.Number({ minimum: 0 }),
  confidence: Type.Number({
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    description: '0.95 for a 95 % interval.',
  }),
});
export type RatioEstimate = Static<typeof RatioEstimate>;

/** Candidate - base in the metric's unit, for values that have no ratio. */
export const DifferenceEstimate = Type.Object({
  estimate: Type.Number({ description: 'Hodges-Lehmann estimate of candidate - base.' }),
  mean: Type.Number({
    description: 'Mean of the differences, which also sees what happens in a few pairs only.',
  }),
  lo: Type.Number(),
  hi: Type.Number(),
  confidence: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
});
export type DifferenceEstimate = Static<typeof DifferenceEstimate>;

/** The middle and the spread of one side's values, in the metric's unit. */
export const Spread = Type.Object({
  median: Type.Number(),
  mad: Type.Number({ minimum: 0, description: 'Median absolute deviation, unscaled.' }),
});
export type Spread = Static<typeof Spread>;

/** How screening ended; it decides no verdict, only whether and how large the confirmation is. */
export const ScreeningEnd = Type.Union([
  Type.Literal('win'),
  Type.Literal('loss'),
  Type.Literal('futile'),
  Type.Literal('cap'),
  Type.Literal('time'),
  Type.Literal('skipped'),
]);
export type ScreeningEnd = Static<typeof ScreeningEnd>;

/** What was concluded about one metric of one candidate, from fresh confirmation pairs alone. */
export const MetricResult = Type.Object({
  verdict: VerdictKind,
  reason: Type.String({ description: 'One sentence: why this verdict.' }),
  unit: Type.String(),
  shownIn: Type.Optional(
    Type.String({ description: 'Unit that hone.yaml declares; people are shown values in it.' }),
  ),
  direction: Type.Union([Type.Literal('lower'), Type.Literal('higher')]),
  claimed: Type.Boolean({
    description: 'True for the metric that was asked for; others are reported beside it.',
  }),
  placement: Placement,
  ratio: Type.Union([RatioEstimate, Type.Null()], {
    description:
      'null when nothing could be estimated, or a value of 0 or below has no ratio (then there ' +
      'is a difference).',
  }),
  difference: Type.Optional(DifferenceEstimate),
  halves: Type.Array(RatioEstimate, {
    description: 'The estimate before and after base and candidate swapped directories.',
  }),
  pairs: Type.Object({ screening: Type.Integer(), confirmation: Type.Integer() }),
  screening: ScreeningEnd,
  pValue: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: 'Two-sided, adjusted for everything tested together.',
  }),
  minEffect: Type.Number(),
  base: Spread,
  candidate: Spread,
});
export type MetricResult = Static<typeof MetricResult>;

/** What weakens a result or must be known about it. `code` is stable, texts may change. */
export const Note = Type.Object({
  code: Type.String({
    description: 'noise, drift, outliers, load, halves-disagree, no-cpu-gain, …',
  }),
  text: Type.String({ description: 'What was seen, with numbers.' }),
  advice: Type.Union([Type.String(), Type.Null()], { description: 'What to do about it.' }),
});
export type Note = Static<typeof Note>;

/**
 * Executed instructions as a second opinion beside time. They hardly vary, but are blind to caches,
 * memory and waiting, so they never decide.
 */
export const Witness = Type.Object({
  kind: Type.Union([Type.Literal('perf'), Type.Literal('cachegrind')]),
  base: Type.Array(Type.Integer({ minimum: 0 }), {
    minItems: 1,
    description: 'User instructions of each run of the base.',
  }),
  candidate: Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1 }),
  ratio: Type.Object(
    { estimate: Type.Number(), lo: Type.Number(), hi: Type.Number() },
    { description: 'Candidate / base: of the medians, and the range over all runs.' },
  ),
});
export type Witness = Static<typeof Witness>;

/** What was found about one candidate of one benchmark. */
export const CandidateResult = Type.Object({
  name: Type.String(),
  command: Type.Optional(Type.String()),
  commit: Type.Optional(Type.String()),
  metrics: Type.Record(Type.String(), MetricResult),
  sameOutput: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'null when it was not compared.',
  }),
  notes: Type.Array(Note),
  witness: Type.Optional(
    Type.Union([Witness, Type.Null()], {
      description: 'With --witness; null when nothing could be counted, which a note explains.',
    }),
  ),
});
export type CandidateResult = Static<typeof CandidateResult>;

/** One benchmark, or one row of bare commands: a base and its candidates. */
export const BenchmarkComparison = Type.Object({
  benchmark: Type.Union([Type.String(), Type.Null()], { description: 'null for bare commands.' }),
  parameters: Type.Record(Type.String(), Type.String(), {
    description: 'Values of -P for this row, by name.',
  }),
  base: Type.Object({
    name: Type.String(),
    command: Type.Optional(Type.String()),
    commit: Type.Optional(Type.String()),
  }),
  candidates: Type.Array(CandidateResult),
});
export type BenchmarkComparison = Static<typeof BenchmarkComparison>;

/** Everything that `hone compare` found; `--json` writes it, other exports are made from it. */
export const CompareResult = Type.Object({
  schema: Type.Literal(COMPARE_SCHEMA),
  createdAt: Type.String({ description: 'ISO 8601, UTC.' }),
  seed: Type.Integer(),
  environment: Environment,
  comparisons: Type.Array(BenchmarkComparison),
  samples: Type.Array(Sample),
});
export type CompareResult = Static<typeof CompareResult>;
