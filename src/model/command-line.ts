/** A program with its words as it is to be started. */
export interface CommandLine {
  readonly words: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}
