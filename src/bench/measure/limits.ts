/** Screening looks in cumulative pairs; docs/adr/0003-stopping-rule.md has the simulations. */
export const LOOKS_DEFAULT: readonly number[] = [10, 20, 40, 70, 100];

/**
 * Chance that screening lets an unchanged candidate through to confirmation, over all looks
 * together. It is generous on purpose: the verdict comes from the confirmation alone, at 5 %, so
 * screening only has to be quick (docs/adr/0003-stopping-rule.md has the figures).
 */
export const SCREENING_ALPHA = 0.2;

/**
 * The same where a confirmation follows in any case, so that screening only has to say how large it
 * should be. A verdict on 3 % then takes 12 % fewer pairs with as many confirmed.
 */
export const SIZING_ALPHA = 0.6;

/** Fewest and most fresh pairs of a confirmation, unless the user says otherwise. */
export const CONFIRMATION_PAIRS = { min: 20, max: 100 } as const;

/**
 * Fewest pairs that a user wants for which there is a screening: twice its first look. Below, it
 * costs a proposal with an effect half of its pairs or more, and can't make a confirmation smaller
 * (docs/adr/0010-no-screening-of-short-measurements.md).
 */
export const SCREENED_PAIRS_MIN = 20;

/** Rounds in the confirmation's placement that size it when screening ran in another placement. */
export const SIZING_ROUNDS = 8;

/** Fewest pairs with which an exact signed rank test can reach 1 % (2 / 2^8 = 0.008). */
export const PAIRS_MIN = 8;

/** Warm-up rounds after the sides swapped directories, half-way through the confirmation. */
export const SWAP_WARMUPS = 1;

/** Time for one benchmark with all its candidates. */
export const TIME_LIMIT_MS = 300_000;

/** Part of the time limit that screening may use; the rest belongs to the confirmation. */
export const SCREENING_TIME_SHARE = 0.5;

/** CPU time over wall time from which a program counts as using several cores for its own work. */
export const SEVERAL_CORES_RATIO = 1.5;

/** Largest random environment variable of a round, in bytes: one page moves the stack enough. */
export const PADDING_BYTES_MAX = 4_096;

/** One sample, unless the benchmark says otherwise. */
export const SAMPLE_TIMEOUT_MS = 120_000;

/** Bytes of standard output that are searched for custom metrics. */
export const CAPTURE_BYTES_MAX = 1_048_576;

/** Runs of each side under an instruction counter, which vary little. */
export const WITNESS_RUNS = 3;

/** All runs of one row under an instruction counter, unless the user says otherwise. */
export const WITNESS_TIME_MS = 600_000;

/** One call of an output comparator. */
export const COMPARATOR_TIMEOUT_MS = 60_000;
