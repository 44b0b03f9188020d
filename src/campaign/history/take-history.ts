import { HoneError, messageOf } from '../../base/index.ts';
import type { RunId } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import { measurementsOf, type RunToRead } from './measurements-of-run.ts';

/** Of the code that reads runs for their numbers; a change of what it reads raises it. */
const HISTORY_VERSION = 1;

/** A store whose runs are read for their numbers. */
export type HistoryStore = Pick<
  Store,
  'runs' | 'events' | 'getBlob' | 'recordMeasurements' | 'measuredRuns'
>;

/**
 * Brings the history up to date: every run that recorded something since it was read is read again.
 * A run that can't be read is noted with the reason and stops nothing.
 *
 * @throws HoneError E_DISK or E_BUSY when the history can't be written
 */
export function takeHistory(store: HistoryStore): void {
  const known = store.measuredRuns();
  for (const { run, events, purpose } of store.runs()) {
    const read = known.get(run);
    if (read?.events !== events || read.version !== HISTORY_VERSION) {
      takeRun(store, run, purpose, events);
    }
  }
}

/**
 * The same for one run, whose work is done: its result must not fail because of the history, which
 * is read from the same events later.
 *
 * @returns what went wrong, in a sentence; null when nothing did
 */
export function takeHistoryOf(store: HistoryStore, wanted: RunId): string | null {
  try {
    const found = store.runs().find(({ run }) => run === wanted);
    if (found !== undefined) {
      takeRun(store, found.run, found.purpose, found.events);
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      const { message } = thrown;
      return `The numbers are not in the history yet: ${message} "hone history" tries again.`;
    }
    throw thrown;
  }
}

function takeRun(store: HistoryStore, run: RunId, purpose: string, events: number): void {
  const read = runToRead(store, run, purpose);
  if ('gap' in read) {
    store.recordMeasurements(run, { events, version: HISTORY_VERSION, gap: read.gap }, []);
    return;
  }
  const { measurements, gap } = measurementsOf(read);
  // What was appended meanwhile is read next time.
  const count = Math.min(events, read.events.length);
  store.recordMeasurements(run, { events: count, version: HISTORY_VERSION, gap }, measurements);
}

/** A run that can be read, or why not. */
export type RunToReadResult = RunToRead | { readonly run: string; readonly gap: string };

/** The events of a run with the contents that they name. */
export function runToRead(
  store: Pick<Store, 'events' | 'getBlob'>,
  run: RunId,
  purpose: string,
): RunToReadResult {
  try {
    const events = store.events(run);
    const byKey = new Map(
      events.flatMap((event) => (event.key === null ? [] : [[event.key, event]])),
    );
    return {
      run,
      purpose,
      events,
      eventByKey: (key) => byKey.get(key) ?? null,
      blob: (hash) => textOf(store, hash),
    };
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_JOURNAL') {
      return { run, gap: `its journal is damaged: ${messageOf(thrown)}` };
    }
    throw thrown;
  }
}

/** What is removed or damaged is a gap of the history, which says so. */
function textOf(store: Pick<Store, 'getBlob'>, hash: string): string | null {
  try {
    return new TextDecoder().decode(store.getBlob(hash));
  } catch (thrown) {
    if (thrown instanceof HoneError && ['E_JOURNAL', 'E_NOT_FOUND'].includes(thrown.code)) {
      return null;
    }
    throw thrown;
  }
}
