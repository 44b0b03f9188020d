/** Waiting for another hone that measures on this machine. */
export const LOCK_WAIT_MS_MAX = 6 * 3_600_000;

/** One run of a suite's setup or test commands, unless hone.yaml says otherwise. */
export const SETUP_TIMEOUT_MS = 15 * 60_000;

/** Built checkouts that are kept for the next comparison; the oldest go first. */
export const BUILDS_KEPT_MAX = 12;

/** Rows of a -P matrix at most. */
export const MATRIX_ROWS_MAX = 1_000;

/** Candidates of one comparison at most; more would stretch a round beyond usefulness. */
export const CANDIDATES_MAX = 50;

/** A gain beyond this (ratio below it) waits for a person: 50 times faster is rarely honest. */
export const PLAUSIBLE_RATIO_MIN = 0.02;

/** One command that `hone init` tries. */
export const INIT_COMMAND_TIMEOUT_MS = 5 * 60_000;

/** Paths that `hone init` looks at. */
export const INIT_FILES_MAX = 100_000;

/** Bytes of a file that `hone init` looks into. */
export const INIT_FILE_BYTES_MAX = 1_048_576;

/**
 * The base against itself before the first proposal is measured: pairs, the fewest that say
 * anything, and the rounds that a trial uses up before its fresh pairs (a first look, sizing, two
 * warm-ups). A benchmark of 0.1 s takes 3 s for it; what would take longer than `timeMs` is not
 * tried.
 */
export const NOISE_TEST = {
  pairs: 12,
  pairsMin: 8,
  screeningRounds: 20,
  timeMs: 30_000,
} as const;
