import type { Command, Metric, OutputRule } from '../model/index.ts';
import type { WitnessOptions } from './compare-witness.ts';

/** What both kinds of comparison have in common; every field has a default in `withDefaults`. */
export interface CompareSettings {
  /** The metric that the verdict is about. */
  readonly metric: Metric;
  readonly seed: number;
  /** Runs of each side that are thrown away first, at least 1. */
  readonly warmups: number;
  /** Most fresh pairs of a confirmation, 8 to 1000. */
  readonly pairsMax: number;
  /** Time for one row with all its candidates. */
  readonly timeLimitMs: number;
  readonly timeoutMs: number;
  readonly output: OutputRule;
  readonly ignoreFailure: boolean;
  readonly prepare: Command | null;
  readonly cleanup: Command | null;
  /** File that every run reads as its standard input; null for an empty one. */
  readonly stdinPath: string | null;
  /** Counts instructions after the verdict, as a second witness; none when left out. */
  readonly witness?: WitnessOptions | null;
}

/** Comparison of command lines as a person would type them; the first is the base. */
export interface CompareCommandsOptions extends CompareSettings {
  readonly rows: readonly CommandRow[];
  readonly cwd: string;
}

/** One row of the -P matrix; without a matrix there is one row without parameters. */
export interface CommandRow {
  readonly parameters: Readonly<Record<string, string>>;
  /** At least two; names are distinct. */
  readonly sides: readonly {
    readonly name: string;
    readonly run: Command;
    readonly text: string;
  }[];
}

/** Comparison of two or more git revisions on the benchmarks of hone.yaml. */
export interface CompareRevisionsOptions extends CompareSettings {
  readonly folder: string;
  readonly base: string;
  readonly heads: readonly string[];
  /** Ids of benchmarks; empty means all. */
  readonly benchmarks: readonly string[];
  /** A command to use instead of hone.yaml's benchmarks; null without. */
  readonly command: Command | null;
  /** True when --metric was given; else each benchmark's own first metric is claimed. */
  readonly metricGiven: boolean;
  /** Says the smallest change that matters, whatever hone.yaml says; left out: it says. */
  readonly minEffect?: number;
  readonly outputGiven: boolean;
  /** True when `timeoutMs` counts in place of what each benchmark says; false when left out. */
  readonly timeoutGiven?: boolean;
}
