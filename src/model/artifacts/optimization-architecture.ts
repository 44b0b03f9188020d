import { type Static, Type } from 'typebox';

import { closed, envelope, listOf, name, Sha256, someOf, text, Time } from './fields.ts';

/** Name and version of `optimization-architecture.json`. */
export const OPTIMIZATION_ARCHITECTURE_SCHEMA = 'hone.optimization-architecture.v1';

/** What the architect says about a plan, step by step. */
export const OptimizationArchitecture = closed({
  ...envelope(OPTIMIZATION_ARCHITECTURE_SCHEMA),
  plan_id: name('The plan that was reviewed.'),
  plan_hash: Sha256,
  reviewed_at: Time,
  reviewed_by: name('Who reviewed.'),
  verdict: Type.Union([Type.Literal('approved'), Type.Literal('changes-requested')]),
  summary: text('The strategy in a few sentences.'),
  decisions: someOf(
    closed({
      step_number: Type.Integer({ minimum: 1 }),
      decision: Type.Union([
        Type.Literal('approved'),
        Type.Literal('changed'),
        Type.Literal('refused'),
      ]),
      reason: text('Why.'),
    }),
  ),
  order: someOf(Type.Integer({ minimum: 1 }), 'Step numbers in the order of work.'),
  constraints: listOf(text('What every change has to keep to.')),
  risks: listOf(closed({ risk: text('What may go wrong.'), mitigation: text('What is done.') })),
});
export type OptimizationArchitecture = Static<typeof OptimizationArchitecture>;
