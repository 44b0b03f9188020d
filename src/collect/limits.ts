import { BYTES_PER_KIB, BYTES_PER_MIB, NS_PER_MS, NS_PER_US } from '../base/index.ts';

/** Shortest and longest time between two looks of the CPU profiler. */
export const CPU_INTERVAL_NS_MIN: number = 100 * NS_PER_US;
/** See above. */
export const CPU_INTERVAL_NS_MAX: number = 10 * NS_PER_MS;

/** Time between two looks of the CPU profiler unless another is chosen. */
export const CPU_INTERVAL_NS: number = NS_PER_MS;

/** Fewest and most bytes between two sampled allocations. */
export const ALLOC_INTERVAL_BYTES_MIN: number = 4 * BYTES_PER_KIB;
/** See above. */
export const ALLOC_INTERVAL_BYTES_MAX: number = 16 * BYTES_PER_MIB;

/** Bytes between two sampled allocations unless another is chosen. */
export const ALLOC_INTERVAL_BYTES: number = 128 * BYTES_PER_KIB;

/** Fewest and most looks of perf a second. */
export const PERF_HZ_MIN = 1;
/** See above. */
export const PERF_HZ_MAX = 10_000;

/** Looks of perf a second unless others are chosen; odd, so as not to beat with timers. */
export const PERF_HZ = 999;

/** One profile of one thread as text: V8 holds no longer text, so nobody could read it. */
export const PROFILE_BYTES_MAX: number = 512 * BYTES_PER_MIB - BYTES_PER_KIB;

/** All profiles of one run. */
export const FOLDER_BYTES_MAX: number = 2_048 * BYTES_PER_MIB;

/** The record of one thread, without its profiles. */
export const RECORD_BYTES_MAX: number = 16 * BYTES_PER_MIB;

/** Threads that are recorded in one run. */
export const THREADS_MAX = 1_000;

/** Files of one run: profiles, record and mark of each thread. */
export const FILES_MAX: number = 4 * THREADS_MAX;

/** What perf records of one run, before it is turned into text. */
export const PERF_DATA_BYTES_MAX: number = 512 * BYTES_PER_MIB;

/** Time for `perf script`. */
export const PERF_SCRIPT_MS_MAX = 300_000;

/** Time for finding out whether perf works here. */
export const PERF_PROBE_MS_MAX = 10_000;

/** Longest time that a profiled command may be given: one day. */
export const TIMEOUT_MS_MAX = 86_400_000;

/** Standard output, and separately standard error, before a command counts as flooding. */
export const OUTPUT_BYTES_MAX: number = 1_024 * BYTES_PER_MIB;

/** Time in which processes that are asked to end write their profiles. */
export const STOP_GRACE_MS = 10_000;

/** Time in which killed processes have to be gone; only one stuck in the kernel is slower. */
export const GONE_MS_MAX = 2_000;

/** Time between two looks at processes that are ending. */
export const LOOK_EVERY_MS = 20;

/** Time for pipes to run dry after the group is gone; a process outside it may hold them open. */
export const DRAIN_MS_MAX = 500;

/** End of standard error that is kept for messages. */
export const STDERR_TAIL_BYTES: number = 4 * BYTES_PER_KIB;

/** Runs of one command for one set of profiles. */
export const RUNS_MAX = 10;

/** Names that a caveat lists. */
export const NAMES_SHOWN_MAX = 8;

/** Names the symbol under which inserted code finds who listens to calls. */
export const LISTENER_NAME = 'hone.calls';
