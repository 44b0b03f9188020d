/** `hard` refuses a proposal; `soft` asks a person or a judge to look. */
export type Severity = 'hard' | 'soft';

/** One added line that looks like a way to win without being faster. */
export interface HackFinding {
  /** Stable name of the rule, for scripts. */
  readonly rule: string;
  readonly severity: Severity;
  /** The file's new name, from the root of the tree. */
  readonly path: string;
  /** From 1, in the new file. */
  readonly line: number;
  /** The line without its indentation, cut to `TEXT_CHARS_MAX` characters. */
  readonly text: string;
  /** What it looks like, and what an honest author does instead. */
  readonly message: string;
}

/** What was found in one patch, in order of path, line and rule. */
export interface HackReport {
  readonly findings: readonly HackFinding[];
  /** Findings beyond those that are listed. */
  readonly more: number;
}

/**
 * What the suite is called and fed with, so that code which recognises it can be found. Everything
 * may be empty: rules that need nothing of it still hold.
 */
export interface HackContext {
  /** Ids of benchmarks. */
  readonly benchmarks: readonly string[];
  /** Ids of holdout benchmarks. */
  readonly holdouts: readonly string[];
  /** Words of every command of benchmarks and holdouts; a shell's text may be one word. */
  readonly commands: readonly (readonly string[])[];
  /** Paths of inputs, beside those that the commands name. */
  readonly inputs: readonly string[];
  /** Paths of test files: findings in them are no reason to refuse, only to look. */
  readonly tests: readonly string[];
  /** Names of environment variables that the suite sets. */
  readonly environment: readonly string[];
}
