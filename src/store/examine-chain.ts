import { at } from '../base/index.ts';
import { type EventRow, GENESIS_HASH, hashOf } from './event.ts';

/** What a look at every link of a chain found. */
export type ChainState =
  | { readonly kind: 'intact'; readonly events: number; readonly head: string }
  | { readonly kind: 'broken'; readonly seq: number; readonly what: string };

/**
 * Looks for the first event that is not what was recorded. A chain proves that nothing inside it
 * was changed, dropped or moved; somebody who rewrites all of it and the recorded head as well is
 * found out only by a head that was noted elsewhere, e.g. in a receipt.
 *
 * @param rows - of one run, in the order of `seq`
 * @param recorded - how long the chain is said to be and the hash of its last event
 */
export function examineChain(
  rows: readonly EventRow[],
  recorded: { readonly events: number; readonly head: string },
): ChainState {
  let previousHash = GENESIS_HASH;
  for (const [index, row] of rows.entries()) {
    const seq = index + 1;
    if (row.seq !== seq) {
      return { kind: 'broken', seq, what: `event ${seq} is missing` };
    }
    const state = brokenLink(rows, row, previousHash);
    if (state !== null) {
      return state;
    }
    previousHash = row.hash;
  }
  return brokenEnd(rows, recorded) ?? { kind: 'intact', events: rows.length, head: previousHash };
}

function brokenLink(
  rows: readonly EventRow[],
  row: EventRow,
  previousHash: string,
): ChainState | null {
  const { seq } = row;
  const follows = row.previousHash === previousHash;
  const unchanged = hashOf(row) === row.hash;
  if (follows && unchanged) {
    return null;
  }
  if (!follows && isMoved(rows, row)) {
    return brokenAt(seq, `event ${seq} was recorded at another place in the run`);
  }
  if (!unchanged) {
    return brokenAt(seq, `event ${seq} was changed after it was recorded`);
  }
  return seq === 1
    ? brokenAt(1, 'event 1 is not the start of a run')
    : brokenAt(seq - 1, `event ${seq - 1} was replaced: event ${seq} follows on another one`);
}

function brokenEnd(
  rows: readonly EventRow[],
  recorded: { readonly events: number; readonly head: string },
): ChainState | null {
  if (rows.length < recorded.events) {
    const seq = rows.length + 1;
    return brokenAt(seq, `event ${seq} is missing: ${recorded.events} were recorded`);
  }
  if (rows.length > recorded.events) {
    const seq = recorded.events + 1;
    return brokenAt(seq, `event ${seq} was added by something other than hone`);
  }
  const head = rows.length === 0 ? GENESIS_HASH : at(rows, -1).hash;
  if (head !== recorded.head) {
    return brokenAt(rows.length, `event ${rows.length} was replaced: the recorded head differs`);
  }
  return null;
}

/**
 * Every event that is not what was recorded, for telling somebody what is lost; `examineChain`
 * stops at the first one, which is enough to refuse to go on.
 *
 * @param rows - of one run, in the order of `seq`
 * @returns one sentence for each, and the rows whose content is what was recorded
 */
export function damageIn(
  rows: readonly EventRow[],
  recorded: { readonly events: number; readonly head: string },
): { readonly damage: readonly string[]; readonly intact: readonly EventRow[] } {
  const damage: string[] = [];
  const intact = rows.filter((row) => hashOf(row) === row.hash);
  const known = new Set(rows.map((row) => row.hash));
  let next = 1;
  for (const row of rows) {
    for (; next < row.seq; next++) {
      damage.push(`event ${next} is missing`);
    }
    next = row.seq + 1;
    if (hashOf(row) !== row.hash) {
      damage.push(`event ${row.seq} (${row.type}) was changed after it was recorded`);
    }
  }
  for (const [index, row] of rows.entries()) {
    const before = index === 0 ? null : at(rows, index - 1);
    const expected = before?.hash ?? GENESIS_HASH;
    // After a gap there is nothing to compare with, and the gap has been named.
    if (row.previousHash !== expected && row.seq === (before?.seq ?? 0) + 1) {
      damage.push(
        known.has(row.previousHash) || before === null
          ? `event ${row.seq} was recorded at another place in the run`
          : `event ${before.seq} was replaced: event ${row.seq} follows on another one`,
      );
    }
  }
  return { damage: [...damage, ...damageAtEnd(rows.at(-1), recorded)], intact };
}

function damageAtEnd(
  last: EventRow | undefined,
  recorded: { readonly events: number; readonly head: string },
): readonly string[] {
  const seq = last?.seq ?? 0;
  if (seq < recorded.events) {
    return [`event ${seq + 1} is missing: ${recorded.events} were recorded`];
  }
  if (seq > recorded.events) {
    return [`event ${recorded.events + 1} was added by something other than hone`];
  }
  const isHead = (last?.hash ?? GENESIS_HASH) === recorded.head;
  return isHead ? [] : [`event ${seq} was replaced: the recorded head differs`];
}

/** True when the event that this one follows on exists, but elsewhere. */
function isMoved(rows: readonly EventRow[], row: EventRow): boolean {
  return row.previousHash === GENESIS_HASH
    ? row.seq !== 1
    : rows.some((other) => other.hash === row.previousHash);
}

function brokenAt(seq: number, what: string): ChainState {
  return { kind: 'broken', seq, what };
}
