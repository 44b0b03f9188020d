import { type Static, Type } from 'typebox';

import { MetricResult, Note } from './comparison.ts';
import { Environment } from './environment.ts';
import { Placement } from './sample.ts';

/** Name and version of the format that `hone try --json` writes. */
export const TRY_SCHEMA = 'hone.try.v1';

/** The checks of a trial in the order in which they run; the first that fails is the reason. */
export const Check = Type.Union([
  Type.Literal('admission'),
  Type.Literal('worth'),
  Type.Literal('build'),
  Type.Literal('tests'),
  Type.Literal('same-output'),
  Type.Literal('faster'),
  Type.Literal('no-harm'),
  Type.Literal('plausible'),
  Type.Literal('honest'),
  Type.Literal('stack'),
]);
export type Check = Static<typeof Check>;

/** What a decision says: kept, rejected with a reason, or a person has to look. */
export const DecisionKind = Type.Union([
  Type.Literal('kept'),
  Type.Literal('rejected'),
  Type.Literal('needs-person'),
]);
export type DecisionKind = Static<typeof DecisionKind>;

/** Results of a proposal by benchmark, then by metric. */
export const MetricsByBenchmark = Type.Record(
  Type.String(),
  Type.Record(Type.String(), MetricResult),
);
export type MetricsByBenchmark = Static<typeof MetricsByBenchmark>;

const Headline = Type.Union(
  [Type.Object({ benchmark: Type.String(), metric: Type.String() }), Type.Null()],
  { description: 'Where to find the number that decided, in metrics.' },
);

/** An added line that looks like a way to win without being faster. */
export const Suspicion = Type.Object({
  rule: Type.String({ description: 'Stable name of the rule.' }),
  severity: Type.Union([Type.Literal('hard'), Type.Literal('soft')], {
    description: 'hard refuses the proposal; soft asks a person or a judge to look.',
  }),
  path: Type.String(),
  line: Type.Integer({ minimum: 1, description: 'In the new file.' }),
  text: Type.String({ description: 'The line, shortened.' }),
  message: Type.String({ description: 'What it looks like, and what an honest author does.' }),
});
export type Suspicion = Static<typeof Suspicion>;

/** Who looked at the suspicions of a proposal and what they said. */
export const Clearance = Type.Object({
  verdict: Type.Union([Type.Literal('honest'), Type.Literal('hack'), Type.Literal('person')], {
    description: 'person: the judges did not agree.',
  }),
  by: Type.String({ description: 'A person, or how many judges of how many.' }),
  reason: Type.String(),
});
export type Clearance = Static<typeof Clearance>;

/** How a proposal fared on top of what was kept before it in the same run. */
export const RebasedDecision = Type.Object({
  name: Type.String({ description: 'Under which it was checked and measured there.' }),
  onto: Type.String({ description: 'Commit of what was kept before it.' }),
  by: Type.Union([Type.Literal('git'), Type.Literal('proposer')], {
    description: 'git merged it; or who proposed it was asked once more on top of it.',
  }),
  from: Type.String({ description: 'Its tree alone on the base.' }),
  to: Type.Union([Type.String(), Type.Null()], {
    description: 'Its tree on top; null when nothing came back, or nothing of it was left there.',
  }),
  decision: DecisionKind,
  check: Type.Union([Check, Type.Null()]),
  reason: Type.String(),
  headline: Headline,
  metrics: MetricsByBenchmark,
  holdout: MetricsByBenchmark,
  suspicions: Type.Optional(Type.Array(Suspicion)),
  clearance: Type.Optional(Clearance),
});
export type RebasedDecision = Static<typeof RebasedDecision>;

/** A proposal that was made before the base was: as it was handed in, and as it was judged. */
export const OntoBase = Type.Object({
  by: Type.Literal('git'),
  fork: Type.Union([Type.String(), Type.Null()], {
    description: 'Commit where it forked off; null for a patch, which names contents only.',
  }),
  from: Type.Object(
    {
      commit: Type.Union([Type.String(), Type.Null()]),
      tree: Type.Union([Type.String(), Type.Null()]),
      diff: Type.String({ description: 'SHA-256 of the diff that was handed in.' }),
    },
    { description: 'As it was handed in; commit and tree are null for a patch.' },
  ),
  onto: Type.String({ description: 'Commit of the base.' }),
  to: Type.Object(
    {
      tree: Type.String(),
      diff: Type.String({ description: 'SHA-256 of the diff against the base.' }),
    },
    { description: 'As it was judged; its commit, once kept, is that of the decision.' },
  ),
});
export type OntoBase = Static<typeof OntoBase>;

