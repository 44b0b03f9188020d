/** Characters of the longest string that V8 can make, less one; JSON has to fit into one. */
export const JSON_BYTES_MAX = 536_870_887;

/** Start of a file in which its format is recognised. */
export const HEAD_BYTES_MAX = 65_536;

/** Lines of that start that are looked at. */
export const HEAD_LINES_MAX = 200;

/** Piece of a text file that is decoded at once. */
export const TEXT_CHUNK_BYTES = 1_048_576;

/** Longest line of a text format; stacks of 100,000 frames with long names stay below. */
export const LINE_BYTES_MAX = 67_108_864;

/** Deltas from which the sampling interval is estimated. */
export const INTERVAL_DELTAS_MAX = 65_536;

/** A delta above this many sampling intervals is time in which the thread did not run. */
export const CLIP_INTERVALS = 2;

/** Largest value of one sample: 104 days in ns, 8 PiB; beyond, numbers lose their last digits. */
export const VALUE_MAX: number = Number.MAX_SAFE_INTEGER;

/** Characters of a file that a message quotes. */
export const QUOTE_LENGTH_MAX = 60;

/** Different notes of one kind that are kept. */
export const NOTES_MAX = 20;

/** Pairs of a line and a caller that a callgrind file is spread over. */
export const PAIRS_MAX = 2_000_000;

/** Kinds of values or events of one file that become profiles of their own. */
export const TITLES_MAX = 64;

/** Longest line of perf and callgrind; perf cuts symbols far below, and patterns stay quick. */
export const SHORT_LINE_MAX = 16_384;
