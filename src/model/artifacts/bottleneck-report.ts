import { type Static, Type } from 'typebox';

import { closed, known, listOf, measuredEnvelope, name, someOf, text, Time } from './fields.ts';

/** Name and version of `bottleneck-report.json`. */
export const BOTTLENECK_REPORT_SCHEMA = 'hone.bottleneck-report.v1';

/** Where time goes, as far as it was looked at. */
export const Bottleneck = closed({
  rank: Type.Integer({ minimum: 1, description: '1 is the largest.' }),
  location: name('A benchmark, or a function or file once there is a profile.'),
  benchmark: name('The benchmark that it was seen in.'),
  impact: closed({
    share: Type.Number({ minimum: 0, maximum: 1, description: 'Of the time that was measured.' }),
    of: text('What the share is a share of.'),
    milliseconds: Type.Number({ minimum: 0, description: 'Per run of the benchmark.' }),
  }),
  evidence: someOf(text('The number and where it comes from.')),
  owner: known(name('Role that should look at it.')),
});
export type Bottleneck = Static<typeof Bottleneck>;

/** Which parts cost most; says by `source` how deep it could look. */
export const BottleneckReport = closed({
  ...measuredEnvelope(BOTTLENECK_REPORT_SCHEMA),
  created_at: Time,
  created_by: name('Who made it.'),
  source: Type.Union([Type.Literal('measured-cost'), Type.Literal('profile')], {
    description:
      'measured-cost: shares of wall time between benchmarks, which say nothing about the code. ' +
      'profile: stacks of the running program.',
  }),
  bottlenecks: someOf(Bottleneck),
  not_examined: listOf(text('What this report can not tell.')),
});
export type BottleneckReport = Static<typeof BottleneckReport>;
