import { assert, canonicalJson, type Clock, HoneError, type Json } from '../base/index.ts';
import type { Database } from './database.ts';
import { journalDamaged } from './database-error.ts';
import { assertPlainText } from './event.ts';
import { noSuchRun } from './lease.ts';
import { KEY_CHARS_MAX, MESSAGE_BYTES_MAX, MESSAGES_PER_RUN_MAX } from './limits.ts';
import { integerIn, type Row, textIn } from './row.ts';
import type { RunId } from '../model/index.ts';

/** What one process sends to whoever drives a run. */
export interface NewMessage {
  /** `answer`, `cancel`: a word that the driver knows. */
  readonly kind: string;
  /** At most `MESSAGE_BYTES_MAX` as JSON. */
  readonly data: Json;
}

/** A message as it lies there. It is not part of the chain: the driver records what counted. */
export interface Message extends NewMessage {
  /** Grows with every message of the journal, is never used twice. */
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Where messages lie until the driver of a run has read them, and afterwards. */
export interface Mailbox {
  send(run: RunId, message: NewMessage): Message;
  messages(run: RunId, after: number): readonly Message[];
}

/** The mailbox in the `message` table. Anybody may send; nothing is taken out. */
export function mailboxOn(database: Database, clock: Clock): Mailbox {
  return {
    send(run, { kind, data }) {
      assertPlainText(kind, 'kind', KEY_CHARS_MAX);
      const text = canonicalJson(data);
      refuseTooMuch(run, Buffer.byteLength(text), 'bytes', MESSAGE_BYTES_MAX);
      return database.transaction(() => {
        if (database.statement('SELECT 1 FROM run WHERE run = ?').get(run) === undefined) {
          throw noSuchRun(run);
        }
        const counted = database
          .statement('SELECT count(*) AS messages FROM message WHERE run = ?')
          .get(run);
        const before = counted === undefined ? 0 : integerIn(counted, 'messages');
        refuseTooMuch(run, before + 1, 'messages', MESSAGES_PER_RUN_MAX);
        const row = database
          .statement('INSERT INTO message (run, at, kind, data) VALUES (?, ?, ?, ?) RETURNING *')
          .get(run, clock.isoNow(), kind, text);
        assert(row !== undefined, 'an insertion returns its row');
        return messageFrom(row, database.path);
      });
    },
    messages: (run, after) =>
      database.read(() =>
        database
          .statement('SELECT * FROM message WHERE run = ? AND id > ? ORDER BY id')
          .all(run, after)
          .map((row) => messageFrom(row, database.path)),
      ),
  };
}

function refuseTooMuch(run: RunId, is: number, what: string, max: number): void {
  if (is > max) {
    throw new HoneError(
      'E_USAGE',
      `What was sent to run ${run} has ${is} ${what}, at most ${max} are taken. Put long texts ` +
        'into a file and name it.',
    );
  }
}

function messageFrom(row: Row, path: string): Message {
  const text = textIn(row, 'data');
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse gives Json
    const data = JSON.parse(text) as Json;
    return { id: integerIn(row, 'id'), at: textIn(row, 'at'), kind: textIn(row, 'kind'), data };
  } catch (thrown) {
    throw thrown instanceof SyntaxError
      ? journalDamaged(path, 'a message in it is no JSON', { cause: thrown })
      : thrown;
  }
}
