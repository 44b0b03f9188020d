import { BYTES_PER_MIB } from '../base/index.ts';

/** Time for all attempts of a self-test together; it usually takes a tenth of a second. */
export const SELF_TEST_MS_MAX = 10_000;

/** Starts of a self-test whose sandbox refuses to start, which takes milliseconds. */
export const SELF_TEST_STARTS_MAX = 3;

/** Output of a self-test or of a program that is asked for its version. */
export const BRIEF_OUTPUT_BYTES_MAX: number = BYTES_PER_MIB;

/** Time for a program to say its version. */
export const VERSION_MS_MAX = 5_000;

/** What fits into each private temporary folder: it lies in memory. */
export const PRIVATE_FOLDER_BYTES_MAX: number = 1_024 * BYTES_PER_MIB;

/** Sockets of the machine that are covered, one mount each. */
export const COVERED_SOCKETS_MAX = 500;

/** Read-only and hidden paths of one command: the time to mount them grows with their square. */
export const KEPT_PATHS_MAX = 250;

/** Folders of PATH that are looked at. */
export const PATH_FOLDERS_MAX = 500;

/** Shortest time between two looks at a tree of processes, and until the first. */
export const LOOK_EVERY_MS = 250;

/** Longest, where looking takes long. */
export const LOOK_EVERY_MS_MAX = 2_000;

/** Share of one core that looking at a tree may take, as 1 to so many. */
export const LOOK_PAUSE_RATIO = 100;

/** Shortest time between two looks at what was written. */
export const DISK_LOOK_EVERY_MS = 1_000;

/** Share of the time that looking at what was written may take, as 1 to so many. */
export const DISK_LOOK_PAUSE_RATIO = 20;

/** Files and folders that may be there before a process starts that is watched. */
export const ENTRIES_BEFORE_MAX = 5_000_000;

/** Files and folders that a watched process may add. */
export const ENTRIES_ADDED_MAX = 500_000;

/** Longest time that can be watched, one day: a timer can't count much further. */
export const DURATION_MS_MAX = 86_400_000;

/** What has to stay free on the disk while something is watched that writes to it. */
export const FREE_BYTES_MIN: number = 512 * BYTES_PER_MIB;
