import { type Static, Type } from 'typebox';

import { closed, CommitId, known, listOf, measuredEnvelope, name, text, Time } from './fields.ts';

/** Name and version of `phases/phase-1.json` to `phases/phase-8.json`. */
export const TASK_PHASE_SCHEMA = 'hone.task-phase.v1';

/** How the exit of a phase stood when it was judged, criterion by criterion. */
export const TaskPhase = closed({
  ...measuredEnvelope(TASK_PHASE_SCHEMA),
  task: name('Id of the task, such as 021.'),
  phase: Type.Integer({ minimum: 1, maximum: 8 }),
  title: name('What the phase is called.'),
  judged_at: Time,
  criteria: listOf(
    closed({
      id: name('Unique in its phase.'),
      text: text('What has to hold.'),
      state: Type.Union([Type.Literal('met'), Type.Literal('unmet')]),
      message: text('What shows it, or why not and what to do.'),
      answered_by: known(name('Who was asked.'), 'null where a computer could tell.'),
    }),
  ),
  task_commit: known(CommitId, "Last commit of the task's branch; null when there is none yet."),
});
export type TaskPhase = Static<typeof TaskPhase>;
