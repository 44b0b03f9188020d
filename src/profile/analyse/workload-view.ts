import { assert } from '../../base/index.ts';
import type { Denominator } from './denominated.ts';
import { weighingsOf } from './function-shares.ts';
import type { Weighing } from './weigh-run.ts';
import type { WorkloadFacts } from './workload-facts.ts';

/** The runs of a workload against the denominator that they allow. */
export interface WorkloadView {
  readonly denominator: Denominator;
  readonly weighings: readonly Weighing[];
  readonly cpu: readonly Weighing[];
  /** What a share bounds; null when the critical path is not known. */
  readonly boundOf: 'wall' | 'cpu' | null;
  /** Why there are no bounds. */
  readonly caveats: readonly string[];
}

/**
 * Chooses what shares are shares of: the time from start to end for a wall metric, CPU time for a
 * CPU metric. When the critical path of a run is not known, CPU time is shown for a wall metric as
 * well, and bounds nothing.
 *
 * @returns null when no run has seen anything at work
 */
export function workloadView({ metric, runs }: WorkloadFacts): WorkloadView | null {
  assert(runs.length > 0, 'a workload was profiled at least once');
  const cpu = weighingsOf(runs, 'process-cpu');
  if (cpu === null) {
    return null;
  }
  if (metric === 'cpu') {
    return { denominator: 'process-cpu', weighings: cpu, cpu, boundOf: 'cpu', caveats: [] };
  }
  const wall = weighingsOf(runs, 'critical-thread-wall');
  if (wall !== null) {
    return {
      denominator: 'critical-thread-wall',
      weighings: wall,
      cpu,
      boundOf: 'wall',
      caveats: [],
    };
  }
  const unknown = runs.flatMap(({ path }) => (path.kind === 'unknown' ? [path.reason] : []));
  const caveat =
    `No bounds are given, and shares are of CPU time (in ${unknown.length} of ${runs.length} ` +
    `runs): ${unknown[0] ?? 'the time from start to end is not known.'}`;
  return { denominator: 'process-cpu', weighings: cpu, cpu, boundOf: null, caveats: [caveat] };
}
