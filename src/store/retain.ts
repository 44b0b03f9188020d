import { assert } from '../base/index.ts';
import type { RunId } from '../model/index.ts';

/** Whose large results are kept. A run keeps them only if no limit says otherwise. */
export interface Retention {
  /** As many of the runs that ended last keep them; null for no limit. */
  readonly keepLastN: number | null;
  /** Runs that ended longer ago lose them, in hours; null for no limit. */
  readonly ttlHours: number | null;
  /** ISO 8601, UTC. */
  readonly now: string;
  /**
   * The runs that have ended, with when they did (ISO 8601). All others keep everything: what they
   * have recorded is what they go on with.
   */
  readonly ended: ReadonlyMap<RunId, string>;
  /** Hashes of further blobs that stay. */
  readonly blobs: readonly string[];
}

const MS_PER_HOUR = 3_600_000;

/** The ended runs whose large results go, oldest first. */
export function runsToClear(retention: Retention): readonly RunId[] {
  const { keepLastN, ttlHours, now, ended } = retention;
  assert(keepLastN === null || keepLastN >= 0, 'a number of runs is not negative');
  assert(ttlHours === null || ttlHours >= 0, 'a number of hours is not negative');
  const oldestFirst = [...ended].toSorted(
    ([run, at], [otherRun, otherAt]) =>
      Date.parse(at) - Date.parse(otherAt) || (run < otherRun ? -1 : 1),
  );
  const kept = keepLastN ?? oldestFirst.length;
  return oldestFirst
    .filter(([, at], index) => {
      const isBeyond = index < oldestFirst.length - kept;
      // A clock that was set back makes runs look young, which keeps them.
      const ageMs = Date.parse(now) - Date.parse(at);
      return isBeyond || (ttlHours !== null && ageMs > ttlHours * MS_PER_HOUR);
    })
    .map(([run]) => run);
}
