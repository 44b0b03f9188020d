/** What the commands share: how they are stopped, and what the process ends with. */
export interface Session {
  readonly signal: AbortSignal;
  /** The words behind `--`, which commander would mix with the arguments. */
  readonly afterDashes: readonly string[];
  exitCode: number;
}
