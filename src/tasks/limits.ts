/** Longest task file or list that is read, in characters. */
export const FILE_CHARS_MAX = 2_000_000;

/** Longest slug in the name of a branch, in characters. */
export const SLUG_CHARS_MAX = 48;

/** Longest subject of a commit message, in characters; the title gives way, never the number. */
export const SUBJECT_CHARS_MAX = 100;

/** Hexadecimal digits of a hash that mark a rendered block; enough to notice an edit. */
export const MARK_DIGITS = 12;

/** Highest number of a task, in digits. */
export const ID_DIGITS_MAX = 6;

/** Longest note of a pull request in the dashboard, in characters; its part has all of it. */
export const NOTE_CHARS_MAX = 160;
