import { BYTES_PER_MIB } from '../base/index.ts';

/** Largest hone.yaml that is read, in bytes. A suite of hundreds of benchmarks needs 100 kB. */
export const CONFIG_BYTES_MAX = 1_048_576;

/** Deepest nesting of a hone.yaml; the format itself needs 5. */
export const CONFIG_DEPTH_MAX = 20;

/** Keys, list items and texts of a hone.yaml together. */
export const CONFIG_NODES_MAX = 100_000;

/** Benchmarks of a suite after `inputs` were filled in; holdouts have the same limit. */
export const BENCHMARKS_MAX = 500;

/** Longest command text, in characters. */
export const COMMAND_CHARS_MAX = 10_000;

/** Longest glob pattern, in characters. */
export const GLOB_CHARS_MAX = 500;

/** Alternatives that the `{a,b}` of one pattern may stand for. */
export const GLOB_ALTERNATIVES_MAX = 100;

/** Longest duration of a timeout or budget: one day, in ms. */
export const DURATION_MS_MAX = 86_400_000;

/**
 * Bounds of `budgets.pairs`, as of `--max-pairs`. With fewer than 8 an exact signed rank test can't
 * reach 1 %; from there on few pairs make an interval wide, not wrong.
 */
export const PAIRS = { min: 8, max: 1_000 } as const;

/** Bounds of `budgets.processes`; the runner and its sandbox take three. */
export const PROCESSES = { min: 10, max: 100_000 } as const;

/** Least of `budgets.memory`, in bytes: what a runtime such as Node needs to start at all. */
export const MEMORY_BYTES_MIN = 64 * BYTES_PER_MIB;

/** What a suite means where it is silent. */
export const SUITE_DEFAULTS = {
  timeoutMs: 120_000,
  setupTimeoutMs: 900_000,
  testTimeoutMs: 900_000,
  pairsMax: 100,
  measureMsMax: 300_000,
  /** Peak memory may grow by 5 % where it is measured. */
  harm: { rss: 0.05 },
} as const;

/** Findings that one refusal lists; how many more there were is said beside them. */
export const FINDINGS_MAX = 50;

/**
 * Files that one proposal may change, of whatever source. Gains are made in few places; what
 * touches more is a reformatting, generated code, or an attempt to drown a line in others.
 */
export const PROPOSAL_FILES_MAX = 1_000;

/** Links that following one symbolic link may pass. */
export const LINK_HOPS_MAX = 40;

/** Longest path that a proposal may add, in characters; 4096 is what Linux takes. */
export const PATH_CHARS_MAX = 4_000;

/** Differences of two frozen suites that are listed. */
export const DIFFERENCES_MAX = 100;

/** Benchmarks that `hone init` proposes at most, and files that it opens to find them. */
export const DETECTED = { benchmarksMax: 12, filesReadMax: 300, textCharsMax: 500_000 } as const;
