import { type Static, type TSchema, Type } from 'typebox';

import { DifferenceEstimate, RatioEstimate } from './comparison.ts';
import { Direction } from './metric.ts';
import { Placement } from './sample.ts';

/** Name and version of the format that `hone history --json` writes. */
export const HISTORY_SCHEMA = 'hone.history.v1';

const known = <T extends TSchema>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description });

/** What a tree was measured for. */
export const MeasurementKind = Type.Union(
  [
    Type.Literal('baseline'),
    Type.Literal('base'),
    Type.Literal('proposal'),
    Type.Literal('stack'),
    Type.Literal('contribution'),
    Type.Literal('validation'),
    Type.Literal('compare'),
    Type.Literal('holdout'),
    Type.Literal('quick-look'),
    Type.Literal('rerun'),
    Type.Literal('redteam'),
    Type.Literal('suite-change'),
  ],
  {
    description:
      'base and proposal are the sides of a trial, stack is what was kept, contribution the ' +
      'stack without one commit. Holdouts have another input in each run. suite-change is the ' +
      "base's code under a suite that nobody agreed to.",
  },
);
export type MeasurementKind = Static<typeof MeasurementKind>;

/** The machine that a number belongs to. */
export const MeasuredOn = Type.Object({
  fingerprint: Type.String({
    description:
      'SHA-256, shortened, over what makes two machines different for numbers: system, ' +
      'architecture, processor, cores, memory, virtualisation, frequency settings, spawner.',
  }),
  words: Type.String({ description: 'The same for people.' }),
  kernel: Type.String(),
});
export type MeasuredOn = Static<typeof MeasuredOn>;

/** One side of one measurement on one metric: a number with where, when and how it was taken. */
export const Measurement = Type.Object({
  run: Type.String(),
  key: Type.String({ description: 'Of the measurement within its run.' }),
  side: Type.String({ description: 'Its name there: base, stack, a proposal.' }),
  benchmark: Type.String(),
  metric: Type.String(),
  unit: Type.String({ description: 'Stored unit.' }),
  shownIn: Type.Optional(Type.String()),
  direction: Direction,
  claimed: Type.Boolean({ description: 'True for the metric that the benchmark is judged by.' }),
  kind: MeasurementKind,
  commit: known(Type.String(), 'null when only the tree is known, as of a proposal.'),
  tree: known(Type.String(), 'null when it was not recorded.'),
  branch: known(Type.String(), 'Branch that was checked out.'),
  suiteHash: known(Type.String(), 'Of the frozen suite; null when none was in force.'),
  benchmarkHash: known(
    Type.String(),
    "Of this benchmark's own definition and setup, shortened; files that it reads are not in it.",
  ),
  machine: known(MeasuredOn, 'null when the run did not record it.'),
  placement: Placement,
  n: Type.Integer({ minimum: 1, description: 'Samples that the numbers are made from.' }),
  median: Type.Number(),
  mad: Type.Number({ minimum: 0, description: 'Median absolute deviation, unscaled.' }),
  lo: Type.Number({ description: 'Interval of the median.' }),
  hi: Type.Number(),
  confidence: Type.Number({ minimum: 0, maximum: 1, description: 'Of the interval.' }),
  at: Type.String({ description: 'When the last sample started, ISO 8601 UTC.' }),
  hone: known(Type.String(), "hone's version; null when it was not recorded."),
  seq: Type.Integer({ minimum: 1, description: 'Last event of the run that it is made from.' }),
});
export type Measurement = Static<typeof Measurement>;

/** All measurements of one commit in one segment. */
export const HistoryPoint = Type.Object({
  commit: Type.String(),
  committedAt: Type.String({ description: 'ISO 8601, UTC.' }),
  subject: Type.String({ description: 'First line of its message.' }),
  value: Type.Number({ description: 'Median of the medians of its measurements.' }),
  change: known(
    Type.Number(),
    'To the point before, a fraction of it; null for the first, or without a ratio.',
  ),
  measurements: Type.Array(Measurement, { minItems: 1 }),
});
export type HistoryPoint = Static<typeof HistoryPoint>;

