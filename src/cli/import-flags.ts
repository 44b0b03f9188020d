/** The flags of `hone import` as commander hands them over. */
export interface ImportFlags {
  readonly format?: string;
  readonly base?: string;
  readonly json?: string | true;
  readonly markdown?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly minEffect: number;
}
