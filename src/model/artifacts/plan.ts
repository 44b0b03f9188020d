import { type Static, Type } from 'typebox';

import { Backlog } from './backlog.ts';
import {
  closed,
  CLOSED,
  envelope,
  type EnvelopeField,
  known,
  listOf,
  name,
  text,
  Time,
} from './fields.ts';
import { PLAN_STEPS_MAX, PLAN_TEXTS_MAX } from './limits.ts';
import { PlanEvidence, PlanMeasure } from './plan-evidence.ts';

/** Name and version of `plan-<id>.json`. */
export const PLAN_SCHEMA = 'hone.plan.v1';

const stepNumber = (description: string) => Type.Integer({ minimum: 1, description });

const texts = (description: string, minItems: number) =>
  Type.Array(text(description), { minItems, maxItems: PLAN_TEXTS_MAX });

/** How much better the first of the step's measures is expected to become. */
export const ExpectedGain = closed({
  amount: Type.Number({ exclusiveMinimum: 0, description: 'How much better, in `unit`.' }),
  unit: name("% of the metric's value, or a unit of the metric, such as ms."),
  basis: text('What the number follows from.'),
});
export type ExpectedGain = Static<typeof ExpectedGain>;

/** One item of a plan. */
export const PlanStep = closed({
  step_number: stepNumber('Unique in the plan.'),
  name: name('One line that says what is done.'),
  kind: Type.Union([Type.Literal('measure'), Type.Literal('change'), Type.Literal('check')]),
  agent: name('Role that does it: developer, qa, …'),
  item: Type.Optional(name('Id of the item of the backlog that it is about.')),
  tasks: texts('One thing to do.', 1),
  success_criteria: texts('How to see that it is done.', 1),
  dependencies: Type.Array(stepNumber('A step that has to be done before.'), {
    maxItems: PLAN_STEPS_MAX,
  }),
  evidence: Type.Array(PlanEvidence, { minItems: 1, maxItems: PLAN_TEXTS_MAX }),
  measures: Type.Array(PlanMeasure, { minItems: 1, maxItems: 10_000 }),
  expected_gain: known(ExpectedGain, 'null for steps that change nothing.'),
  rollback: text('How to get back to where the step began.'),
  risks: texts('What may go wrong.', 0),
  mitigation: texts('What is done about the risk at the same place of the list.', 0),
  status: Type.Union([
    Type.Literal('pending'),
    Type.Literal('in_progress'),
    Type.Literal('completed'),
    Type.Literal('failed'),
    Type.Literal('skipped'),
  ]),
});
export type PlanStep = Static<typeof PlanStep>;

/** What is to be reached, as hone.yaml says it. */
export const PlanTarget = closed({
  benchmark: name("A benchmark's id."),
  metric: name('One of its metrics.'),
  bound: Type.Union([Type.Literal('at_most'), Type.Literal('at_least')]),
  value: Type.Number({ description: 'In `unit`.' }),
  unit: name('Stored unit of the metric: ns, bytes, or as declared.'),
});
export type PlanTarget = Static<typeof PlanTarget>;

/** What a planner hands in: a plan without what hone writes before it. */
export const PlanBody = closed({
  plan_id: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
    description: 'Part of file names: letters, digits, dots and dashes.',
  }),
  name: name('What the plan is for.'),
  made_by: name('Who made it: a person, an agent, or the planner that is built in.'),
  created_at: Time,
  objectives: Type.Array(text('What is to be reached, with its number.'), {
    minItems: 1,
    maxItems: PLAN_STEPS_MAX,
  }),
  targets: listOf(PlanTarget, 'The targets of hone.yaml that the plan works on.'),
  steps: Type.Array(PlanStep, { minItems: 1, maxItems: PLAN_STEPS_MAX }),
  risks: Type.Array(
    closed({
      risk: text('What may go wrong.'),
      mitigation: text('What is done about it.'),
      severity: Type.Union([
        Type.Literal('low'),
        Type.Literal('medium'),
        Type.Literal('high'),
        Type.Literal('critical'),
      ]),
    }),
    { maxItems: PLAN_STEPS_MAX },
  ),
  backlog: Type.Optional(Backlog),
  status: Type.Union(
    [
      Type.Literal('draft'),
      Type.Literal('validated'),
      Type.Literal('in_execution'),
      Type.Literal('completed'),
      Type.Literal('cancelled'),
    ],
    {
      description:
        'In a file only what its author wrote; hone writes draft. What "hone plan show --json" ' +
        'gives is derived: validated when a rating of this content passed, in_execution while a ' +
        'run that let it pass goes on, completed or cancelled as that run ended.',
    },
  ),
});
export type PlanBody = Static<typeof PlanBody>;

/** What is going to be done, why, by whom, and how to get back. */
export const Plan = Type.Object({ ...envelope(PLAN_SCHEMA), ...PlanBody.properties }, CLOSED);
export type Plan = Static<typeof Plan>;

/** The fields that the envelope adds to a plan; its hash does not cover them. */
export const PLAN_ENVELOPE: readonly EnvelopeField[] = ['schema', 'run', 'commit', 'suiteHash'];
