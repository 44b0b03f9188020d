import type { RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { PARTS_OF_RUN_MAX } from './limits.ts';
import { runToRead, type RunToReadResult } from './take-history.ts';

/** A run with those that it had measure and judge for it. */
export interface RunFamily {
  readonly run: RunToReadResult;
  readonly parts: readonly RunToReadResult[];
}

const RUN_IDS = /\b\d{8}-\d{6}-[bcdfghjkmnpqrstvwxz2-9]{4}\b/g;

/**
 * Reads a run and its parts. A flow records the id of a measurement before it begins, so its parts
 * are the later runs that its events name; those of parts belong to it too.
 *
 * @throws HoneError E_DISK
 */
export function runFamily(store: Store, wanted: RunId): RunFamily {
  const all = store.runs();
  const purposes = new Map(all.map(({ run, purpose }) => [run, purpose]));
  const from = all.findIndex(({ run }) => run === wanted);
  const later = new Map<string, RunId>(all.slice(from + 1).map(({ run }) => [run, run]));
  const read = (run: RunId) => runToRead(store, run, purposes.get(run) ?? '');
  const family = new Map<RunId, RunToReadResult>([[wanted, read(wanted)]]);
  const waiting: RunId[] = [wanted];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const named of namedIn(family.get(next))) {
      const run = later.get(named);
      if (run !== undefined && !family.has(run) && family.size <= PARTS_OF_RUN_MAX) {
        family.set(run, read(run));
        waiting.push(run);
      }
    }
  }
  const [run, ...parts] = [...family.values()];
  // oxlint-disable-next-line typescript/no-non-null-assertion -- the wanted run is in its family
  return { run: run!, parts };
}

function namedIn(read: RunToReadResult | undefined): string[] {
  if (read === undefined || 'gap' in read) {
    return [];
  }
  return read.events.flatMap(({ data }) => JSON.stringify(data).match(RUN_IDS) ?? []);
}
