// The runner loads this file, so it imports nothing: not even the units of `base`.

/** Files and folders of one watched folder; a look at 50,000 takes about 0.2 s. */
export const ENTRIES_MAX = 1_000_000;

/** Names that are kept of what a sample wrote; the rest is counted. */
export const NAMES_MAX = 5;

/** Characters of such a name. */
export const NAME_LENGTH_MAX = 200;

/** Files that are counted below what a sample added. */
export const COUNTED_MAX = 10_000;

/** Coarsest step of the clock that stamps files: kernels with 100 ticks a second. */
export const TICK_MS = 10;

/** Paths in one call of `cp`. */
export const COPIED_AT_ONCE_MAX = 500;

/** One call of `cp` or `rm` over a whole checkout. */
export const COPY_MS_MAX = 600_000;
