import { BYTES_PER_MIB } from '../base/index.ts';

/** Further attempts after the first, for failures that may pass. */
export const RETRIES_MAX = 3;

/** Before the first retry; each one after it waits twice as long. */
export const WAIT_MS_FIRST = 1_000;

/** Longest wait before a retry. */
export const WAIT_MS_MAX = 8_000;

/** One artifact. */
export const ARTIFACT_BYTES_MAX: number = 64 * BYTES_PER_MIB;

/** Versions of one file in a folder. */
export const VERSIONS_MAX = 1_000;

/** A manifest that is read. */
export const MANIFEST_BYTES_MAX: number = 4 * BYTES_PER_MIB;

/** One run of a publishing command where nothing else is said. */
export const COMMAND_TIMEOUT_MS = 300_000;

/** Characters of a command line that names a target. */
export const TARGET_NAME_LENGTH_MAX = 160;

/** Characters of what a target answered. */
export const RESULT_LENGTH_MAX = 500;
