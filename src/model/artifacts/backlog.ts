import { type Static, Type } from 'typebox';

import {
  amount,
  closed,
  CommitId,
  envelope,
  known,
  listOf,
  name,
  Sha256,
  someOf,
  text,
  Time,
} from './fields.ts';
import { PlanEvidence, PlanMeasure } from './plan-evidence.ts';

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** A change that is expected or was measured, as a share of the value: 0.1 is 10 % less. */
export const GainInterval = closed({
  estimate: Type.Number({ description: 'Share of the value that goes away; below 0 it grows.' }),
  lo: Type.Number({ description: 'Low end of the interval.' }),
  hi: Type.Number({ description: 'High end of the interval.' }),
});
export type GainInterval = Static<typeof GainInterval>;

/** How good the evidence of an item is; its number is the confidence of RICE in per cent. */
export const EvidenceGrade = Type.Union(
  [Type.Literal('measured'), Type.Literal('profile'), Type.Literal('static')],
  {
    description:
      'measured: a what-if was measured, 100 %. profile: seen in a profile, 80 %. static: only a ' +
      'pattern in the code, 50 %.',
  },
);
export type EvidenceGrade = Static<typeof EvidenceGrade>;

/** Reach × impact × confidence / effort, each from evidence unless a person set it. */
export const Rice = closed({
  reach: share('Share of the measured work that is of benchmarks which go through the place.'),
  impact: Type.Number({ exclusiveMinimum: 0, description: '3, 2, 1, 0.5 or 0.25.' }),
  confidence: share('From the grade of the evidence.'),
  effort: Type.Number({ exclusiveMinimum: 0, description: 'Person-days, or attempts of agents.' }),
  score: amount('reach in per cent × impact × confidence / effort.'),
});
export type Rice = Static<typeof Rice>;

/** A number of an item that a person set, with what it was before. */
export const BacklogOverride = closed({
  field: Type.Union([
    Type.Literal('reach'),
    Type.Literal('impact'),
    Type.Literal('confidence'),
    Type.Literal('effort'),
    Type.Literal('risk'),
    Type.Literal('lane'),
    Type.Literal('dependencies'),
  ]),
  from: text('What followed from the evidence.'),
  to: text('What counts instead.'),
  reason: text('Why.'),
  by: name('Who set it.'),
  at: Time,
});
export type BacklogOverride = Static<typeof BacklogOverride>;

/** Another item whose gain can't be added to this one's, or that may change the same lines. */
export const BacklogOverlap = closed({
  item: name('Its id.'),
  kind: Type.Union([
    Type.Literal('same-place'),
    Type.Literal('same-lines'),
    Type.Literal('same-calls'),
    Type.Literal('collections'),
  ]),
  reason: text('What they share.'),
});
export type BacklogOverlap = Static<typeof BacklogOverlap>;

/** How an item will be judged when it is tried. */
export const BacklogVerification = closed({
  smallest_effect: share('Smallest change that counts, as a share.'),
  pair_noise: known(amount('Standard deviation of the log ratio of a pair; null: not measured.')),
  pairs: known(Type.Integer({ minimum: 1, description: 'Pairs that the smallest effect needs.' })),
  minutes: known(amount('About how long these pairs take; null when it is not known.')),
  canary: text('How a gradual release or a flag would be judged, for services.'),
});
export type BacklogVerification = Static<typeof BacklogVerification>;

