import type { Command, Metric, OutputRule, Placement } from '../../model/index.ts';

/** One of the things that are run in turn: the base or a candidate. */
export interface Side {
  readonly name: string;
  readonly run: Command;
  /** Absolute working directory in half 0 and in half 1 of the confirmation. */
  readonly cwd: readonly [string, string];
  /** The whole environment of the measured process, before the padding. */
  readonly env: Readonly<Record<string, string>>;
}

/** What to do around and between samples; none of it is timed. */
export interface Surroundings {
  readonly prepare: Command | null; // before every sample
  readonly cleanup: Command | null; // after every sample
  readonly stdinPath: string | null;
}

/**
 * When a measurement may stop. `looks` are cumulative numbers of screening pairs; at each the
 * signed rank score is held against the Pocock bound for exactly this schedule.
 */
export interface StoppingRule {
  readonly looks: readonly number[];
  readonly alpha: number;
  readonly confirmation: 'always' | 'after-signal'; // without a signal: confirm anyway, or stop
  readonly confirmationPairs: { readonly min: number; readonly max: number };
  readonly timeLimitMs: number;
}

/** Everything that determines a measurement, apart from the machine's noise. */
export interface MeasurePlan {
  readonly benchmark: string | null;
  readonly base: Side;
  readonly candidates: readonly Side[];
  readonly claimed: Metric;
  /** Metrics of the benchmark besides the claimed one that are read from the output. */
  readonly metrics: readonly Metric[];
  /** Where the confirmation runs, as the claimed metric means; screening is pinned if it can be. */
  readonly confirmIn: Placement;
  readonly output: OutputRule;
  readonly ignoreFailure: boolean;
  readonly warmups: number; // runs of each side that are thrown away, at least 1
  readonly timeoutMs: number; // of one sample
  readonly surroundings: Surroundings;
  readonly stopping: StoppingRule;
  readonly seed: number;
}
