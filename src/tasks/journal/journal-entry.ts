import type { PhaseNumber } from '../phases/phase-names.ts';

/** A measured change of one metric. */
export interface Impact {
  readonly benchmark: string;
  readonly metric: string;
  /** Candidate through base with its interval: 0.876 takes 12.4 % less. */
  readonly ratio: {
    readonly estimate: number;
    readonly lo: number;
    readonly hi: number;
    /** 0.95 for a 95 % interval. */
    readonly confidence: number;
  };
}

/** What all entries have. */
interface Common {
  /** ISO 8601 in UTC, as the event says. */
  readonly at: string;
  readonly phase: PhaseNumber;
  /** What comes next; empty where nothing is planned. */
  readonly next: string;
}

/** One entry of the log, from one event of the run. Texts are Markdown. */
export type JournalEntry =
  | (Common & {
      readonly kind: 'phase' | 'discovery' | 'decision' | 'note';
      readonly content: string;
      readonly impact: readonly Impact[];
    })
  | (Common & {
      /** An optimisation that was tried, or a measurement; without impact it says so. */
      readonly kind: 'attempt' | 'measurement';
      readonly content: string;
      readonly impact: readonly Impact[];
    })
  | (Common & {
      readonly kind: 'review';
      /** Comments that were handled. */
      readonly comments: {
        readonly changed: number;
        readonly answered: number;
        readonly open: number;
      };
      readonly changes: string;
      readonly impact: readonly Impact[];
      readonly discussions: readonly string[];
    });
