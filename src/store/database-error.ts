import { HoneError, messageOf, systemCodeOf } from '../base/index.ts';

/** Primary result codes, the low byte of SQLite's; see https://www.sqlite.org/rescode.html */
const ERROR = 1; // our statements are fixed, so this means that the tables are not ours
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;

const RESTORE =
  'Restore it from a backup, or move it away together with its -wal file to start with an empty ' +
  'journal; what runs/ holds stays readable.';

/**
 * Turns what SQLite threw into the user's kind of failure; anything that did not come from SQLite
 * comes back as it was.
 *
 * @param path - of the database, for the message
 */
export function databaseErrorFrom(thrown: unknown, path: string): unknown {
  const code = primaryCodeOf(thrown);
  const cause = { cause: thrown };
  const text = messageOf(thrown);
  switch (code) {
    case FULL:
      return new HoneError(
        'E_DISK',
        `Could not write ${path}: the disk is full. Nothing that was recorded is lost. Free some ` +
          'space, then run the same command again.',
        cause,
      );
    case IOERR:
    case READONLY:
    case CANTOPEN:
    case PERM:
      return new HoneError(
        'E_DISK',
        `Could not use ${path}: ${text}. See that the disk has space and that you may write to ` +
          'the folder, then run the same command again.',
        cause,
      );
    case BUSY:
    case LOCKED:
      return new HoneError(
        'E_BUSY',
        `Another hone is writing to ${path} and did not finish in time. Wait for it, or stop it, ` +
          'then run the same command again.',
        cause,
      );
    case ERROR:
    case CORRUPT:
    case NOTADB:
    case CONSTRAINT:
      return journalDamaged(path, text, cause);
    default:
      return thrown;
  }
}

/** The error for a journal that can't be trusted, with what to do about it. */
export function journalDamaged(
  path: string,
  what: string,
  options?: { cause: unknown },
): HoneError {
  return new HoneError('E_JOURNAL', `The journal ${path} is damaged: ${what}. ${RESTORE}`, options);
}

/** 0, which is SQLite's success, for what is not an error of SQLite. */
function primaryCodeOf(thrown: unknown): number {
  if (thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number') {
    return thrown.errcode & 0xff;
  }
  // An integer beyond 2^53: node:sqlite refuses it, and nothing here ever wrote one.
  return systemCodeOf(thrown) === 'ERR_OUT_OF_RANGE' ? CORRUPT : 0;
}
