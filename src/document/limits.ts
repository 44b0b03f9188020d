/** Problems of one file that are told at once; the rest follow from them or can wait. */
export const PROBLEMS_MAX = 50;

/** Longest message of a problem, in characters. */
export const MESSAGE_CHARS_MAX = 500;

/** Longest value that a message shows, in characters. */
export const SHOWN_CHARS_MAX = 60;

/** Longest word that is compared with others; nobody misspells a longer one. */
export const WORD_CHARS_MAX = 60;

/** Most options that a sentence lists. */
export const LISTED_MAX = 12;
