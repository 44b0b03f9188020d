import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';

/** Name and version of the format that `hone run artifacts --json` writes. */
export const RUN_ARTIFACTS_SCHEMA = 'hone.run-artifacts.v1';

/** Name and version of the format that `hone run verify --json` writes. */
export const RUN_VERIFY_SCHEMA = 'hone.run-verify.v1';

/** Name and version of the format that `hone run prune --json` writes. */
export const RUN_PRUNE_SCHEMA = 'hone.run-prune.v1';

/** What `hone run artifacts --json` writes. */
export const RunArtifactsDocument = Type.Object({
  schema: Type.Literal(RUN_ARTIFACTS_SCHEMA),
  run: Type.String(),
  artifacts: Type.Array(
    Type.Object({
      name: Type.String({ description: "Path below the run's folder." }),
      step: Type.String({ description: 'That brought it.' }),
      agent: Type.String({ description: 'Role that handed it in, or hone.' }),
      sha256: Type.String({ description: 'Of what was recorded.' }),
      state: Type.Enum(['intact', 'edited', 'missing'], {
        description: 'Of the file in the folder. What counts is what was recorded.',
      }),
    }),
  ),
});

/** What `hone run verify --json` writes. */
export const RunVerifyDocument = Type.Object({
  schema: Type.Literal(RUN_VERIFY_SCHEMA),
  run: Type.String(),
  damage: Type.Array(Type.String(), {
    description: 'What is damaged, one sentence each; empty when all is intact.',
  }),
});

/** What `hone run prune --json` writes. */
export const RunPruneDocument = Type.Object({
  schema: Type.Literal(RUN_PRUNE_SCHEMA),
  cleared: Type.Array(Type.String(), { description: 'Runs that lost their large results.' }),
  keepLast: known(
    Type.Integer({ minimum: 0 }),
    'The newest so many kept them; null when there are no runs yet.',
  ),
  ttlHours: known(Type.Number({ minimum: 0 }), 'Runs that ended longer ago lost them.'),
  removedBlobs: Type.Integer({ minimum: 0, description: 'Results that were removed.' }),
  removedBytes: Type.Number({ minimum: 0 }),
});
