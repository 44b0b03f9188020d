/** Functions of one run whose lines, callers and stacks are looked at; the rest have totals. */
export const DETAILED_FUNCTIONS_MAX = 80;

/** Rows of a bottleneck report for one workload. */
export const REPORTED_FUNCTIONS_MAX = 50;

/** Hot lines, callers, stacks and functions of the runtime that one row shows. */
export const DETAIL_ROWS_MAX = { lines: 5, callers: 5, stacks: 3, callees: 8 } as const;

/** Innermost frames of a stack that a row shows; the outer ones are the same for all. */
export const STACK_FRAMES_MAX = 20;

/** Stacks of one function that are told apart in one run; the lightest above it are dropped. */
export const STACKS_KEPT_MAX = 12;

/** Packages that a report lists. */
export const REPORTED_PACKAGES_MAX = 30;

/** Confidence of every interval over runs. */
export const CONFIDENCE = 0.95;

/** Runs of which an interval over runs can first be made with any use. */
export const RUNS_MIN = 3;

/** Runs after which more are not worth their time. */
export const RUNS_MAX = 10;

/** Functions at the top whose shares have to stand still before profiling stops. */
export const STABLE_TOP = 5;

/** Half-width of an interval over its value, at which a share stands still. */
export const STABLE_HALF_WIDTH = 0.2;

/**
 * Share of the busy time that may pass in other threads, or at the same time, for one chain of work
 * to count as what the end waits for.
 */
export const PARALLEL_SHARE_MAX = 0.05;

/** Slices of a run's time in which it is looked at which threads were busy at once. */
export const TIME_SLICES = 1_000;

/** Characters before and after the place of a definition that identify a function. */
export const SNIPPET_CHARS = { before: 60, after: 120 } as const;

/** Smallest share, on either side, of a function that a diff looks at. */
export const DIFF_SHARE_MIN = 0.005;

/** Most functions that a diff tests; the lightest above it are left out. */
export const DIFF_FUNCTIONS_MAX = 200;

/** Part of a run that has to be left beside a function to tell the speed of the machine by it. */
export const DIFF_REST_SHARE_MIN = 0.1;

/** Fraction of false ones among the changes that a diff names, at most, on average. */
export const DIFF_FALSE_RATE = 0.01;

/** Part of the predicted slowdown that a second call costs at least: its data is warm by then. */
export const WARM_CALL_SHARE_MIN = 0.5;
