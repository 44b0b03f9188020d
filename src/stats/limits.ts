/** Most non-zero differences for which the exact signed rank distribution is used. */
export const SIGNED_RANK_EXACT_MAX = 50;

/** Most values of both groups together for which the exact rank sum distribution is used. */
export const RANK_SUM_EXACT_MAX = 50;

/** Most looks of one group-sequential plan. */
export const LOOKS_MAX = 100;

/** Most nodes of one quadrature rule; looks closer than it can serve are refused. */
export const QUADRATURE_NODES_MAX = 1_000;

/** Steps of the root search for a bound; it needs about 6. */
export const ROOT_STEPS_MAX = 100;

/** Longer series are thinned to this many block medians before all pairs are looked at. */
export const DRIFT_POINTS_MAX = 2_000;

/** Most resamples of one bootstrap. */
export const RESAMPLES_MAX = 100_000;

/** Longest series that is searched for change points; callers keep its newest values. */
export const CHANGE_POINT_SERIES_MAX = 5_000;

/** Fewest values of a level between two change points. */
export const LEVEL_VALUES_MIN = 3;

/** Most change points of one series: bounds the time that a series of steps can take. */
export const CHANGE_POINTS_MAX = 50;

/** Most values on either side of a change point that its size is computed from: the nearest. */
export const SHIFT_VALUES_MAX = 500;

/** Most values that one test for a change point reorders; longer ranges are thinned to as many. */
export const TESTED_VALUES_MAX = 600;
