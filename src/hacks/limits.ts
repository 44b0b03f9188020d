/** Findings that one report lists; of more the hard ones are kept, and the rest is counted. */
export const FINDINGS_MAX = 100;

/** Characters of a line that a finding shows. */
export const TEXT_CHARS_MAX = 200;

/** Characters of code in one line from which nobody can be expected to read it. */
export const READABLE_CHARS_MAX = 2_000;

/** Names of one kind (inputs, benchmarks, words) that are looked for in strings. */
export const NAMES_MAX = 200;

/**
 * Added characters times removed characters of one hunk up to which an added line is looked for
 * inside of removed ones. Above it only equal lines count as moved: the search would no longer be
 * linear in the size of the patch.
 */
export const CONTAINED_WORK_MAX = 1_000_000;

/** Characters of a whole prompt for a judge. */
export const JUDGE_PROMPT_CHARS_MAX = 60_000;

/** Proposals that a judge sees beside the one that is judged. */
export const JUDGE_OTHERS_MAX = 6;

/** Findings of the judged proposal that are shown. */
export const JUDGE_FINDINGS_MAX = 30;

/** Lines with measured numbers that are shown for one proposal. */
export const JUDGE_NUMBERS_MAX = 20;

/** Characters of one line in a prompt. */
export const JUDGE_LINE_CHARS_MAX = 400;

/** Characters of an answer that are read; a verdict needs few. */
export const JUDGE_ANSWER_CHARS_MAX = 20_000;

/** Characters of a judge's reason that are kept. */
export const JUDGE_REASON_CHARS_MAX = 1_000;
