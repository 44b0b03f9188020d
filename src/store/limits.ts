import { BYTES_PER_KIB, BYTES_PER_MIB } from '../base/index.ts';

/** How long a call waits for another process that is writing to the journal. */
export const BUSY_TIMEOUT_MS = 5_000;

/** Largest JSON of one event. Larger things are blobs, and the event carries their hash. */
export const EVENT_BYTES_MAX = BYTES_PER_MIB;

/** Results of a step above this go to a blob, so that reading a journal stays cheap. */
export const STEP_INLINE_BYTES_MAX = 4 * BYTES_PER_KIB;

/** Largest blob before compression; also bounds what a damaged file can unpack to. */
export const BLOB_BYTES_MAX = 256 * BYTES_PER_MIB;

/** Longest key or purpose, in UTF-16 units. */
export const KEY_CHARS_MAX = 512;

/** Most events of one run; a flow that gets there is looping. */
export const EVENTS_PER_RUN_MAX = 1_000_000;

/**
 * What SQLite keeps of the write-ahead log after a checkpoint, and the size at which it makes one,
 * which waits for the disk even in `repeatable` transactions: twice its default makes steps some
 * 10 % faster.
 */
export const WAL_BYTES_MAX = 8 * BYTES_PER_MIB;

/**
 * Of a new journal; one that has another goes on with it. An event touches four pages, and each of
 * them is written whole: half of SQLite's default makes an event some 9 % faster.
 */
export const PAGE_BYTES: number = 2 * BYTES_PER_KIB;

/** Longest name of an artifact with its folders, in characters. */
export const ARTIFACT_NAME_CHARS_MAX = 200;

/** Largest JSON of one message to the driver of a run. */
export const MESSAGE_BYTES_MAX = 64 * BYTES_PER_KIB;

/** Most messages of one run; somebody who sends more is looping. */
export const MESSAGES_PER_RUN_MAX = 10_000;

/** Most numbers of one run in the history: sides times metrics times measurements. */
export const MEASUREMENTS_PER_RUN_MAX = 100_000;
