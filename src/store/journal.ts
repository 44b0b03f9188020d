import { assert, at, canonicalJson, type Clock } from '../base/index.ts';
import type { Database, Durability } from './database.ts';
import { journalDamaged } from './database-error.ts';
import { assertPlainText, type Event, eventFrom, type EventRow, hashOf } from './event.ts';
import type { EventPlace, NewEvent } from './event.ts';
import { type ChainState, damageIn, examineChain } from './examine-chain.ts';
import { type Leases, noSuchRun, runTakenOver } from './lease.ts';
import { EVENT_BYTES_MAX, EVENTS_PER_RUN_MAX, KEY_CHARS_MAX } from './limits.ts';
import { integerIn, type Row, runIn, textIn, textOrNullIn } from './row.ts';
import type { RunId } from '../model/index.ts';

const TYPE_PATTERN = /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/;

const SELECT_RUN = 'SELECT token, events, head, holder FROM run WHERE run = ?';
const SELECT_KEY = 'SELECT * FROM event WHERE run = ? AND key = ?';
const SELECT_EVENTS = 'SELECT * FROM event WHERE run = ? ORDER BY seq';
const INSERT_EVENT =
  'INSERT INTO event (run, seq, at, type, key, data, previous_hash, hash) ' +
  'VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const ADVANCE_RUN =
  'UPDATE run SET events = ?, head = ? WHERE run = ? AND token = ? AND events = ? AND head = ?';

/** The append-only events of every run. */
export interface Journal {
  /** @throws HoneError E_BUSY when the run was taken over, so that no work is begun in vain */
  assertDriving(run: RunId): void;
  append(run: RunId, event: NewEvent): Event;
  /** All of them in one transaction, at least one. */
  appendAll(run: RunId, events: readonly NewEvent[], durability: Durability): readonly EventPlace[];
  events(run: RunId): readonly Event[];
  eventByKey(run: RunId, key: string): Event | null;
  verifyChain(run: RunId): ChainState;
  inspect(run: RunId): Inspection;
  /** The stored data of every event of a run, as text; for looking for references. */
  dataOf(run: RunId): readonly string[];
}

/** Everything that can be said about the events of one run, however damaged they are. */
export interface Inspection {
  /** One sentence for each event that is missing, changed, added or out of place. */
  readonly damage: readonly string[];
  /** Those that are what was recorded. */
  readonly intact: readonly Event[];
}

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly leases: Leases;
  /** Where the chains stood when this store last looked, so that an append need not look first. */
  readonly ends: Map<RunId, ChainEnd>;
}

/** Where the chain of a run stands. */
interface ChainEnd {
  readonly events: number;
  readonly head: string;
}

/** The journal in the `event` table. */
export function journalOn(database: Database, clock: Clock, leases: Leases): Journal {
  const parts = { database, clock, leases, ends: new Map<RunId, ChainEnd>() };
  return {
    assertDriving: (run) => void database.read(() => drivenRun(parts, run)),
    append: (run, event) => eventFrom(at(append(parts, run, [event], 'synced'), 0)),
    appendAll: (run, events, durability) => append(parts, run, events, durability),
    events(run) {
      const { rows, state } = chainOf(database, run);
      if (state.kind === 'broken') {
        throw journalDamaged(database.path, `in run ${run}, ${state.what}`);
      }
      return rows.map(eventFrom);
    },
    eventByKey: (run, key) => eventByKey(database, run, key),
    verifyChain: (run) => chainOf(database, run).state,
    inspect: (run) => inspect(database, run),
    dataOf: (run) =>
      database
        .statement('SELECT data FROM event WHERE run = ?')
        .all(run)
        .map((row) => textIn(row, 'data')),
  };
}

/** Where the chain of a run stands, if this store may append to it. */
function drivenRun({ database, leases }: Parts, run: RunId): ChainEnd {
  const token = leases.tokenOf(run);
  const row = database.statement(SELECT_RUN).get(run);
  if (row === undefined) {
    throw journalDamaged(database.path, `run ${run} is gone from it`);
  }
  if (integerIn(row, 'token') !== token) {
    throw runTakenOver(run, { holder: textOrNullIn(row, 'holder') }, database.path);
  }
  return { events: integerIn(row, 'events'), head: textIn(row, 'head') };
}

function append(
  parts: Parts,
  run: RunId,
  events: readonly NewEvent[],
  durability: Durability,
): readonly EventRow[] {
  assert(events.length > 0, 'there is something to append');
  const texts = events.map(checkedText);
  const { database, clock, ends } = parts;
  const rows = database.transaction(() => {
    const recordedAt = clock.isoNow();
    const known = ends.get(run);
    if (known !== undefined) {
      const following = rowsAfter(known, { run, at: recordedAt, events, texts });
      if (advance(parts, run, known, following)) {
        return following;
      }
    }
    const end = drivenRun(parts, run);
    const following = rowsAfter(end, { run, at: recordedAt, events, texts });
    assert(advance(parts, run, end, following), 'nobody else writes within a transaction');
    return following;
  }, durability);
  const { seq, hash } = at(rows, -1);
  ends.set(run, { events: seq, head: hash });
  return rows;
}

