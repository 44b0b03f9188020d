/** Most bytes of an unpacked profile, which is about what V8 takes as one text. */
export const PROFILE_BYTES_MAX = 512 * 1024 * 1024;

/** Longest source file or source map that is read, in bytes. */
export const SOURCE_BYTES_MAX = 32 * 1024 * 1024;

/** Runs without a profiler that say how long the program takes; they are no measurement. */
export const PLAIN_RUNS = 5;

/** Kept profiles of a subject; the oldest are removed. */
export const KEPT_MAX = 20;

/** Where nothing says how long a command may take, in ms. */
export const PROFILE_TIMEOUT_MS = 300_000;

/** Files of a commit whose texts are read for one graph or one patch. */
export const COMMITTED_SOURCES_MAX = 500;
