/** The flags of the commands that look at runs, as commander hands them over. */
export interface RunFlags {
  readonly cwd: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly markdown?: string;
  readonly html?: string;
}
