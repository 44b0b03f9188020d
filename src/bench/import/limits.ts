import { BYTES_PER_KIB, BYTES_PER_MIB } from '../../base/index.ts';

/** Largest result file that is read; results of 50 MB with raw samples are seen in practice. */
export const IMPORT_FILE_BYTES_MAX: number = 256 * BYTES_PER_MIB;

/** All result files of one import together, because their texts are held at the same time. */
export const IMPORT_BYTES_MAX: number = 512 * BYTES_PER_MIB;

/** Result files of one import; Criterion writes three or four for each benchmark. */
export const IMPORT_FILES_MAX = 20_000;

/** Entries of folders that are looked at while searching for Criterion's files. */
export const FOLDER_ENTRIES_MAX = 500_000;

/** Chunk in which a result file is read. */
export const READ_CHUNK_BYTES: number = 256 * BYTES_PER_KIB;

/** Samples that a histogram is unfolded into; a larger one is kept as its summary. */
export const HISTOGRAM_SAMPLES_MAX = 1_000_000;

/** Notes that one result carries; the rest is counted. */
export const NOTES_MAX = 20;

/** Names that a message lists; the rest is counted. */
export const NAMES_MAX = 6;

/** Characters of a file that a message quotes. */
export const QUOTE_LENGTH_MAX = 60;

/** Additions that the exact rank sum distribution may cost; above, the normal one is used. */
export const EXACT_STEPS_MAX = 10_000_000;

/** Halvings in the search for one difference; about 60 reach neighbouring doubles. */
export const BISECTIONS_MAX = 100;

/** Start of a text in which its first line is sought, for a message. */
export const LINE_LENGTH_MAX = 1_000;

/** Samples of one side that enter a shift; more are thinned, which only widens the interval. */
export const SHIFT_SAMPLES_MAX = 20_000;
