import { type Static, type TSchema, Type } from 'typebox';

import { GainInterval } from './artifacts/backlog.ts';
import { RatioEstimate } from './comparison.ts';
import { Check, DecisionKind } from './decision.ts';

/** Name and version of the format that `hone retro --json` writes. */
export const RETRO_SCHEMA = 'hone.retro.v1';

const known = <T extends TSchema>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description });

/** A proposal and what came of it. */
export const RetroProposal = Type.Object({
  run: Type.String({ description: 'The run that judged it.' }),
  proposal: Type.String(),
  title: Type.String(),
  decision: DecisionKind,
  check: known(Check, 'That refused it; null when kept.'),
  reason: Type.String(),
  commit: known(Type.String(), 'null unless kept.'),
  benchmark: known(Type.String(), 'Of the number that decided; null when there is none.'),
  metric: known(Type.String(), 'The same.'),
  ratio: known(RatioEstimate, 'Of that number, new / old.'),
});
export type RetroProposal = Static<typeof RetroProposal>;

/** What was predicted of an item of the plan beside what it brought. */
export const RetroItem = Type.Object({
  item: Type.String(),
  title: Type.String(),
  expected: GainInterval,
  realised: known(GainInterval, 'null: not tried, or not measured.'),
  status: Type.Union([
    Type.Literal('kept'),
    Type.Literal('rejected'),
    Type.Literal('needs-person'),
    Type.Literal('not tried'),
  ]),
});
export type RetroItem = Static<typeof RetroItem>;

/** Something that did not go straight: a failed attempt, a rewind, a risk taken. */
export const RetroTrouble = Type.Object({
  kind: Type.Union([
    Type.Literal('failed-step'),
    Type.Literal('retried-step'),
    Type.Literal('failed-gate'),
    Type.Literal('rewind'),
    Type.Literal('override'),
    Type.Literal('failed-measurement'),
  ]),
  text: Type.String(),
});
export type RetroTrouble = Static<typeof RetroTrouble>;

/** What one proposer used, as it said itself. */
export const RetroProposer = Type.Object({
  by: Type.String(),
  proposals: Type.Integer({ minimum: 1 }),
  kept: Type.Integer({ minimum: 0 }),
  tokens: known(Type.Number({ minimum: 0 }), 'null when it did not say for all of them.'),
  costUsd: known(Type.Number({ minimum: 0 }), 'The same.'),
});
export type RetroProposer = Static<typeof RetroProposer>;

/** What filling one role by one agent took, over all times that it was asked. */
export const RetroRole = Type.Object({
  role: Type.String({ description: 'planner, code-reviewer, developer, …' }),
  by: Type.String({ description: 'As it was named on the command line.' }),
  asked: Type.Integer({ minimum: 1, description: 'Attempts that ended, failed ones too.' }),
  tokens: known(Type.Number({ minimum: 0 }), 'null when it did not say for all of them.'),
  costUsd: known(Type.Number({ minimum: 0 }), 'The same.'),
  ms: Type.Number({ minimum: 0, description: 'Time that it took.' }),
});
export type RetroRole = Static<typeof RetroRole>;

/** What a finished or ended run teaches, derived from its events and those of its parts. */
export const Retro = Type.Object({
  schema: Type.Literal(RETRO_SCHEMA),
  run: Type.String(),
  purpose: Type.String(),
  status: Type.String({ description: 'completed, failed, cancelled, interrupted, running, …' }),
  startedAt: Type.String({ description: 'ISO 8601, UTC: of the first event.' }),
  endedAt: Type.String({ description: 'Of the last event.' }),
  parts: Type.Array(Type.String(), { description: 'Runs that it had measure and judge.' }),
  worked: Type.Array(RetroProposal),
  refused: Type.Array(RetroProposal, { description: 'Rejected, or waiting for a person.' }),
  predicted: known(Type.Array(RetroItem), 'Of the plan; null when the run had no backlog.'),
  realisedShare: known(
    Type.Number(),
    'Median of realised / expected gain over the items with both; null without any.',
  ),
  effort: Type.Object({
    attempts: Type.Integer({ minimum: 0, description: 'Proposals that were judged.' }),
    samples: Type.Integer({ minimum: 0 }),
    measuredMs: Type.Number({ minimum: 0, description: 'Time in measured programs.' }),
    elapsedMs: Type.Number({ minimum: 0, description: 'From the first to the last event.' }),
    proposers: Type.Array(RetroProposer),
    roles: Type.Array(RetroRole, {
      description: 'Agents of the steps of a flow, developers included, the longest first.',
    }),
  }),
  trouble: Type.Array(RetroTrouble),
  lessons: Type.Array(Type.String(), { description: 'Sentences that follow from the numbers.' }),
  unknown: Type.Array(Type.String(), { description: 'What could not be told, and why.' }),
});
export type Retro = Static<typeof Retro>;
