/** Characters of one source file that are parsed; larger ones are bundles that nobody edits. */
export const SOURCE_CHARS_MAX = 2_000_000;

/** Characters of all files that are parsed in one call: about a second of work. */
export const SOURCE_CHARS_SUM_MAX = 8_000_000;

/** Syntax nodes of one file that are looked at. */
export const NODES_MAX = 400_000;

/** Files that are parsed in one call, hottest first. */
export const FILES_MAX = 100;

/** Hot functions that are looked at, hottest first. */
export const HOT_FUNCTIONS_MAX = 500;

/** Entries that are looked at of any other list that was observed. */
export const FACTS_MAX = 5_000;

/** Nominations in one answer. */
export const NOMINATIONS_MAX = 60;

/** Caveats in one answer. */
export const CAVEATS_MAX = 20;

/** Parents that are climbed from one node, and expressions that are followed from one name. */
export const CLIMB_MAX = 2_000;

/** Share of the workload from which a line is hot. */
export const HOT_LINE_SHARE_MIN = 0.02;

/**
 * Share from which a regular expression or a parse of JSON is hot with no other sign of
 * trouble.
 */
export const HOT_OPERATION_SHARE_MIN = 0.05;

/** Share of a function from which a pattern in it counts when its hot lines aren't known. */
export const HOT_FUNCTION_SHARE_MIN = 0.05;

/** Share of the allocated bytes from which a function counts as a place of allocation. */
export const ALLOCATION_SHARE_MIN = 0.1;

/** Elements of a literal up to which a loop over it is none. */
export const SMALL_LITERAL_MAX = 8;

/** Elements of a literal that never grows, up to which searching it costs next to nothing. */
export const CONSTANT_LITERAL_MAX = 32;

/** Input sizes that a growth exponent needs. */
export const GROWTH_SIZES_MIN = 3;

/** Largest over smallest input size that a growth exponent needs: below it, noise decides. */
export const GROWTH_SPAN_MIN = 2;

/** Exponent above which a function grows faster than its input. */
export const GROWTH_EXPONENT_MIN = 1.5;

/**
 * What the low end of the exponent's 95 % interval must exceed as well. n·log n over sizes 1,000 to
 * 16,000 has a slope of 1.11 to 1.15, so 1.25 keeps it out (see test/detectors/growth-simulation).
 */
export const GROWTH_LOW_MIN = 1.25;

/** Share of the workload's time from which collecting garbage is worth a word. */
export const GC_SHARE_MIN = 0.1;

/** Places of allocation that are named for garbage collection. */
export const GC_SITES_MAX = 3;

/** Synchronous calls from one place that are no start-up any more. */
export const SYNC_CALLS_MIN = 2;

/** Milliseconds in sum from which synchronous calls of one place count. */
export const SYNC_MS_MIN = 5;

/** Share of the time with nothing to do from which waits may be what is slow. */
export const IDLE_SHARE_MIN = 0.5;

/** Event-loop utilisation up to which a process mostly waits. */
export const UTILISATION_MAX = 0.5;

/** Milliseconds from which loading one module counts. */
export const STARTUP_MS_MIN = 10;

/** Share of the run from which loading one module counts. */
export const STARTUP_SHARE_MIN = 0.05;

/** Calls of one function from which repeating its work counts. */
export const REPEATED_CALLS_MIN = 1_000;

/** Distinct arguments over calls up to which most calls repeat an earlier one. */
export const DISTINCT_RATIO_MAX = 0.5;

/** Bytes of a response from which compression counts. */
export const RESPONSE_BYTES_MIN = 1_024;

/** Similar database spans under one parent from which they count as N+1 (Sentry's rule). */
export const SIMILAR_SPANS_MIN = 5;

/** Milliseconds in sum from which similar spans count (Sentry's rule). */
export const SIMILAR_SPANS_MS_MIN = 50;

/** Characters of a database statement that are compared. */
export const STATEMENT_CHARS_MAX = 10_000;

/** Rows read by one scan from which an index is worth a thought. */
export const SCANNED_ROWS_MIN = 1_000;

/** Rows returned over rows read up to which an index would have helped. */
export const SELECTIVITY_MAX = 0.1;

/** Characters of a regular expression that are taken apart. */
export const PATTERN_CHARS_MAX = 5_000;

/** Groups within groups of a regular expression that are taken apart. */
export const PATTERN_DEPTH_MAX = 100;

/** Functions that are followed from a function whose purity is in question. */
export const PURE_CALL_DEPTH_MAX = 3;

/** Characters of code or of a name that a sentence quotes. */
export const QUOTE_CHARS_MAX = 80;

/** Names that are tried before a file counts as one that nothing can be added to. */
export const HELPER_NAMES_MAX = 100;
