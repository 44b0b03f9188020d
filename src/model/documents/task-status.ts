import { type Static, Type } from 'typebox';

import { known } from '../artifacts/fields.ts';
import type { Immutable } from '../immutable.ts';
import { TrackedState } from '../tracker.ts';
import { FileProblem } from './problem.ts';
import { AskedQuestion } from './questions.ts';

/** Name and version of the format that `hone task status --json` and `list --json` write. */
export const TASK_STATUS_SCHEMA = 'hone.task-status.v1';

/** Name and version of the format that `hone task show --json` writes. */
export const TASK_SHOW_SCHEMA = 'hone.task-show.v1';

/** Where a task stands and what it waits for, as programs are told. */
export const ReportedTask = Type.Object({
  id: Type.String({ description: 'Such as 021.' }),
  title: known(Type.String(), 'null when its file has none.'),
  priority: known(Type.String(), 'P1, P2 or P3; null when its file says none.'),
  path: Type.String({ description: 'Of its file, from the root of the repository.' }),
  status: TrackedState,
  why: Type.String({ description: 'Why it is what it is, as a sentence.' }),
  phase: known(
    Type.Integer({ minimum: 1, maximum: 8 }),
    'null before it is started and after its end.',
  ),
  run: known(Type.String(), 'The newest run of its flow; null before it is started.'),
  branch: known(Type.String(), 'null before it is started.'),
  worktree: known(Type.String(), 'Absolute path of a working tree of its own; null without.'),
  pullRequest: known(
    Type.Object({
      name: Type.String({ description: '#12, or a branch where there is no host.' }),
      url: known(Type.String(), 'null where there is no page.'),
    }),
  ),
  questions: Type.Array(AskedQuestion, { description: 'What it waits for a person to answer.' }),
  problems: Type.Array(FileProblem, { description: 'What is wrong with its file.' }),
});
export type ReportedTask = Immutable<Static<typeof ReportedTask>>;

/** What `hone task status --json` and `hone task list --json` write. */
export const TaskStatusDocument = Type.Object({
  schema: Type.Literal(TASK_STATUS_SCHEMA),
  tasks: Type.Array(ReportedTask, { description: 'In the order of their numbers.' }),
});

/** The exit of a phase that a task came to, as it was judged last. */
export const ReportedPhase = Type.Object({
  phase: Type.Integer({ minimum: 1, maximum: 8 }),
  title: Type.String(),
  isPassed: Type.Boolean({ description: 'Its exit passed, or a person let it pass.' }),
  judgedAt: Type.String({ description: 'ISO 8601, UTC.' }),
  criteria: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Unique in its phase.' }),
      text: Type.String({ description: 'What has to hold.' }),
      state: Type.Enum(['met', 'unmet']),
      message: Type.String({ description: 'What shows it, or why not and what to do.' }),
      answeredBy: known(Type.String(), 'Who was asked; null where a computer could tell.'),
    }),
  ),
});
export type ReportedPhase = Immutable<Static<typeof ReportedPhase>>;

/** What `hone task show --json` writes. */
export const TaskShowDocument = Type.Object({
  schema: Type.Literal(TASK_SHOW_SCHEMA),
  ...ReportedTask.properties,
  phases: Type.Array(ReportedPhase, {
    description: 'Exits that its newest run came to and that still count, in their order.',
  }),
  trouble: known(
    Type.String(),
    'What could not be done at the remote or the host last; null when there was nothing.',
  ),
});
