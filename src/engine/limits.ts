import { BYTES_PER_KIB, BYTES_PER_MIB } from '../base/index.ts';

/** A step that still runs after this is recorded as started, so that others see it, in ms. */
export const VISIBLE_AFTER_MS = 20;

/** How often a driver looks for answers and cancellations from other processes, in ms. */
export const POLL_MS = 100;

/** How long a driver takes it that nobody took its run over, in ms. */
export const FENCE_MS = 10;

/** From SIGTERM to SIGKILL for a process group, in ms. */
export const GROUP_GRACE_MS = 5_000;

/** How long a process group may take to vanish after SIGKILL, in ms. */
export const GROUP_KILL_MS = 2_000;

/** How often a process group that is being ended is looked at, in ms. */
export const GROUP_LOOK_MS = 20;

/** How long work may go on after its signal was aborted and its processes were ended, in ms. */
export const SETTLE_MS = 10_000;

/** How long the check of a gate may take, in ms: it may run a whole test suite. */
export const GATE_CHECK_MS_MAX = 3_600_000;

/** How long bringing the code back to a commit may take, in ms. */
export const RESTORE_MS_MAX = 600_000;

/** Longest durable sleep, in ms: a year. */
export const SLEEP_MS_MAX = 31_536_000_000;

/** Waits are cut into pieces of this, in ms, because a machine that sleeps stops its timers. */
export const WAIT_PIECE_MS = 30_000;

/** Longest time without letting timers and signals through, in ms. */
export const BREATH_MS = 10;

/** Most rewinds of one run; a flow that gets there is looping. */
export const REWINDS_MAX = 100;

/** Most branches of one `all`. */
export const BRANCH_ITEMS_MAX = 10_000;

/** Longest id of a step with the path of its branch, in UTF-16 units. */
export const ID_CHARS_MAX = 480;

/** What is kept of the text of a failure, in UTF-16 units. */
export const FAILURE_CHARS_MAX = 16_384;

/** Results up to this are part of their event; larger ones are stored by reference. */
export const INLINE_BYTES_MAX = 4 * BYTES_PER_KIB;

/** Largest result of one step as JSON, in bytes. */
export const RESULT_BYTES_MAX = 256 * BYTES_PER_MIB;
