import type { ProfileMethod } from '../../model/index.ts';
import type { FunctionIndex } from './function-index.ts';
import type { SourceOf } from './subject.ts';
import type { WeighedRun } from './weigh-run.ts';

/** What a report says about one workload is made from this. */
export interface WorkloadFacts {
  /** The benchmark's id, or what names the command. */
  readonly benchmark: string;
  readonly command: string;
  /** What is to become better, which decides what shares are shares of. */
  readonly metric: 'wall' | 'cpu';
  /** Of all the runs; their functions are numbered in it. */
  readonly index: FunctionIndex;
  /** At least one. */
  readonly runs: readonly WeighedRun[];
  readonly methods: readonly ProfileMethod[];
  /** Values of each run without a profiler, as the baseline has them; empty when there are none. */
  readonly unprofiled: {
    readonly wallNs: readonly number[];
    readonly cpuNs: readonly number[];
    readonly peakRssBytes: readonly number[];
  };
  /** As a fraction: 0.02 is a factor of 1.02; null when it was not found out. */
  readonly smallestEffect: number | null;
  readonly io: { readonly sync_calls: number } | null;
  /** Texts of the revision that was profiled. */
  readonly sourceOf: SourceOf;
  /** What else weakens the numbers, in sentences. */
  readonly caveats: readonly string[];
}
