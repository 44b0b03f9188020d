import { type Static, Type } from 'typebox';

import { closed, envelope, name } from './fields.ts';

/** Name and version of `checkpoint-config-<id>.json`. */
export const CHECKPOINT_CONFIG_SCHEMA = 'hone.checkpoint-config.v1';

/** How the state of a run is kept. */
export const CheckpointConfig = closed({
  ...envelope(CHECKPOINT_CONFIG_SCHEMA),
  workflow: name('The flow that it is for.'),
  checkpoint_strategy: closed({
    frequency: Type.Union([Type.Literal('on_step_completion'), Type.Literal('on_gate')]),
    compression: Type.Boolean(),
    incremental: Type.Boolean(),
    max_size_mb: Type.Number({ exclusiveMinimum: 0 }),
    retention_policy: closed({
      keep_last_n: Type.Integer({ minimum: 1 }),
      ttl_hours: Type.Number({ exclusiveMinimum: 0 }),
    }),
  }),
});
export type CheckpointConfig = Static<typeof CheckpointConfig>;
