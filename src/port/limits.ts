/** Attempts within one step. */
export const ATTEMPTS_MAX = 3;

/** Waits between the attempts of a step, in ms. */
export const RETRY_WAITS_MS: readonly number[] = [1_000, 2_000, 4_000];

/** Branches of one `all` that may run at once. */
export const BRANCHES_MAX = 64;
