import { type Static, Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import type { Immutable } from '../immutable.ts';
import { AskedQuestion, GivenChoice } from './questions.ts';

/** Name and version of the format that `hone run status --json` and `show --json` write. */
export const RUN_STATUS_SCHEMA = 'hone.run-status.v1';

/** Name and version of the format that `hone run list --json` writes. */
export const RUN_LIST_SCHEMA = 'hone.run-list.v1';

/** Name and version of the format that `hone inbox --json` writes. */
export const INBOX_SCHEMA = 'hone.inbox.v1';

const Time = Type.String({ description: 'ISO 8601, UTC.' });

const evidence = Type.Unknown({ description: 'What to look at: numbers, paths. Any JSON.' });

/** A question of a run with what to look at before it is answered. */
export const OpenQuestionOfRun = Type.Object({ ...AskedQuestion.properties, evidence });

/** Where a run of a flow stands, in short. */
export const RunSummary = Type.Object({
  run: Type.String(),
  flow: Type.String({ description: 'Name of the flow.' }),
  version: Type.String({ description: 'Of the flow; it changes whenever the flow does.' }),
  status: Type.Enum(['running', 'stopped', 'waiting', 'completed', 'failed', 'cancelled'], {
    description:
      'running: a process drives it. stopped: nobody does although it could go on. waiting: for ' +
      'an answer.',
  }),
  startedAt: Time,
  changedAt: Type.String({ description: 'Of the last event.' }),
  failure: known(Type.String(), 'Of a failed or cancelled run.'),
  questions: Type.Array(OpenQuestionOfRun, { description: 'That nobody has answered yet.' }),
});
export type RunSummary = Immutable<Static<typeof RunSummary>>;

const place = {
  at: Type.String({ description: 'ISO 8601, UTC, as the clock said.' }),
  order: Type.Integer({
    description: 'Greater than that of everything that was recorded before it in the same run.',
  }),
};

const Step = Type.Object({
  id: Type.String(),
  title: Type.String({ description: 'May be empty.' }),
  state: Type.Enum(['running', 'retrying', 'done', 'failed', 'cut-off']),
  attempts: Type.Integer({ minimum: 0, description: 'Attempts begun.' }),
  startedAt: known(Time),
  endedAt: known(Time),
  failure: known(Type.String(), 'Of the last failed attempt.'),
});

const Gate = Type.Object({
  id: Type.String(),
  state: Type.Enum(['checking', 'passed', 'failed', 'waiting']),
  checking: known(Type.String(), 'What it looks at now, where it says so.'),
  commit: known(Type.String(), 'State of the code that it stands for.'),
  question: known(
    Type.Object({
      text: Type.String(),
      of: Type.String(),
      evidence,
      choices: Type.Array(Type.String()),
    }),
    'What was asked of a person.',
  ),
  answer: known(GivenChoice),
  reasons: Type.Array(Type.String(), { description: 'Why it failed; empty otherwise.' }),
  evidence: Type.Unknown({ description: 'Of the check or the question. Any JSON.' }),
  ...place,
});

const Failure = Type.Union([
  Type.Object({
    kind: Type.Enum(['attempt', 'step'], {
      description: 'attempt: another one followed. step: it failed for good.',
    }),
    id: Type.String(),
    attempt: Type.Integer({ minimum: 1 }),
    failure: Type.String(),
    errorCode: known(Type.String(), 'Such as E_COMMAND; null where it had none.'),
    ...place,
  }),
  Type.Object({
    kind: Type.Literal('gate'),
    id: Type.String(),
    reasons: Type.Array(Type.String()),
    ...place,
  }),
]);

/** Why a run went back, and where to. */
export const WentBack = Type.Object({
  gate: known(Type.String(), 'The gate gone back to; null for the start.'),
  commit: known(Type.String(), 'That was restored; null when the gate had none.'),
  reason: Type.String(),
  by: Type.String({ description: 'A step, or a person.' }),
  data: Type.Unknown({ description: 'Feedback for whoever does the work again. Any JSON.' }),
  at: Time,
});

/** A risk that a person took on. */
export const AcceptedRisk = Type.Object({
  step: Type.String(),
  risk: Type.String({ description: 'What may happen because of it.' }),
  by: Type.String(),
  at: Time,
});

/** What `hone run status --json` and `hone run show --json` write. */
export const RunStatusDocument = Type.Object({
  schema: Type.Literal(RUN_STATUS_SCHEMA),
  ...RunSummary.properties,
  input: Type.Unknown({
    description: 'What it was started with. Any JSON; its shape may change with any release.',
  }),
  steps: Type.Array(Step, { description: 'Without those that a rewind dropped.' }),
  gates: Type.Array(Gate, { description: 'Gates and questions, without what a rewind dropped.' }),
  rewinds: Type.Array(Type.Object({ ...WentBack.properties, ...place }), {
    description: 'Oldest first.',
  }),
  failures: Type.Array(Failure, {
    description: 'All that was recorded, oldest first, also of what a rewind dropped.',
  }),
  risks: Type.Array(AcceptedRisk, { description: 'Steps that a person let pass.' }),
  isUnpublished: Type.Boolean({
    description: 'True when it completed and its results could not be published.',
  }),
});

/** What `hone run list --json` writes. */
export const RunListDocument = Type.Object({
  schema: Type.Literal(RUN_LIST_SCHEMA),
  runs: Type.Array(RunSummary, { description: 'Newest first.' }),
  damaged: Type.Array(
    Type.Object({
      run: Type.String(),
      what: Type.String({ description: 'What is wrong with its journal.' }),
    }),
    { description: 'Runs that can not be told about.' },
  ),
});

/** What `hone inbox --json` writes. */
export const InboxDocument = Type.Object({
  schema: Type.Literal(INBOX_SCHEMA),
  questions: Type.Array(
    Type.Object({
      run: Type.String(),
      flow: Type.String(),
      ...OpenQuestionOfRun.properties,
    }),
    { description: 'Oldest first. Answer: hone run answer RUN ID CHOICE.' },
  ),
});
