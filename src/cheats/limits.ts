/** Package scripts that are followed from one to the next to find what a command runs. */
export const SCRIPT_HOPS_MAX = 5;

/** Files that are read on the way from a program's first file to one that may be changed. */
export const FILES_FOLLOWED_MAX = 500;

/** Longest output that a cheat carries in its code, in characters; more is no patch any more. */
export const OUTPUT_CHARS_MAX = 262_144;

/** How long a process lives that a cheat leaves behind, unless it is ended before. */
export const LEFT_BEHIND_MS_MAX = 20_000;

/** How long one burner of processor time lives. */
export const HOG_MS_MAX = 3_000;

/** What the base is slowed down by in its own checkout, once for each run. */
export const SABOTAGE_MS = 150;
