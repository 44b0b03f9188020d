import { at, type Clock, HoneError, type Json, NS_PER_MS } from '../base/index.ts';
import type { Encoded } from './stored-value.ts';
import { loaded, stored } from './stored-value.ts';
import { durabilityOf, type FlowEvent, keyOf, type NewFlowEvent, type Stored } from './events.ts';
import { flowEventsOf } from './flow-events.ts';
import type { FlowJournal, NewJournalEvent } from './journal-port.ts';
import { FENCE_MS } from './limits.ts';
import { newFold, type Recorded } from './recorded.ts';
import { runEventsFrom } from './run-events.ts';
import type { RunEvent } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/**
 * Called right before and right after each commit, for injecting faults: a test may kill the
 * process there. What it throws ends the drive, as a failure of the journal does.
 */
export type OnCommit = (phase: 'before' | 'after', event: NewJournalEvent) => void;

/** Where a recorder writes to and whom it tells. */
export interface RecorderParts {
  readonly journal: FlowJournal;
  readonly run: RunId;
  readonly clock: Clock;
  readonly onEvent: ((event: RunEvent) => void) | undefined;
  readonly onCommit: OnCommit | undefined;
  /** Largest sum of all recorded results, in bytes; null for no limit. */
  readonly resultBytesMax: number | null;
}

/** The events of a run that this process drives: what they come to, and how one is added. */
export interface Recorder {
  readonly recorded: Recorded;
  /**
   * To be called before work begins. Looks at most every `FENCE_MS` and not right after an event
   * was written, which is a look as well.
   *
   * @throws HoneError E_BUSY when the run was taken over
   */
  assertDriving(): void;
  /** Is on the disk when this returns; several of them together or not at all. */
  append(...events: readonly NewFlowEvent[]): void;
  /** The error for a value with which the run would have recorded more than its limit, or null. */
  roomFor(value: Encoded): HoneError | null;
  store(value: Encoded): Stored;
  load(value: Stored): Json;
}

/**
 * @throws HoneError E_NOT_FOUND without the run; E_JOURNAL when it is damaged
 */
export function recorderOn(parts: RecorderParts): Recorder {
  const { journal, run, clock } = parts;
  const fold = newFold();
  let seenNs = Number.NEGATIVE_INFINITY;
  for (const event of flowEventsOf(journal, run)) {
    fold.add(event);
  }

  return {
    recorded: fold.recorded,
    assertDriving() {
      const now = clock.monotonicNs();
      if (now - seenNs > FENCE_MS * NS_PER_MS) {
        journal.assertDriving(run);
        seenNs = now;
      }
    },
    append(...events) {
      const { generation } = fold.recorded;
      const rows = events.map((event) => rowOf(event, generation));
      rows.forEach((row) => parts.onCommit?.('before', row));
      const isSynced = events.some(({ type }) => durabilityOf(type) === 'synced');
      const written = journal.appendEvents(run, rows, isSynced ? 'synced' : 'repeatable');
      seenNs = clock.monotonicNs();
      rows.forEach((row) => parts.onCommit?.('after', row));
      written.forEach(({ seq, at: writtenAt }, index) => {
        const event: FlowEvent = { ...at(events, index), seq, at: writtenAt };
        fold.add(event);
        if (parts.onEvent !== undefined) {
          runEventsFrom(event, loadOf).forEach(parts.onEvent);
        }
      });
    },
    roomFor({ bytes }) {
      const { resultBytesMax } = parts;
      const sum = fold.recorded.resultBytes + bytes;
      return resultBytesMax === null || sum <= resultBytesMax
        ? null
        : new HoneError(
            'E_USAGE',
            `With this result of ${bytes} bytes the run would have recorded ${sum} bytes, and ` +
              `its limit is ${resultBytesMax}. Raise the limit (max_size_mb), or let the step ` +
              'write what is large into a file and return its path.',
          );
    },
    store: (value) => stored(journal, value),
    load: loadOf,
  };

  function loadOf(value: Stored): Json {
    return loaded(journal, value);
  }
}

function rowOf(event: NewFlowEvent, generation: number): NewJournalEvent {
  const { type, data } = event;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schemas allow JSON only
  return { type, key: keyOf(event, generation), data: data as NewJournalEvent['data'] };
}
