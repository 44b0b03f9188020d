import type { Command, NoiseFloor, ProposerRecord } from '../../model/index.ts';

/** Where a proposal comes from. */
export type ProposalSource =
  | {
      readonly kind: 'patch';
      readonly path: string;
      /** Who made it, where that was seen. */
      readonly proposer?: ProposerRecord;
    }
  | { readonly kind: 'revision'; readonly revision: string }
  /** Of the remote `origin`. */
  | { readonly kind: 'pull-request'; readonly number: number }
  | { readonly kind: 'command'; readonly command: Command };

/** A person looked at a proposal's suspicious lines, or at a gain that is too large to believe. */
export interface PersonalClearance {
  readonly proposal: string;
  readonly by: string;
  readonly reason: string;
}

/** What `hone try` is asked to do. */
export interface TryOptions {
  /** Any folder of the subject. */
  readonly folder: string;
  /** Commit of the subject that proposals are held against; null for HEAD. */
  readonly base: string | null;
  readonly proposals: readonly ProposalSource[];
  /** True commits what passes onto the branch `hone/<run>`. */
  readonly keep: boolean;
  /** Branch on which the caller brings what passes; left out: as `keep` says. */
  readonly keptOn?: string;
  /** Agents who say of suspicious lines whether they are honest, by majority; may be empty. */
  readonly judges?: readonly string[];
  /** What persons let pass that waited for a person, by the proposal's short name. */
  readonly clearances?: readonly PersonalClearance[];
  /**
   * Looks at the machine's noise before the first proposal is measured: `stop` ends a run whose
   * targets ask for less than can be seen, `accept` goes on and says so. Left out: nobody looks.
   */
  readonly noise?: NoiseFloor['choice'];
  /** Measures what a profile of the base calls hopeless too. */
  readonly measureAll?: boolean;
  readonly seed: number;
  /** Most fresh pairs of a confirmation; null takes the suite's budget. */
  readonly pairsMax: number | null;
  /** Time for one proposal on one benchmark; null takes the suite's budget. */
  readonly timeLimitMs: number | null;
  /** Id for the run, for whoever has to find it again after a crash; null draws one. */
  readonly run: string | null;
}
