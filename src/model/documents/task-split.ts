import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';

/** Name and version of the format that `hone task split --json` writes. */
export const TASK_SPLIT_SCHEMA = 'hone.task-split.v1';

const texts = (description: string) => Type.Array(Type.String(), { description });

/** A task that an item of a plan becomes. */
export const SplitOffTask = Type.Object({
  item: Type.String({ description: 'Of the plan.' }),
  id: known(Type.String(), 'That the task has or would have.'),
  title: Type.String(),
  priority: Type.String({ description: 'P1, P2 or P3.' }),
  overview: Type.String({ description: 'Markdown.' }),
  dependencies: Type.Array(Type.Object({ id: Type.String(), reason: Type.String() }), {
    description: 'Tasks that have to be completed before.',
  }),
  objectives: texts('What is to be reached, in words.'),
  targets: texts('As they would stand in hone.yaml: parse-large wall <= 80 ms.'),
  subTasks: Type.Array(
    Type.Object({
      text: Type.String(),
      isDone: Type.Boolean(),
      depth: Type.Integer({ minimum: 0 }),
    }),
  ),
  approach: Type.String({ description: 'Markdown.' }),
  risks: texts('What may go wrong.'),
  resources: texts('What it needs or follows from.'),
  acceptance: Type.Array(
    Type.Object({
      text: Type.String(),
      isDone: known(Type.Boolean(), 'null without a check box.'),
    }),
  ),
});

/** What `hone task split --json` writes. */
export const TaskSplitDocument = Type.Object({
  schema: Type.Literal(TASK_SPLIT_SCHEMA),
  source: Type.String({ description: 'The plan, in words.' }),
  groups: Type.Array(
    Type.Object({
      tasks: Type.Array(SplitOffTask, {
        minItems: 1,
        description: 'Of several each depends on the one before.',
      }),
    }),
    { description: 'One pull request that stands alone, or a stack.' },
  ),
  left: Type.Array(Type.Object({ item: Type.String(), title: Type.String(), why: Type.String() }), {
    description: 'Items that become no task, and why.',
  }),
  written: Type.Array(Type.Object({ id: Type.String(), path: Type.String() }), {
    description: 'Files of tasks that were written; none without --yes.',
  }),
});
