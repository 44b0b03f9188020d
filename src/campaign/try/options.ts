import type { Command } from '../../model/index.ts';

/** Where a proposal comes from. */
export type ProposalSource =
  | { readonly kind: 'patch'; readonly path: string }
  | { readonly kind: 'revision'; readonly revision: string }
  /** Of the remote `origin`. */
  | { readonly kind: 'pull-request'; readonly number: number }
  | { readonly kind: 'command'; readonly command: Command };

/** What `hone try` is asked to do. */
export interface TryOptions {
  /** Any folder of the subject. */
  readonly folder: string;
  /** Commit of the subject that proposals are held against; null for HEAD. */
  readonly base: string | null;
  readonly proposals: readonly ProposalSource[];
  /** True commits what passes onto the branch `hone/<run>`. */
  readonly keep: boolean;
  readonly seed: number;
  /** Most fresh pairs of a confirmation; null takes the suite's budget. */
  readonly pairsMax: number | null;
  /** Time for one proposal on one benchmark; null takes the suite's budget. */
  readonly timeLimitMs: number | null;
  /** Id for the run, for whoever has to find it again after a crash; null draws one. */
  readonly run: string | null;
}
