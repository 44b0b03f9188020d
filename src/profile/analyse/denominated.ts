import { at } from '../../base/index.ts';
import type { FrameKind, Profile } from '../profile.ts';
import type { CriticalPath } from './critical-path.ts';
import { keptKinds, stackValues } from './stack-values.ts';

/**
 * What shares are shares of.
 *
 * `critical-thread-wall`: the time from start to end of the run as its critical path saw it.
 * Counted are the samples of the threads on that path without preempted time. Waiting (idle) is
 * part of the whole, as no faster function shortens it.
 *
 * `process-cpu`: the CPU time of all threads of all processes: their samples without idle and
 * preempted time.
 */
export type Denominator = 'critical-thread-wall' | 'process-cpu';

/** For each profile of a run the value of each stack alone, of whatever kind. */
export interface RunValues {
  readonly all: readonly Float64Array[];
  /** Of the threads on the critical path; of all when it is unknown. */
  readonly critical: readonly Float64Array[];
}

/** The values that count for a denominator. */
export interface Denominated {
  /** For each profile the value of each stack alone. */
  readonly values: readonly Float64Array[];
  /** What they are a share of, in the profiles' unit. */
  readonly total: number;
}

/** Sums the samples of a run by stack. */
export function runValues(profiles: readonly Profile[], path: CriticalPath): RunValues {
  const isCritical = threadsOn(path);
  const all = profiles.map((profile) => stackValues(profile, () => true));
  const critical = profiles.map((profile, number) =>
    profile.threads.every((_, thread) => isCritical(number, thread))
      ? at(all, number)
      : stackValues(profile, (thread) => isCritical(number, thread)),
  );
  return { all, critical };
}

/** The values of a run against a denominator; null when its critical path is needed and unknown. */
export function denominated(
  profiles: readonly Profile[],
  { all, critical }: RunValues,
  path: CriticalPath,
  denominator: Denominator,
): Denominated | null {
  if (denominator === 'process-cpu') {
    const values = all.map((one, number) => keptKinds(at(profiles, number), one, isWork));
    return { values, total: sumOf(values) };
  }
  if (path.kind === 'unknown') {
    return null;
  }
  const values = critical.map((one, number) =>
    keptKinds(at(profiles, number), one, (kind) => kind !== 'preempted'),
  );
  return { values, total: path.wall };
}

/** Says which threads lie on a path; all when it is unknown. */
export function threadsOn(path: CriticalPath): (profile: number, thread: number) => boolean {
  if (path.kind === 'unknown') {
    return () => true;
  }
  const threads = new Set(path.threads.map(({ profile, thread }) => `${profile} ${thread}`));
  return (profile, thread) => threads.has(`${profile} ${thread}`);
}

/** The sum of all values. */
export function sumOf(columns: readonly Float64Array[]): number {
  let sum = 0;
  for (const column of columns) {
    for (const value of column) {
      sum += value;
    }
  }
  return sum;
}

function isWork(kind: FrameKind): boolean {
  return kind !== 'preempted' && kind !== 'idle';
}
