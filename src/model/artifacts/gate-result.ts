import { type Static, Type } from 'typebox';

import { closed, envelope, FileRef, known, listOf, name, someOf, text, Time } from './fields.ts';

/** Name and version of `gates/<step>.json`. */
export const GATE_RESULT_SCHEMA = 'hone.gate-result.v1';

/** One check of a gate. */
export const GateValidation = closed({
  name: name('What was checked.'),
  passed: Type.Boolean(),
  message: text('What was seen, with numbers.'),
});
export type GateValidation = Static<typeof GateValidation>;

const PassedValidation = closed({ ...GateValidation.properties, passed: Type.Literal(true) });

const gate = {
  ...envelope(GATE_RESULT_SCHEMA),
  gate_id: name('Names the gate in the run.'),
  run_id: name('The run.'),
  workflow: name('The flow.'),
  step: name('The step that it stands behind.'),
  agent: name('Role that handed in what was checked; hone for what the engine computed.'),
  timestamp: Time,
  summary: text('The outcome in one sentence.'),
  evidence: listOf(FileRef, 'The files that were checked.'),
};

const Override = closed({
  by: name('Who let it pass.'),
  reason: text('Why.'),
  risk: text('What may happen because of it.'),
  at: Time,
});

/**
 * What a gate found. The four states are four shapes, so that a gate that passed with a failed
 * check, or without any, does not exist. A check that was skipped did not pass.
 */
export const GateResult = Type.Union([
  closed({
    ...gate,
    status: Type.Literal('passed'),
    allowed: Type.Literal(true),
    validations: someOf(PassedValidation),
    reasons: Type.Array(Type.String(), { maxItems: 0 }),
    question: Type.Null(),
    override: Type.Null(),
    approved_by: known(name('The person who approved; null when the engine decided alone.')),
  }),
  closed({
    ...gate,
    status: Type.Literal('failed'),
    allowed: Type.Literal(false),
    validations: listOf(GateValidation),
    reasons: someOf(text('Why it did not pass.')),
    question: Type.Null(),
    override: Type.Null(),
    approved_by: Type.Null(),
  }),
  closed({
    ...gate,
    status: Type.Literal('waiting'),
    allowed: Type.Literal(false),
    validations: listOf(GateValidation),
    reasons: listOf(text('What a person should know.')),
    question: text('What a person is asked.'),
    override: Type.Null(),
    approved_by: Type.Null(),
  }),
  closed({
    ...gate,
    status: Type.Literal('overridden'),
    allowed: Type.Literal(true),
    validations: listOf(GateValidation),
    reasons: someOf(text('Why it would not have passed.')),
    question: Type.Null(),
    override: Override,
    approved_by: Type.Null(),
  }),
]);
export type GateResult = Static<typeof GateResult>;
