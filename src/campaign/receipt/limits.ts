import { BYTES_PER_KIB, BYTES_PER_MIB } from '../../base/index.ts';

/** Largest receipt that is written or read; about 200,000 samples. */
export const RECEIPT_BYTES_MAX: number = 128 * BYTES_PER_MIB;

/** Deepest nesting of brackets in a receipt; what hone writes stays below 20. */
export const NESTING_MAX = 64;

/** Findings that are listed; more are counted. */
export const FINDINGS_MAX = 100;

/** Largest file of keys. */
export const KEY_FILE_BYTES_MAX: number = 64 * BYTES_PER_KIB;

/** Characters of a value that are shown in a finding. */
export const SHOWN_CHARS_MAX = 100;
