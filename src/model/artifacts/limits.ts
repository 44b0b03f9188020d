/** Longest text of an artifact that people read, in characters. */
export const TEXT_CHARS_MAX = 4_000;

/** Longest name of a step, benchmark, agent or file in an artifact, in characters. */
export const NAME_CHARS_MAX = 500;

/** Longest list in an artifact: a suite has 500 benchmarks, each with a few metrics. */
export const ITEMS_MAX = 10_000;

/** Steps of one plan: one for each benchmark of the largest suite, and those around them. */
export const PLAN_STEPS_MAX = 600;

/** Texts in one list of a plan's step: tasks, criteria, risks. */
export const PLAN_TEXTS_MAX = 50;
