/** Most text of one plan, in characters; a plan of 600 steps needs 300,000. */
export const PLAN_CHARS_MAX = 1_000_000;

/** Findings that one check reports; the rest follow from them or can wait. */
export const FINDINGS_MAX = 100;

/** Fewest different words that say something, by what the text is for. */
export const WORDS_MIN = { name: 3, sentence: 4 } as const;

/** Smallest share of different words in a text of at least so many; below, it repeats itself. */
export const REPETITION = { wordsMin: 8, shareMin: 0.4 } as const;

/** Share of words in common from which two steps on the same metrics are the same step. */
export const NEAR_DUPLICATE_SHARE = 0.8;

/** Largest gain that a plan may expect, in % of the value: less than all, or a thousandfold. */
export const GAIN_PERCENT_MAX = { lower: 99, higher: 100_000 } as const;

/** How far a number that a plan quotes may be from the baseline's, as a share. */
export const QUOTE_TOLERANCE = 0.25;

/** Points between raters from which they disagree. */
export const DISAGREEMENT_MIN = 1.5;

/** Attempts at a plan before a person is asked. */
export const RATING_ATTEMPTS_MAX = 3;

/** How exactly the weights of a rubric have to add up to 1. */
export const WEIGHT_TOLERANCE = 1e-6;

/** Bottlenecks and findings that a built-in report lists. */
export const BOTTLENECKS_MAX = 50;

/** Items, and refused ones, of a backlog. */
export const BACKLOG_MAX = 500;

/** Pieces of evidence of one item; a step of a plan takes 50. */
export const EVIDENCE_MAX = 12;