/** What was decided about one proposal, why, and the numbers behind it. */
export const Decision = Type.Object({
  proposal: Type.String({ description: 'Short name: the patch file, branch or command.' }),
  title: Type.String({ description: 'One line that says what the proposal does.' }),
  decision: DecisionKind,
  check: Type.Union([Check, Type.Null()], {
    description: 'The check that refused it; null when kept.',
  }),
  reason: Type.String({ description: 'One sentence with the numbers.' }),
  commit: Type.Union([Type.String(), Type.Null()], {
    description: 'Its commit on the stack; null unless kept.',
  }),
  headline: Headline,
  metrics: MetricsByBenchmark,
  holdout: MetricsByBenchmark,
  notes: Type.Array(Note),
  suspicions: Type.Optional(
    Type.Array(Suspicion, { description: 'What static rules found in its added lines.' }),
  ),
  clearance: Type.Optional(Clearance),
  ontoBase: Type.Optional(OntoBase),
  conflict: Type.Optional(
    Type.Object(
      { paths: Type.Array(Type.String()) },
      { description: 'Files in which it and what was kept before it change the same lines.' },
    ),
  ),
  rebased: Type.Optional(RebasedDecision),
  next: Type.Optional(
    Type.String({ description: 'What a person can type to go on with it, where it does not fit.' }),
  ),
});
export type Decision = Static<typeof Decision>;

/** What one kept commit adds: the whole stack against the stack without it. */
export const Contribution = Type.Object({
  proposal: Type.String(),
  commit: Type.String(),
  metrics: MetricsByBenchmark,
  note: Type.Union([Type.String(), Type.Null()], {
    description: 'Why there is no number, when there is none.',
  }),
});
export type Contribution = Static<typeof Contribution>;

/** A target that asks for less than what the machine can tell from noise. */
export const HiddenTarget = Type.Object({
  metric: Type.String(),
  changeNeeded: Type.Number({ description: 'Fraction of the base; below 0 is downwards.' }),
  smallestEffect: Type.Number({ description: 'What can be seen on this metric, a fraction.' }),
});
export type HiddenTarget = Static<typeof HiddenTarget>;

/** What the base against itself said about the machine before the first proposal was measured. */
export const NoiseFloor = Type.Object({
  benchmark: Type.String(),
  metric: Type.String(),
  placement: Placement,
  pairs: Type.Integer({ description: 'Of the base against itself; 0 when they took too long.' }),
  spread: Type.Union([Type.Number(), Type.Null()], {
    description: 'Robust standard deviation of the log difference of a pair.',
  }),
  smallestEffect: Type.Union([Type.Number(), Type.Null()], {
    description: 'Smallest change that a verdict finds 4 times of 5, as a fraction.',
  }),
  verdictPairs: Type.Integer({
    description: 'Fresh pairs that a verdict can have within the limits of the run.',
  }),
  minEffect: Type.Number(),
  hidden: Type.Array(HiddenTarget),
  choice: Type.Union([Type.Literal('stop'), Type.Literal('accept')], {
    description: 'What was to be done about hidden targets.',
  }),
});
export type NoiseFloor = Static<typeof NoiseFloor>;

/** Everything that `hone try` found; what `--json` writes. */
export const TryResult = Type.Object({
  schema: Type.Literal(TRY_SCHEMA),
  run: Type.String(),
  createdAt: Type.String(),
  seed: Type.Integer(),
  base: Type.String({ description: 'Commit that every proposal is judged against.' }),
  branch: Type.Union([Type.String(), Type.Null()], {
    description: 'Where kept commits are; null without --keep.',
  }),
  suiteHash: Type.String(),
  environment: Environment,
  noise: Type.Optional(NoiseFloor),
  decisions: Type.Array(Decision),
  stack: Type.Union([
    Type.Object({
      commit: Type.String(),
      metrics: MetricsByBenchmark,
      contributions: Type.Array(Contribution),
      note: Type.Union([Type.String(), Type.Null()], {
        description: 'Why the stack gave no numbers, when it gave none.',
      }),
    }),
    Type.Null(),
  ]),
});
export type TryResult = Static<typeof TryResult>;
