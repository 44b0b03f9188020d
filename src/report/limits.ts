/** Narrowest text that is laid out, in columns. */
export const WIDTH_MIN = 40;

/** Widest text that is laid out, in columns; longer lines are hard to read. */
export const WIDTH_MAX = 160;

/** Longest name inside a sentence, in columns; longer ones are shortened in the middle. */
export const NAME_COLUMNS_MAX = 44;

/** Longest text from outside (a reason, a note) that is shown, in characters. */
export const TEXT_CHARACTERS_MAX = 2_000;

/** Most pictures in one terminal report; with more comparisons the table has to do. */
export const TEXT_PICTURES_MAX = 3;

/** Most candidates drawn beside their base in one terminal picture. */
export const PICTURE_CANDIDATES_MAX = 6;

/** Most points drawn in one SVG; the rest are thinned evenly and the figure says so. */
export const POINTS_DRAWN_MAX = 400;

/** Most points of one SVG that carry their own tooltip; more would only bloat the file. */
export const TOOLTIPS_MAX = 200;

/** Most comparisons of one HTML page that get their own figures; the table always has all. */
export const HTML_FIGURES_MAX = 60;

/** Points at which a density is evaluated for an SVG. */
export const DENSITY_POINTS = 120;

/** Most values that go into one density; more are thinned evenly, the curve does not change. */
export const DENSITY_VALUES_MAX = 4_000;

/** More pairs than this are not a sensible advice to anybody. */
export const PAIRS_ADVISED_MAX = 1_000;

/** Longest subject of a commit, in characters; the title gives way, never the number. */
export const COMMIT_SUBJECT_MAX = 100;

/** Columns of a commit's body. */
export const COMMIT_BODY_COLUMNS = 72;

/** Newest pairs that the live estimate looks at, so that drawing a line never costs time. */
export const PROGRESS_PAIRS_MAX = 200;

/** Bottlenecks of one workload that a terminal shows; the file has all. */
export const BOTTLENECK_ROWS_SHOWN = 10;

/** Packages of one workload that a text names. */
export const PACKAGES_SHOWN = 5;

/** Caveats that a text lists. */
export const CAVEATS_SHOWN = 6;

/** Fewest bytes that a token of a language model stands for, taken over a whole text. */
export const BYTES_PER_TOKEN_MIN = 3.5;

/** Items of a plan that the terminal shows; all of them are in its files. */
export const ITEMS_SHOWN = 20;

/** Refused items of a plan that the terminal shows, the largest bounds first. */
export const REFUSED_SHOWN = 5;

/** Findings and suggestions about a plan that the terminal shows. */
export const FINDINGS_SHOWN = 10;

/** Milliseconds from which loading a module is worth a word to people. */
export const STARTUP_MS_SHOWN_MIN = 10;

/** Share of a run from which loading a module is worth a word to people. */
export const STARTUP_SHARE_SHOWN_MIN = 0.05;