/** Where the numbers of a segment went to another level. */
export const HistoryChange = Type.Object({
  after: Type.String({ description: 'Last measured commit of the level before.' }),
  until: Type.String({ description: 'First measured commit of the new level.' }),
  index: Type.Integer({ minimum: 1, description: 'Of the first point of the new level.' }),
  ratio: known(RatioEstimate, 'New level / old level; null for values that have no ratio.'),
  difference: known(
    Type.Omit(DifferenceEstimate, ['mean']),
    'New level - old level in the stored unit, where there is no ratio.',
  ),
  p: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
  effect: Type.Union([Type.Literal('better'), Type.Literal('worse'), Type.Literal('unclear')], {
    description: 'unclear: the interval of the size holds no change.',
  }),
});
export type HistoryChange = Static<typeof HistoryChange>;

/** A slow movement within the newest level of a segment. */
export const HistoryTrend = Type.Object({
  points: Type.Integer({ minimum: 3 }),
  perPoint: Type.Number({
    description: 'Change from one measured commit to the next; a fraction, or the stored unit.',
  }),
  isRatio: Type.Boolean(),
  total: Type.Number({ description: 'The same over all of its points.' }),
  p: Type.Number({ minimum: 0, maximum: 1 }),
});
export type HistoryTrend = Static<typeof HistoryTrend>;

/** Numbers that may stand in one line: one machine, one suite, one placement. */
export const HistorySegment = Type.Object({
  machine: known(MeasuredOn, 'null: not recorded, so these numbers may be of several machines.'),
  suiteHash: known(Type.String(), 'null: no suite was in force.'),
  benchmarkHash: known(Type.String(), 'Of the newest point.'),
  placement: Placement,
  starts: Type.Array(
    Type.Union([
      Type.Literal('first'),
      Type.Literal('machine'),
      Type.Literal('suite'),
      Type.Literal('placement'),
    ]),
    { description: 'What is other than in the segment before.' },
  ),
  points: Type.Array(HistoryPoint, { minItems: 1 }),
  changes: Type.Array(HistoryChange),
  searched: Type.Boolean({
    description: 'False: too few points for a change to be found, so none says nothing.',
  }),
  trend: known(HistoryTrend, 'null with too few points, or when nothing moves significantly.'),
});
export type HistorySegment = Static<typeof HistorySegment>;

/** One metric of one benchmark. */
export const HistorySeries = Type.Object({
  benchmark: Type.String(),
  metric: Type.String(),
  unit: Type.String(),
  shownIn: Type.Optional(Type.String()),
  direction: Direction,
  claimed: Type.Boolean(),
  segments: Type.Array(HistorySegment, {
    description: 'In the order in which they were last measured: the newest comes last.',
  }),
  elsewhere: Type.Array(Measurement, {
    description: 'Of trees that are not on the line: proposals, other branches; newest last.',
  }),
});
export type HistorySeries = Static<typeof HistorySeries>;

/** Everything that `hone history` shows. */
export const History = Type.Object({
  schema: Type.Literal(HISTORY_SCHEMA),
  createdAt: Type.String({ description: 'ISO 8601, UTC.' }),
  line: Type.Object(
    {
      name: Type.String({ description: 'What was asked for: a branch, HEAD.' }),
      head: Type.String(),
      commits: Type.Integer({ minimum: 1, description: 'Commits on it that were looked at.' }),
      isCut: Type.Boolean({ description: 'True when it is longer than that.' }),
    },
    { description: 'The line of first parents that the points are on, and ordered by.' },
  ),
  since: known(Type.String(), 'ISO 8601: earlier commits are left out.'),
  alpha: Type.Number({ description: 'Error rate of the search for changes.' }),
  series: Type.Array(HistorySeries),
  gaps: Type.Array(Type.Object({ run: Type.String(), text: Type.String() }), {
    description: 'What was measured and is not known any more, or not understood.',
  }),
});
export type History = Static<typeof History>;
