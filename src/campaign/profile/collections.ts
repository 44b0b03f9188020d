import { NS_PER_MS } from '../../base/index.ts';
import type { ProfiledProcess } from '../../collect/index.ts';
import type { ProfiledWorkload } from '../../model/index.ts';
import { runInterval } from '../../profile/index.ts';

/** The garbage collections of a thread without the single ones, of which there may be thousands. */
export type GcRecord = Omit<NonNullable<ProfiledProcess['gc']>, 'events'>;

/** What is kept of a thread's record until the last run. */
export function gcRecord(gc: NonNullable<ProfiledProcess['gc']>): GcRecord {
  return { count: gc.count, totalNs: gc.totalNs, kinds: gc.kinds };
}

/**
 * The collections of a run on average, and the longest of all; null when they were not counted.
 *
 * @param runs - the records of all threads of each run
 */
export function collections(
  runs: readonly (readonly GcRecord[])[],
): NonNullable<ProfiledWorkload['gc']> | null {
  if (runs.length === 0) {
    return null;
  }
  const kinds = runs.flat().flatMap((one) => one.kinds);
  return {
    collections: meanOf(runs, ({ count }) => count),
    total_ms: meanOf(runs, ({ totalNs }) => totalNs / NS_PER_MS),
    longest_ms: longestMs(kinds),
    kinds: [...Map.groupBy(kinds, ({ kind }) => kind)]
      .map(([kind, all]) => ({
        kind,
        collections: sum(all.map(({ count }) => count)) / runs.length,
        total_ms: sum(all.map(({ totalNs }) => totalNs)) / runs.length / NS_PER_MS,
        longest_ms: longestMs(all),
      }))
      .toSorted((left, right) => right.total_ms - left.total_ms),
  };
}

function meanOf(
  runs: readonly (readonly GcRecord[])[],
  value: (one: GcRecord) => number,
): NonNullable<ProfiledWorkload['gc']>['collections'] {
  return runInterval(
    runs.map((threads) => sum(threads.map(value))),
    { min: 0, max: Infinity },
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

function longestMs(kinds: readonly { readonly longestNs: number }[]): number {
  return kinds.reduce((most, { longestNs }) => Math.max(most, longestNs), 0) / NS_PER_MS;
}
