import { type Static, Type } from 'typebox';

import { closed, envelope, name } from './fields.ts';

/** Name and version of `resource-config-<id>.json`. */
export const RESOURCE_CONFIG_SCHEMA = 'hone.resource-config.v1';

/** What a run may take. */
export const ResourceConfig = closed({
  ...envelope(RESOURCE_CONFIG_SCHEMA),
  workflow: name('The flow that it is for.'),
  resource_limits: closed({
    max_concurrent_agents: Type.Integer({ minimum: 1, maximum: 64 }),
    max_concurrent_measurements: Type.Literal(1, {
      description: 'Two measurements at once would disturb each other.',
    }),
    agent_timeout_ms: Type.Integer({ minimum: 1_000 }),
    context_cache_size_mb: Type.Number({ minimum: 0 }),
    lazy_artifact_loading: Type.Boolean(),
  }),
});
export type ResourceConfig = Static<typeof ResourceConfig>;