/** One thing that could be done about a bottleneck, and what it may bring. */
export const BacklogItem = closed({
  id: name('Stable as long as the bottleneck and the technique are the same.'),
  title: text('One line that says what is to be done.'),
  bottleneck: name('Id in bottleneck-report.json.'),
  technique: closed({
    name: name('Short.'),
    rationale: text('Why it should help.'),
    risk: text('What may go wrong.'),
  }),
  evidence: someOf(PlanEvidence),
  metric: PlanMeasure,
  expected: closed({
    ...GainInterval.properties,
    bound: GainInterval,
    basis: text('What the numbers follow from.'),
  }),
  grade: EvidenceGrade,
  acceptance: someOf(text('What has to hold for it to be kept.')),
  verification: BacklogVerification,
  effort: closed({
    amount: Type.Number({ exclusiveMinimum: 0 }),
    unit: Type.Union([Type.Literal('person-days'), Type.Literal('attempts')]),
  }),
  risk: Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')]),
  way_back: text('How to undo it.'),
  dependencies: listOf(
    name('Id of an item that has to come first.'),
    'The items of a higher rank that it overlaps with, unless a person set others.',
  ),
  overlaps: Type.Optional(listOf(BacklogOverlap, 'Found in the profile.')),
  rice: Rice,
  rank: Type.Integer({
    minimum: 1,
    description: 'Order of work: highest score first, but after its dependencies.',
  }),
  lane: Type.Union([Type.Literal('quick-win'), Type.Literal('medium'), Type.Literal('long-term')]),
  overrides: listOf(BacklogOverride),
  status: Type.Union([Type.Literal('planned'), Type.Literal('kept'), Type.Literal('rejected')]),
  realised: known(
    closed({ ...GainInterval.properties, commit: known(CommitId), proposal: name('Which.') }),
    'What was measured when it was tried; null before.',
  ),
});
export type BacklogItem = Static<typeof BacklogItem>;

/** A bottleneck about which nothing is planned, with the number that speaks against it. */
export const RefusedItem = closed({
  bottleneck: name('Id in bottleneck-report.json.'),
  title: text('What it would have been about.'),
  bound: known(share('Most that could be gained; null when it has no bound.')),
  visible: share('Smallest change that can be seen.'),
  reason: text('Why it is not planned.'),
});
export type RefusedItem = Static<typeof RefusedItem>;

/** What is worth a try, best first, and what is not, with the number. */
export const Backlog = closed({
  items: listOf(BacklogItem, 'In the order of their ranks.'),
  refused: listOf(RefusedItem),
});
export type Backlog = Static<typeof Backlog>;

/** A proposal that was about an item, and what came of it. */
export const BacklogAttempt = closed({
  item: name('Id of the item.'),
  run: name('The run that judged it.'),
  proposal: name('Which.'),
  decision: Type.Union([
    Type.Literal('kept'),
    Type.Literal('rejected'),
    Type.Literal('needs-person'),
  ]),
  reason: text('Why, with the numbers.'),
  commit: known(CommitId, 'null unless it was kept.'),
  gain: known(GainInterval, "From fresh pairs, on the item's metric; null: not measured."),
});
export type BacklogAttempt = Static<typeof BacklogAttempt>;

/** What the kept items of a plan brought together, measured once more on fresh samples. */
export const BacklogValidation = closed({
  passed: Type.Boolean(),
  message: text('Why it passed, or what did not.'),
  metrics: listOf(
    closed({
      ...PlanMeasure.properties,
      expected: GainInterval,
      measured: known(GainInterval, 'null when it could not be measured.'),
    }),
    'For each metric that a kept item is about: what these items were expected to bring ' +
      'together, as if they did not overlap, and what all that was kept did.',
  ),
});
export type BacklogValidation = Static<typeof BacklogValidation>;

/** Name and version of `backlog-<plan id>.json`. */
export const BACKLOG_SCHEMA = 'hone.backlog.v1';

/** A plan's backlog after its items were tried: predicted beside realised. */
export const TriedBacklog = closed({
  ...envelope(BACKLOG_SCHEMA),
  plan_id: name('The plan that it is of.'),
  plan_hash: Sha256,
  ...Backlog.properties,
  unmatched: listOf(
    closed({ proposal: name('Which.'), reason: text('Why it counts for no item.') }),
    'Proposals that no item could be found for.',
  ),
  attempts: listOf(BacklogAttempt, 'Oldest first; an item that is in none was not tried.'),
  validation: known(BacklogValidation, 'null until all that was kept was measured as a whole.'),
});
export type TriedBacklog = Static<typeof TriedBacklog>;
