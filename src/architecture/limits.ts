/** Files that are read at most; those nearest to the root first. */
export const FILES_MAX = 200;

/** Largest file that is read, in bytes. */
export const FILE_BYTES_MAX = 512 * 1024;

/** Notes of one file; the rest of a longer one is left out. */
export const FILE_NOTES_MAX = 200;

/** Places that one note names. */
export const EVIDENCE_MAX = 20;

/** Documents of one YAML file. */
export const YAML_DOCUMENTS_MAX = 200;

/** Values of one YAML file; what an anchor holds counts each time that it is used. */
export const YAML_VALUES_MAX = 50_000;

/** Uses of anchors in one YAML file. */
export const YAML_ALIASES_MAX = 1_000;

/** Brackets inside each other, and dashes on one line, above which no parser is asked. */
export const NESTING_MAX = 200;

/** Levels of a YAML file that are looked at. */
export const YAML_DEPTH_MAX = 40;

/** Characters of a line that a note shows. */
export const SHOWN_CHARS_MAX = 200;

/** Lines of one file of traces. */
export const TRACE_LINES_MAX = 5_000;
