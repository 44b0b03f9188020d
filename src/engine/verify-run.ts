import { HoneError, messageOf } from '../base/index.ts';
import { flowEventFrom } from './events.ts';
import type { FlowJournal, JournalEvent } from './journal-port.ts';
import { newFold } from './recorded.ts';
import type { RunId } from '../model/index.ts';

/** 64 hex digits that stand alone: a blob, or the hash of something else. */
const HASHES = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * Reads everything that was recorded of a run: each event and its place in the chain, each result,
 * and whether they make sense together.
 *
 * @returns one sentence for each thing that is damaged; what retention removed is not
 * @throws HoneError E_NOT_FOUND without the run
 */
export function damageOfRun(journal: FlowJournal, run: RunId): readonly string[] {
  let found;
  try {
    found = journal.inspectRun(run);
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_JOURNAL') {
      return [thrown.message];
    }
    throw thrown;
  }
  const blobs = found.intact.flatMap((event) => damagedBlobs(journal, event));
  const sense = found.damage.length === 0 ? nonsense(found.intact) : [];
  return [...found.damage, ...blobs, ...sense];
}

function damagedBlobs(journal: FlowJournal, event: JournalEvent): readonly string[] {
  const text = JSON.stringify(event.data);
  const required = new Set(
    [...text.matchAll(/"blob":"([0-9a-f]{64})","bytes":\d/g)].map((match) => match[1] ?? ''),
  );
  const mentioned = [...text.matchAll(HASHES)].map(([hash]) => hash);
  const name = nameOf(event);
  return [...new Set([...required, ...mentioned])].flatMap((hash) => {
    if (!required.has(hash) && !journal.hasBlob(hash)) {
      return []; // a commit, or the hash of something that was never stored here
    }
    const state = journal.blobState(hash);
    return state === 'missing' || state === 'damaged'
      ? [`stored result ${hash} of event ${event.seq} (${name}) is ${state}`]
      : [];
  });
}

function nameOf({ type, data }: JournalEvent): string {
  const id = typeof data === 'object' && data !== null && 'id' in data ? data.id : null;
  return typeof id === 'string' ? `${type} ${id}` : type;
}

function nonsense(events: readonly JournalEvent[]): readonly string[] {
  const fold = newFold();
  for (const event of events) {
    try {
      fold.add(flowEventFrom(event));
    } catch (thrown) {
      return [`event ${event.seq} makes no sense where it is: ${messageOf(thrown)}`];
    }
  }
  return fold.recorded.started === null ? ['the run does not say how it began'] : [];
}
