import { CPU_INTERVAL_NS } from '../../collect/index.ts';
import type { Command } from '../../model/index.ts';
import type { InputSizes } from './growth-runs.ts';

/** What is looked at while a program runs. */
export interface ProfileCollectors {
  /** Time between two looks, in ns. */
  readonly cpuIntervalNs: number;
  readonly alloc: boolean;
  readonly gc: boolean;
  readonly io: boolean;
  /** Linux' perf, which also sees programs that are not JavaScript. */
  readonly perf: boolean;
  /** A run more that counts calls of functions and their different arguments. */
  readonly calls: boolean;
}

/** CPU time alone, each millisecond. */
export const COLLECTORS_DEFAULT: ProfileCollectors = {
  cpuIntervalNs: CPU_INTERVAL_NS,
  alloc: false,
  gc: false,
  io: false,
  perf: false,
  calls: false,
};

/** What is to be profiled. */
export interface ProfileOptions {
  /** Where it was called: a repository, or for a bare command any folder. */
  readonly folder: string;
  /** Ids of benchmarks; none for all. */
  readonly benchmarks: readonly string[];
  /** A bare command instead of the suite's benchmarks, run where it was called; or null. */
  readonly command: Command | null;
  /** Sizes of an input that stands in the command as `{name}`, for growth; or null. */
  readonly sizes: InputSizes | null;
  /** Profiles that something else wrote, instead of running anything; may be empty. */
  readonly from: readonly string[];
  readonly collectors: ProfileCollectors;
  /** Runs at most, 1 to 10; fewer when the top shares are stable before. */
  readonly runsMax: number;
  readonly timeoutMs: number | null;
  /** Revision to profile in a clean checkout. */
  readonly revision: string;
  /** What the bounds are about; null for what the benchmark declares. */
  readonly metric: 'wall' | 'cpu' | null;
}
