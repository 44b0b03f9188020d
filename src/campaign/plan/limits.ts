/** Profiled runs at most, when a plan needs a profile. */
export const PLAN_PROFILE_RUNS_MAX = 10;

/** Time for one rater, in ms. */
export const RATER_MS_MAX = 1_800_000;
