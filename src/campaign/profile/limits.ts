/** Most bytes of an unpacked profile, which is about what V8 takes as one text. */
export const PROFILE_BYTES_MAX = 512 * 1024 * 1024;

/** Longest source file or source map that is read, in bytes. */
export const SOURCE_BYTES_MAX = 32 * 1024 * 1024;

/** Most characters of generated code and its source maps that are kept with a profile, in sum. */
export const GENERATED_CHARS_MAX = 64 * 1024 * 1024;

/** Runs without a profiler that say how long the program takes; they are no measurement. */
export const PLAIN_RUNS = 5;

/**
 * Runs of each revision of a diff where nobody says how many: short programs get more of them,
 * because few samples of a run are all that a small change shows in.
 */
export const DIFF_RUNS = { min: 10, max: 40 } as const;

/** Time for them, in ms, as far as the fewest runs leave a choice. */
export const DIFF_MS_MAX = 60_000;

/** Kept profiles of a subject; the oldest are removed. */
export const KEPT_MAX = 20;

/** Where nothing says how long a command may take, in ms. */
export const PROFILE_TIMEOUT_MS = 300_000;

/** Files of a commit whose texts are read for one graph or one patch. */
export const COMMITTED_SOURCES_MAX = 500;

/** Modules that a report lists by what loading them takes. */
export const STARTUP_ROWS_MAX = 20;

/** Characters of a file above which nobody looks for inlined functions in it. */
export const SPANS_CHARS_MAX = 500_000;

/** Share of a process in Node's loader from which a report speaks of it. */
export const LOADER_SHARE_MIN = 0.05;

/** Part of a run from which a module that exports nothing is the program and not loaded for it. */
export const WHOLE_PROGRAM_SHARE = 0.25;

/** Event loops, one for each process, that a report lists. */
export const EVENT_LOOPS_MAX = 20;

/** Characters of a process' command that name it. */
export const PROCESS_CHARS_MAX = 100;

/** Responses of all processes that detectors look at. */
export const RESPONSES_MAX = 1_000;

/** Functions whose calls are counted in one run, hottest first. */
export const COUNTED_FUNCTIONS_MAX = 20;

/** Share of the workload from which the calls of a function are worth counting. */
export const COUNTED_SHARE_MIN = 0.02;

/** Sizes of an input that growth is told from. */
export const GROWTH_SIZES_MIN = 3;

/** Most sizes in one command. */
export const GROWTH_SIZES_MAX = 10;

/** Profiled runs at each size but the largest. */
export const GROWTH_RUNS = 3;

/** Milliseconds of a function, at some looks of 1 ms, below which chance decides its time. */
export const GROWTH_MS_MIN = 5;
