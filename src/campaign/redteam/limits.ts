/** Most fresh pairs of a verdict on a cheat: what cheats gain is large, so few show it. */
export const REDTEAM_PAIRS_MAX = 10;

/** Least time for one cheat on one benchmark: few pairs, but of programs that may be slow. */
export const REDTEAM_TIME_LIMIT_MS_MIN = 120_000;

/** A gain of this share that could not be confirmed is no proof that a cheat fails. */
export const UNCLEAR_GAIN_MIN = 0.05;

/** Files whose text cheats are made from. */
export const VIEW_FILES_MAX = 4_000;

/** Bytes of one such file. */
export const VIEW_FILE_BYTES_MAX = 524_288;

/** Bytes of all of them together. */
export const VIEW_BYTES_MAX = 33_554_432;

/** Bytes of a benchmark's output that are kept for cheats that know it. */
export const RECORDED_OUTPUT_BYTES_MAX = 1_048_576;

/** Files asked about in one call of admission, which lists that many refusals. */
export const ADMISSION_CHUNK = 50;

/** Times as many pairs, and as much time, for the one closer look at what few could not tell. */
export const CLOSER_FACTOR = 4;
