/** Smallest part of the whole that is drawn on its own; what is smaller is merged. */
export const SMALL_SHARE = 0.0002;

/** Most nodes of one tree. Each can have a node for the small ones below it, so half are frames. */
export const NODES_MAX = 20_000;

/** Deepest row that is drawn; what is called from there is one node. */
export const DEPTH_MAX = 500;

/** Threads that stand beside each other; with more, those of one name are taken together. */
export const THREADS_APART_MAX = 16;

/** Longest name of a function, thread or file, in characters. */
export const NAME_CHARS_MAX = 300;

/** What readers of profiles had to leave out or guess that a graph passes on. */
export const NOTES_MAX = 12;

/** Most functions in the table below a graph. */
export const TOP_FUNCTIONS_MAX = 30;

/** Most bytes of a static SVG; narrow frames give way until it fits. */
export const SVG_BYTES_MAX = 200_000;

/** Most rows of a static SVG; GitHub and mail clients shrink what is taller. */
export const SVG_ROWS_MAX = 80;

/** Narrowest frame in pictures, in pixels. */
export const FRAME_PIXELS_MIN = 0.5;

/** Most views of one page. */
export const VIEWS_MAX = 12;

/** Outermost frames of a stack that an export to speedscope keeps. */
export const SPEEDSCOPE_DEPTH_MAX = 2_000;

/** Most frames in all stacks of such an export together; beyond, equal stacks are merged. */
export const SPEEDSCOPE_ENTRIES_MAX = 20_000_000;
