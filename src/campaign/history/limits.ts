/** Commits of a line of first parents that are looked at: decades of daily work. */
export const LINE_COMMITS_MAX = 20_000;

/** Error rate of the search for changes of level, for each series that does not change at all. */
export const CHANGE_ALPHA = 0.01;

/** Reorderings of each test: enough for a p of half that. */
export const CHANGE_PERMUTATIONS = 499;

/** Fewer points can't reach that error rate: two clean levels of 5 part so in 1 order of 126. */
export const CHANGE_POINTS_NEEDED = 10;

/** Fewest points of a level for a trend in it. */
export const TREND_POINTS_MIN = 8;

/** Most runs that count as parts of one. */
export const PARTS_OF_RUN_MAX = 1_000;

/** What the lessons of earlier runs may take of a prompt, in characters: some 500 tokens. */
export const LESSONS_CHARS_MAX = 2_000;

/** Earlier runs whose lessons are told: the newest. */
export const LESSON_RUNS_MAX = 5;

/** Proposals of each outcome that are told of one run. */
export const LESSON_PROPOSALS_MAX = 3;

/** A place below this share of the time is no new bottleneck. */
export const BOTTLENECK_SHARE_MIN = 0.05;

/** By how much the interval of a known place must lie above what it was, as a share of all. */
export const BOTTLENECK_GROWTH_MIN = 0.02;

/** A target is near its limit when less than this share is left. */
export const NEAR_BUDGET = 0.1;
