import { type Static, Type } from 'typebox';

import { amount, closed, envelope, known, listOf, name, someOf, text } from './fields.ts';

/** Name and version of `parallel-execution-plan-<id>.json`. */
export const PARALLEL_EXECUTION_PLAN_SCHEMA = 'hone.parallel-execution-plan.v1';

/** Which steps of a flow can run at the same time, and why the others can't. */
export const ParallelExecutionPlan = closed({
  ...envelope(PARALLEL_EXECUTION_PLAN_SCHEMA),
  workflow: name('The flow that it is for.'),
  dependencies: listOf(
    closed({
      step: name('A step.'),
      needs: listOf(closed({ step: name('A step.'), because: text('What ties them.') })),
    }),
    'One entry for each step.',
  ),
  parallel_groups: listOf(
    closed({
      name: name('Names the group.'),
      steps: Type.Array(name('A step.'), { minItems: 2 }),
      synchronization: Type.Literal('wait_all'),
      reason: text('Why they are independent.'),
    }),
  ),
  order: someOf(name('A step or a group.'), 'In the order of work.'),
  estimate: known(
    closed({
      sequential_ms: amount('All steps one after the other.'),
      parallel_ms: amount('With the groups.'),
      basis: text('The runs that the times come from.'),
    }),
    'null when no run has been measured.',
  ),
});
export type ParallelExecutionPlan = Static<typeof ParallelExecutionPlan>;
