import { HoneError, systemClock } from '../../base/index.ts';
import type { RunView } from '../../port/index.ts';
import { parseRunId, type RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { takeHistory } from '../history/take-history.ts';
import { readFlowAgain } from './read-flow.ts';
import { startedOf } from './run-flow.ts';
import { flowRuns } from './steer.ts';

/** Which finished runs keep their large results. */
export interface PruneOptions {
  readonly folder: string;
  /** The newest so many keep them; null takes what the newest run's flow says. */
  readonly keepLast: number | null;
  /** Runs that ended longer ago lose them; null takes what the newest run's flow says. */
  readonly ttlHours: number | null;
}

/** What was removed. */
export interface Pruned {
  readonly cleared: readonly string[];
  readonly keepLast: number;
  readonly ttlHours: number;
  readonly removedBlobs: number;
  readonly removedBytes: number;
}

/**
 * Removes the large results of finished runs beyond a flow's retention. Every event stays, so what
 * was decided and why can still be read; results that went are said to be removed, not damaged.
 * Nothing does this behind a person's back: results are what proves a verdict.
 *
 * @throws HoneError E_BUSY while a run is driven, E_JOURNAL when one is damaged
 */
export function pruneRuns(store: Store, options: PruneOptions): Pruned | null {
  const { views, damaged } = flowRuns(store);
  const [broken] = damaged;
  if (broken !== undefined) {
    throw new HoneError(
      'E_JOURNAL',
      `Nothing was removed, because what run ${broken.run} refers to can't be told: ${broken.what}`,
    );
  }
  const [newest] = views;
  if (newest === undefined) {
    return null;
  }
  const { keepLast, ttlHours } = retentionFor(store, newest, options);
  takeHistory(store); // while the samples that its numbers come from are there
  const { cleared, removed, removedBytes } = store.retain({
    keepLastN: keepLast,
    ttlHours,
    now: systemClock.isoNow(),
    ended: endedRuns(views),
    blobs: [],
  });
  return { cleared, keepLast, ttlHours, removedBlobs: removed, removedBytes };
}

/** Asked of the newest run's flow only where needed: an earlier pruning may have removed it. */
function retentionFor(
  store: Store,
  { run }: RunView,
  { folder, keepLast, ttlHours }: PruneOptions,
): { readonly keepLast: number; readonly ttlHours: number } {
  if (keepLast !== null && ttlHours !== null) {
    return { keepLast, ttlHours };
  }
  const { checkpoint } = readFlowAgain(startedOf(store, parseRunId(run)).flow, folder).file;
  return { keepLast: keepLast ?? checkpoint.keepLast, ttlHours: ttlHours ?? checkpoint.ttlHours };
}

function endedRuns(views: readonly RunView[]): Map<RunId, string> {
  return new Map(
    views
      .filter(({ status }) => ['completed', 'failed', 'cancelled'].includes(status))
      .map(({ run, changedAt }) => [parseRunId(run), changedAt]),
  );
}
