import { type Static, Type } from 'typebox';

import { Environment } from '../environment.ts';
import { Bottleneck } from './bottleneck.ts';
import { ProfiledWorkload } from './profiled-workload.ts';
import {
  closed,
  envelope,
  known,
  listOf,
  measuredEnvelope,
  name,
  someOf,
  text,
  Time,
} from './fields.ts';

/** Name and version of `bottleneck-report.json`. */
export const BOTTLENECK_REPORT_SCHEMA = 'hone.bottleneck-report.v1';

const madeBy = { created_at: Time, created_by: name('Who made it.') };

const notExamined = listOf(text('What this report can not tell.'));

/** What one benchmark costs, when that is all that is known. */
export const CostlyBenchmark = closed({
  rank: Type.Integer({ minimum: 1, description: '1 is the largest.' }),
  location: name('A benchmark.'),
  benchmark: name('The benchmark that it was seen in.'),
  impact: closed({
    share: Type.Number({ minimum: 0, maximum: 1, description: 'Of the time that was measured.' }),
    of: text('What the share is a share of.'),
    milliseconds: Type.Number({ minimum: 0, description: 'Per run of the benchmark.' }),
  }),
  evidence: someOf(text('The number and where it comes from.')),
  owner: known(name('Role that should look at it.')),
});
export type CostlyBenchmark = Static<typeof CostlyBenchmark>;

/** Which benchmarks cost most: all that is known without a profile. It names no code. */
export const MeasuredCostReport = closed({
  ...measuredEnvelope(BOTTLENECK_REPORT_SCHEMA),
  ...madeBy,
  source: Type.Literal('measured-cost', {
    description: 'Shares of wall time between benchmarks, which say nothing about the code.',
  }),
  bottlenecks: someOf(CostlyBenchmark),
  not_examined: notExamined,
});
export type MeasuredCostReport = Static<typeof MeasuredCostReport>;

/** Which code the time goes to, from repeated profiles of the running program. */
export const ProfileReport = closed({
  ...envelope(BOTTLENECK_REPORT_SCHEMA),
  ...madeBy,
  source: Type.Literal('profile', { description: 'Stacks of the running program.' }),
  dirty: Type.Boolean({ description: 'Whether the tree had changes that the commit has not.' }),
  machine: known(Environment, 'What the profiles were taken on.'),
  workloads: someOf(ProfiledWorkload),
  bottlenecks: listOf(
    Bottleneck,
    'By workload in the order of `workloads`, in each the largest actionable share first.',
  ),
  not_examined: notExamined,
});
export type ProfileReport = Static<typeof ProfileReport>;

/** Where time goes; `source` says how deep it could be looked. */
export const BottleneckReport = Type.Union([MeasuredCostReport, ProfileReport]);
export type BottleneckReport = Static<typeof BottleneckReport>;
