/** Task folders that are read: more than anybody keeps. */
export const TASKS_MAX = 5_000;

/** Bytes of one task document; a longer one is no text that a person wrote. */
export const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024;

/** Characters of one note. */
export const NOTE_CHARS_MAX = 20_000;

/** Longest that one request waits for a rate limit of the host to end, in ms; else it is told. */
export const RATE_WAIT_MS_MAX = 90_000;

/** Longest that one of the project's own checks may take, in ms. */
export const CHECK_TIMEOUT_MS = 1_800_000;

/** Commits of the base branch that are looked through for tasks that were merged elsewhere. */
export const MERGED_COMMITS_MAX = 2_000;

/** Measured commits that are held against HEAD to find one whose code is the same. */
export const COMMITS_COMPARED_MAX = 10;

/** Commits of a task's branch that are looked through for a version of a document. */
export const BRANCH_COMMITS_MAX = 300;

/** How often the log of a task is asked for while another process writes to it. */
export const LOG_TRIES_MAX = 200;

/** Time between two of these, in ms. */
export const LOG_WAIT_MS = 10;
