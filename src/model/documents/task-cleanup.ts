import { Type } from 'typebox';

/** Name and version of the format that `hone task cleanup --json` writes. */
export const TASK_CLEANUP_SCHEMA = 'hone.task-cleanup.v1';

/** What `hone task cleanup --json` writes, and `hone task complete --json` as its last line. */
export const TaskCleanupDocument = Type.Object({
  schema: Type.Literal(TASK_CLEANUP_SCHEMA),
  isDry: Type.Boolean({ description: 'True without --yes: nothing was changed.' }),
  tasks: Type.Array(
    Type.Object({
      id: Type.String(),
      removed: Type.Array(Type.String(), { description: 'What is or would be removed.' }),
      kept: Type.Array(Type.String(), { description: 'What stays, and why, one sentence each.' }),
    }),
    { description: 'Those that left something behind.' },
  ),
});
