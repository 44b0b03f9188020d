import { type Static, Type } from 'typebox';

import { RatioEstimate, VerdictKind } from '../comparison.ts';
import { Check } from '../decision.ts';
import { Direction } from '../metric.ts';
import { Placement } from '../sample.ts';
import {
  closed,
  CommitId,
  count,
  known,
  listOf,
  measuredEnvelope,
  name,
  Sha256,
  someOf,
  text,
  Time,
  TreeId,
} from './fields.ts';
import { TargetDistance } from './performance-analysis.ts';

/** Name and version of `dev-manifest.json`. */
export const DEV_MANIFEST_SCHEMA = 'hone.dev-manifest.v1';

/** A measured change of one metric, from fresh confirmation pairs alone. */
export const MeasuredEffect = closed({
  benchmark: name("A benchmark's id."),
  metric: name('One of its metrics.'),
  unit: name('Stored unit of the medians.'),
  direction: Direction,
  placement: Placement,
  base_median: Type.Number(),
  candidate_median: Type.Number(),
  ratio: known(closed(RatioEstimate.properties), 'candidate / base; null when it has none.'),
  pairs: count('Fresh pairs that it rests on.'),
  verdict: VerdictKind,
  reason: text('Why this verdict.'),
});
export type MeasuredEffect = Static<typeof MeasuredEffect>;

/** Where a proposal came from that was made before the base was, as `ontoBase` of its decision. */
const HandedInElsewhere = closed(
  {
    by: Type.Literal('git'),
    fork: known(CommitId, 'Where it forked off; null for a patch, which names contents only.'),
    from: closed(
      {
        commit: known(CommitId),
        tree: known(TreeId),
        diff: Sha256,
      },
      'As it was handed in; commit and tree are null for a patch.',
    ),
    onto: CommitId,
    to: closed({ tree: TreeId, diff: Sha256 }, 'As it was judged.'),
  },
  'It was made before the base was, and was judged as git rebased it; left out when it was not.',
);

/** Each optimisation with its commit and effect, and each that was refused with the reason. */
export const DevManifest = closed({
  ...measuredEnvelope(DEV_MANIFEST_SCHEMA),
  created_at: Time,
  summary: text('What was tried and what came of it, in one or two sentences.'),
  base_commit: CommitId,
  stack_commit: known(CommitId, 'All kept optimisations together; null when none was kept.'),
  branch: known(name('Where the kept commits are.')),
  optimizations: listOf(
    closed({
      proposal: name('Short name of the proposal.'),
      title: text('What it does.'),
      commit: CommitId,
      decision: Type.Literal('kept'),
      reason: text('Why, with the numbers.'),
      effects: someOf(MeasuredEffect),
      notes: Type.Optional(listOf(text('What weakens its numbers.'))),
      onto_base: Type.Optional(HandedInElsewhere),
    }),
  ),
  rejected: listOf(
    closed({
      proposal: name('Short name of the proposal.'),
      title: text('What it does.'),
      decision: Type.Union([Type.Literal('rejected'), Type.Literal('needs-person')]),
      check: known(Check, 'The check that refused it.'),
      reason: text('Why, with the numbers.'),
      effects: listOf(MeasuredEffect),
      onto_base: Type.Optional(HandedInElsewhere),
    }),
  ),
  without: Type.Optional(listOf(text('Who brought nothing to try, and why.'))),
  targets: Type.Optional(
    listOf(TargetDistance, 'By the medians of everything that was kept, measured together.'),
  ),
  files_created: listOf(name('Path in the subject.')),
  files_modified: listOf(name('Path in the subject.')),
  files_deleted: listOf(name('Path in the subject.')),
  dependencies_added: listOf(name('Name of a dependency.')),
  tests_added: listOf(name('Path in the subject.')),
});
export type DevManifest = Static<typeof DevManifest>;
