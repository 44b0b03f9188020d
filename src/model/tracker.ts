/** What a pull request of a campaign may be; each is derived, none is set. */
export type TrackedState =
  | 'pending'
  | 'blocked'
  | 'in-progress'
  | 'waiting'
  | 'stopped'
  | 'abandoned'
  | 'completed';

/** Something that has to hold. `evidence` is a sentence, empty where nothing is known. */
export interface TrackedCriterion {
  readonly text: string;
  readonly state: 'met' | 'unmet' | 'unknown';
  readonly evidence: string;
}

/** One pull request of a campaign with all that is told about it. Texts are of people. */
export interface TrackedPull {
  /** Of its task. */
  readonly id: string;
  readonly title: string;
  readonly state: TrackedState;
  /** The state in words, `in progress`. */
  readonly stateText: string;
  /** Why it is what it is, as a sentence. */
  readonly why: string;
  /** `Phase 4 - Performance Implementation`; null while it is in none. */
  readonly phase: string | null;
  readonly branch: string | null;
  readonly pullRequest: {
    readonly name: string;
    readonly url: string | null;
    readonly state: 'draft' | 'open' | 'closed' | 'merged';
  } | null;
  /** Exit criteria of all phases; null when there are none to count. */
  readonly completion: {
    /** From 0 to 1; 1 only when the merge is verified. */
    readonly share: number;
    /** `42 %`, rounded down. */
    readonly percent: string;
    readonly met: number;
    readonly total: number;
  } | null;
  readonly complexity: 'low' | 'medium' | 'high' | null;
  /** `3 person-days`; null when nobody estimated it. */
  readonly effort: string | null;
  readonly priority: string | null;
  readonly dependencies: readonly {
    readonly id: string;
    readonly reason: string;
    readonly isCompleted: boolean;
  }[];
  /** `isDone` is null while nobody said. */
  readonly objectives: readonly { readonly text: string; readonly isDone: boolean | null }[];
  readonly criteria: readonly TrackedCriterion[];
  readonly checks: readonly {
    readonly name: string;
    readonly state: 'passed' | 'failed' | 'running' | 'not-run';
  }[];
  /** What a reader of the dashboard has to know, in one line; empty for nothing. */
  readonly note: string;
  /** Markdown of several lines. */
  readonly notes: string;
}

/** What to do next, and why. */
export type TrackedNext =
  | {
      readonly kind: 'pull';
      readonly id: string;
      readonly title: string;
      readonly why: string;
      readonly preflight: readonly TrackedCriterion[];
    }
  | { readonly kind: 'none'; readonly why: string };

/** A number that the campaign is about; values are texts with their units. */
export interface TrackedMetric {
  readonly name: string;
  /** Null: not measured. */
  readonly base: string | null;
  readonly current: { readonly value: string; readonly interval: string } | null;
  readonly target: string | null;
  readonly state: 'reached' | 'missed' | 'unclear' | 'not-measured';
}

/** Something that was tried and rejected. */
export interface TrackedAttempt {
  /** The task that it was part of; null when it was none's. */
  readonly task: string | null;
  readonly what: string;
  readonly why: string;
  /** What was measured with its interval, in words; empty when nothing was. */
  readonly numbers: string;
}

/** The hand-off document of a campaign as values: what Markdown, terminal and page are made of. */
export interface Tracker {
  readonly name: string;
  readonly purpose: string;
  readonly scope: string;
  /** Markdown of several lines. */
  readonly overview: string;
  /** `target` is a path from the document on, or an address. */
  readonly documents: readonly {
    readonly title: string;
    readonly target: string;
    readonly about: string;
  }[];
  readonly progress: {
    readonly completed: number;
    /** Without those that were abandoned. */
    readonly total: number;
    readonly abandoned: number;
    /** From 0 to 1; 0 when there is none. */
    readonly share: number;
    /** `33 %`, rounded down, so that only all of it is 100 %. */
    readonly percent: string;
    /** `[#######-------------] 33 % (1/3)`. */
    readonly text: string;
  };
  /** How many are in each state, in words: `1 completed, 2 blocked`. */
  readonly counts: string;
  readonly next: TrackedNext;
  /** In the order of their numbers. */
  readonly pulls: readonly TrackedPull[];
  readonly metrics: readonly TrackedMetric[];
  readonly attempts: readonly TrackedAttempt[];
  /** What else somebody who takes over has to know, one in a line. */
  readonly context: readonly string[];
  readonly done: readonly TrackedCriterion[];
}
