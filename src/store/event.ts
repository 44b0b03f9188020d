import { hash as digest } from 'node:crypto';

import { assert, type Json } from '../base/index.ts';
import type { RunId } from '../model/index.ts';

/** What a caller says about an event; the journal adds the rest. */
export interface NewEvent {
  /** What happened, in kebab-case with dots: `campaign.started`. */
  readonly type: string;
  /** Names the event within its run, at most once; null when nothing has to find it again. */
  readonly key: string | null;
  /** At most `EVENT_BYTES_MAX` as JSON. */
  readonly data: Json;
}

/** One link of a run's chain, as it was recorded. */
export interface Event extends NewEvent {
  readonly run: RunId;
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `hash` of the event before, or `GENESIS_HASH`. */
  readonly previousHash: string;
  readonly hash: string;
}

/** What the journal says about an event that it has taken. */
export type EventPlace = Pick<Event, 'seq' | 'at' | 'hash'>;

/** An event as it is stored: the data is still text. */
export interface EventRow extends Omit<Event, 'data'> {
  readonly data: string;
}

/** What the first event of every run follows on. */
export const GENESIS_HASH: string = '0'.repeat(64);

/**
 * SHA-256, in hex, over the canonical JSON of everything in an event but the hash itself.
 *
 * @param event - `data` is canonical JSON text; it goes in as it stands, so that one changed byte
 *   of the stored text shows even if it means the same
 */
export function hashOf(event: Omit<EventRow, 'hash'>): string {
  const text =
    `{"at":${JSON.stringify(event.at)},"data":${event.data},"key":${JSON.stringify(event.key)},` +
    `"previousHash":${JSON.stringify(event.previousHash)},"run":${JSON.stringify(event.run)},` +
    `"seq":${event.seq},"type":${JSON.stringify(event.type)}}`;
  return digest('sha256', text);
}

/** The event that a row stores. */
export function eventFrom(row: EventRow): Event {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse gives Json
  return { ...row, data: JSON.parse(row.data) as Json };
}

/**
 * Checks words that go into the journal as they are. SQLite would replace a lone surrogate and
 * tools cut at a NUL, so that the row would no longer be what was hashed.
 */
export function assertPlainText(text: string, what: string, charsMax: number): void {
  assert(text.length > 0 && text.length <= charsMax, `a ${what} has 1 to ${charsMax} characters`);
  assert(text.isWellFormed(), `a ${what} is well-formed Unicode`);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  assert(!/[\u0000-\u001f\u007f]/.test(text), `a ${what} has no control characters`);
}
