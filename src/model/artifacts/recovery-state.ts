import { type Static, Type } from 'typebox';

import { JournalPosition } from './checkpoint.ts';
import { closed, CommitId, envelope, known, listOf, name, text, Time } from './fields.ts';
import { RunState } from './run-record.ts';

/** Name and version of `recovery-state.json`. */
export const RECOVERY_STATE_SCHEMA = 'hone.recovery-state.v1';

/** Where a run stands and how to go on with it; a view, never read back as state. */
export const RecoveryState = closed({
  ...envelope(RECOVERY_STATE_SCHEMA),
  run_id: name('The run.'),
  updated_at: Time,
  status: RunState,
  resumable: Type.Boolean(),
  resume_command: known(text('What goes on with it.')),
  last_gate: known(closed({ gate: name('A gate.'), commit: known(CommitId), at: Time })),
  completed_steps: listOf(name('A step.')),
  next_step: known(name('A step.')),
  failed_steps: listOf(
    closed({
      step: name('A step.'),
      attempts: Type.Integer({ minimum: 1 }),
      failure: text('What went wrong last.'),
    }),
  ),
  fallbacks: listOf(
    closed({
      step: name('A step.'),
      original_agent: name('Who should have done it.'),
      fallback_agent: name('Who did it instead.'),
      fallback_attempt: Type.Integer({ minimum: 1 }),
      fallback_reason: text('Why.'),
    }),
  ),
  rewinds: listOf(
    closed({
      gate: known(name('The gate gone back to.'), 'null for the start.'),
      commit: known(CommitId, 'What was restored.'),
      reason: text('Why.'),
      by: name('Who or what asked for it.'),
      at: Time,
    }),
  ),
  waiting: listOf(
    closed({
      question: text('What is asked.'),
      step: name('By which step.'),
      command: text('What answers it.'),
      since: Time,
    }),
  ),
  accepted_risks: listOf(
    closed({
      step: name('A step.'),
      risk: text('What may happen.'),
      by: name('Who accepted it.'),
      at: Time,
    }),
  ),
  journal: JournalPosition,
});
export type RecoveryState = Static<typeof RecoveryState>;