/** Writes rows behind `end`; false, with nothing written, when the chain does not end there. */
function advance(
  { database, leases }: Parts,
  run: RunId,
  end: ChainEnd,
  rows: readonly EventRow[],
): boolean {
  const { seq, hash } = at(rows, -1);
  const token = leases.tokenOf(run);
  const { changes } = database
    .statement(ADVANCE_RUN)
    .run(seq, hash, run, token, end.events, end.head);
  if (changes === 0) {
    return false;
  }
  rows.forEach((row) => insert(database, row));
  return true;
}

interface Appended {
  readonly run: RunId;
  readonly at: string;
  readonly events: readonly NewEvent[];
  /** The data of the events. */
  readonly texts: readonly string[];
}

function rowsAfter(end: ChainEnd, { run, at: recordedAt, events, texts }: Appended): EventRow[] {
  const after = end.events + events.length;
  assert(after <= EVENTS_PER_RUN_MAX, `run ${run} has at most ${EVENTS_PER_RUN_MAX} events`);
  let previousHash = end.head;
  return events.map(({ type, key }, index) => {
    const seq = end.events + 1 + index;
    const unsealed = { run, seq, at: recordedAt, type, key, data: at(texts, index), previousHash };
    previousHash = hashOf(unsealed);
    return { ...unsealed, hash: previousHash };
  });
}

/** The data of an event as it will be stored. */
function checkedText({ type, key, data }: NewEvent): string {
  assert(TYPE_PATTERN.test(type), `an event type is words with dots and dashes, not ${type}`);
  if (key !== null) {
    assertPlainText(key, 'key', KEY_CHARS_MAX);
  }
  const text = canonicalJson(data);
  assert(Buffer.byteLength(text) <= EVENT_BYTES_MAX, `event ${type} fits: else put a blob`);
  return text;
}

/** A key that was used is our bug and not damage, so it is told apart once an insertion failed. */
function insert(database: Database, row: EventRow): void {
  const { run, seq, at: recordedAt, type, key, data, previousHash, hash } = row;
  try {
    database.statement(INSERT_EVENT).run(run, seq, recordedAt, type, key, data, previousHash, hash);
  } catch (thrown) {
    const taken = key === null ? undefined : database.statement(SELECT_KEY).get(run, key);
    assert(taken === undefined, `the key ${key} is written once in run ${run}`);
    throw thrown;
  }
}

/** All rows of a run with what a check of them found, from one moment. */
function chainOf(database: Database, run: RunId): { rows: readonly EventRow[]; state: ChainState } {
  return database.snapshot(() => {
    const row = database.statement(SELECT_RUN).get(run);
    if (row === undefined) {
      throw noSuchRun(run);
    }
    const rows = database.statement(SELECT_EVENTS).all(run).map(eventRowFrom);
    const recorded = { events: integerIn(row, 'events'), head: textIn(row, 'head') };
    return { rows, state: examineChain(rows, recorded) };
  });
}

function inspect(database: Database, run: RunId): Inspection {
  return database.snapshot(() => {
    const row = database.statement(SELECT_RUN).get(run);
    if (row === undefined) {
      throw noSuchRun(run);
    }
    const recorded = { events: integerIn(row, 'events'), head: textIn(row, 'head') };
    const rows = database.statement(SELECT_EVENTS).all(run).map(eventRowFrom);
    const { damage, intact } = damageIn(rows, recorded);
    return { damage, intact: intact.map(eventFrom) };
  });
}

function eventByKey(database: Database, run: RunId, key: string): Event | null {
  const found = database.read(() => database.statement(SELECT_KEY).get(run, key));
  if (found === undefined) {
    return null;
  }
  const row = eventRowFrom(found);
  if (hashOf(row) !== row.hash) {
    const what = `in run ${run}, event ${row.seq} was changed after it was recorded`;
    throw journalDamaged(database.path, what);
  }
  return eventFrom(row);
}

function eventRowFrom(row: Row): EventRow {
  return {
    run: runIn(row),
    seq: integerIn(row, 'seq'),
    at: textIn(row, 'at'),
    type: textIn(row, 'type'),
    key: textOrNullIn(row, 'key'),
    data: textIn(row, 'data'),
    previousHash: textIn(row, 'previous_hash'),
    hash: textIn(row, 'hash'),
  };
}
