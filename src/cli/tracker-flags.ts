/** The flags of `hone tracker` as commander hands them over. */
export interface TrackerFlags {
  readonly write?: boolean;
  readonly file?: string;
  readonly json?: string | true;
  readonly markdown?: string;
  readonly html?: string;
  readonly watch?: boolean;
  readonly name?: string;
  readonly purpose?: string;
  readonly refresh?: boolean;
  readonly cwd: string;
}
