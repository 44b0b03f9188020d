/** Largest flow file that is read, in bytes; a flow of fifty steps needs 60 kB. */
export const FLOW_BYTES_MAX = 1_048_576;

/** Deepest nesting of a flow file; the format itself needs 6. */
export const FLOW_DEPTH_MAX = 20;

/** Keys, list items and texts of a flow file together. */
export const FLOW_NODES_MAX = 100_000;

/** Steps of one flow. */
export const FLOW_STEPS_MAX = 500;

/** Longest condition, in characters. */
export const CONDITION_CHARS_MAX = 2_000;

/** Deepest nesting of a condition. */
export const CONDITION_DEPTH_MAX = 50;

/** How often a failed step may send the flow back, at most and where nothing is said. */
export const RETURNS_MAX = { most: 20, usual: 3 } as const;

/** Bounds of a timeout in a flow file: a second to a week, in ms. */
export const TIMEOUT_MS = { min: 1_000, max: 604_800_000 } as const;

/** Longest wait between two attempts that a flow file may ask for: five minutes, in ms. */
export const RETRY_WAIT_MS_MAX = 300_000;

/** What a flow file means where it is silent. */
export const FLOW_DEFAULTS = {
  checkpoint: {
    frequency: 'on_step_completion',
    compression: true,
    incremental: true,
    sizeMbMax: 5,
    keepLast: 3,
    ttlHours: 24,
  },
  resources: {
    concurrentAgentsMax: 5,
    agentTimeoutMs: 1_800_000,
    contextCacheMb: 100,
    lazyArtifactLoading: true,
  },
} as const;
