import { type Static, Type } from 'typebox';

import { closed, envelope, known, listOf, name, text, Time } from './fields.ts';

/** Name and version of `run.json`. */
export const RUN_RECORD_SCHEMA = 'hone.run.v1';

/** Where a run stands, in the words of agent-workflow projects. */
export const RunState = Type.Union(
  [
    Type.Literal('pending'),
    Type.Literal('in_progress'),
    Type.Literal('awaiting_approval'),
    Type.Literal('paused'),
    Type.Literal('completed'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ],
  { description: 'paused: nobody drives it although it could go on.' },
);
export type RunState = Static<typeof RunState>;

/** A readable view of a run; derived from its journal, never read back. */
export const RunRecord = closed({
  ...envelope(RUN_RECORD_SCHEMA),
  run_id: name('The run.'),
  workflow_id: name('The flow.'),
  selected_workflow: name('The file of the flow.'),
  workflow_version: name('Changes whenever the flow does.'),
  current_step: known(name('A step.'), 'null before the first and after the last.'),
  status: RunState,
  task_queue: listOf(name('A step that is still to be done.')),
  owners: Type.Record(Type.String(), name('Who fills the role.'), {
    description: 'Executors by role.',
  }),
  timestamps: closed({ created_at: Time, updated_at: Time, ended_at: known(Time) }),
  metadata: closed({
    user_request: text('What was asked for, as it was typed.'),
    target: known(name('What it is about.')),
    hone_version: name('Version of hone.'),
  }),
  state_transitions: listOf(
    closed({ from: RunState, to: RunState, timestamp: Time, reason: text('Why.') }),
  ),
});
export type RunRecord = Static<typeof RunRecord>;
