import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { dirname } from 'node:path';

import { assert, HoneError } from '../base/index.ts';
import { createDatabase } from './create-database.ts';
import { databaseErrorFrom, journalDamaged } from './database-error.ts';
import { entryAt } from './inner-folder.ts';
import { WAL_BYTES_MAX } from './limits.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';
import { loadSqlite, type Sqlite } from './sqlite.ts';

/**
 * What a power cut may do to a transaction that has returned; kill -9 takes nothing from either.
 * `synced`: nothing. `repeatable`: it may be forgotten together with those that came after it, if
 * no `synced` one did; for what is simply done again then. See docs/adr/0007.
 */
export type Durability = 'synced' | 'repeatable';

/** The open journal. Everything that SQLite throws inside leaves as a HoneError. */
export interface Database {
  readonly path: string;
  /** Runs `work` so that all it wrote is kept when this returns, or none of it. */
  transaction<T>(work: () => T, durability?: Durability): T;
  /** Runs reads that all see the journal as it was at one moment. */
  snapshot<T>(work: () => T): T;
  /** Runs one read, which needs no transaction to be consistent. */
  read<T>(work: () => T): T;
  /** A statement, compiled once; to be used inside one of the three above. */
  statement(sql: string): StatementSync;
  /** May be called twice. */
  close(): void;
}

/** How the journal is opened. */
export interface DatabaseOptions {
  readonly exclusive: boolean;
  readonly busyTimeoutMs: number;
}

/**
 * `synchronous = FULL`: kill -9 loses nothing under NORMAL either, because the kernel has the
 * pages, but NORMAL forgets the last events when the power fails, and a verdict that was printed
 * or committed must not be forgotten. The price is one fsync for each event, 0.27 ms on ext4; only
 * transactions that say `repeatable` are spared it. On macOS an event is handed to the drive, which
 * may still lose it when the power fails; only checkpoints wait for the platter
 * (`checkpoint_fullfsync`), which is meant to keep such a loss from damaging the file. Neither a
 * power loss nor macOS was tried.
 *
 * `recursive_triggers` lets `INSERT OR REPLACE` fire the trigger that forbids deletion;
 * `trusted_schema` keeps a journal that came with a repository from calling functions.
 */
const SETTINGS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA checkpoint_fullfsync = ON;
PRAGMA recursive_triggers = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA journal_size_limit = ${WAL_BYTES_MAX};
`;

/**
 * Opens the journal at `path`, and makes it if it is missing.
 *
 * Nothing else in this process may open and close that file (not even to copy it): that would drop
 * the locks SQLite holds on it, see https://www.sqlite.org/howtocorrupt.html section 2.2.
 *
 * @throws HoneError E_DISK, E_BUSY, or E_JOURNAL when it is damaged or of a newer hone
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  const sqlite = loadSqlite();
  if (entryAt(path) === null) {
    createDatabase(sqlite, path, dirname(path));
  }
  checkFile(path);
  try {
    return databaseOn(connect(sqlite, path, options), path);
  } catch (thrown) {
    throw databaseErrorFrom(thrown, path);
  }
}

function connect(sqlite: Sqlite, path: string, options: DatabaseOptions): DatabaseSync {
  const handle = new sqlite.DatabaseSync(path, { timeout: options.busyTimeoutMs });
  try {
    if (options.exclusive) {
      handle.exec('PRAGMA locking_mode = EXCLUSIVE');
    }
    checkOrigin(handle, path); // before the settings, one of which is written into the file
    handle.exec(SETTINGS);
    handle.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages(handle)}`);
    migrate(handle);
    if (options.exclusive) {
      handle.exec('BEGIN IMMEDIATE; COMMIT'); // the first write is what takes the lock
    }
    return handle;
  } catch (thrown) {
    handle.close();
    throw thrown;
  }
}

/** SQLite takes an empty file for a new database, and follows links. */
function checkFile(path: string): void {
  const entry = entryAt(path);
  const wal = entryAt(`${path}-wal`);
  if (entry === null || !entry.isFile() || (wal !== null && !wal.isFile())) {
    throw journalDamaged(path, 'it is not a file (a link or a folder is in its place)');
  }
  if (entry.size === 0) {
    throw journalDamaged(path, 'the file is empty');
  }
}

function checkOrigin(handle: DatabaseSync, path: string): void {
  const application = handle.prepare('PRAGMA application_id').get();
  if (application?.['application_id'] !== APPLICATION_ID) {
    throw journalDamaged(path, 'it is a database, but hone did not make it');
  }
  const version = versionOf(handle);
  if (version > SCHEMA_VERSION) {
    throw new HoneError(
      'E_JOURNAL',
      `The journal ${path} was written by a newer hone (format ${version}, this one knows up to ` +
        `${SCHEMA_VERSION}). Upgrade hone, then run the same command again; nothing was changed.`,
    );
  }
  if (version !== SCHEMA_VERSION && MIGRATIONS[version] === undefined) {
    throw journalDamaged(path, `its format ${version} never existed`);
  }
}

/** Brings the tables up to date; several processes may try to at once. */
function migrate(handle: DatabaseSync): void {
  if (versionOf(handle) === SCHEMA_VERSION) {
    return;
  }
  handle.exec('BEGIN IMMEDIATE');
  try {
    for (let version = versionOf(handle); version < SCHEMA_VERSION; version++) {
      handle.exec(MIGRATIONS[version] ?? '');
    }
    handle.exec('COMMIT');
  } catch (thrown) {
    if (handle.isTransaction) {
      handle.exec('ROLLBACK');
    }
    throw thrown;
  }
}

/** SQLite counts pages, and how large they are depends on who made the journal. */
function checkpointPages(handle: DatabaseSync): number {
  const pageBytes = Number(handle.prepare('PRAGMA page_size').get()?.['page_size']);
  return Math.max(1, Math.floor(WAL_BYTES_MAX / pageBytes));
}

function versionOf(handle: DatabaseSync): number {
  return Number(handle.prepare('PRAGMA user_version').get()?.['user_version']);
}

function databaseOn(handle: DatabaseSync, path: string): Database {
  const statements = new Map<string, StatementSync>();
  let open = true;
  let inside = false; // a transaction: asking SQLite would cost more than it is worth
  let level: Durability = 'synced'; // as `SETTINGS` leaves it

  function statement(sql: string): StatementSync {
    const known = statements.get(sql) ?? handle.prepare(sql);
    statements.set(sql, known);
    return known;
  }

  function within<T>(begin: string | null, work: () => T): T {
    assert(open, 'the store is open');
    assert(begin === null || !inside, 'transactions are not nested');
    try {
      if (begin === null) {
        return work();
      }
      inside = true;
      statement(begin).run();
      const result = work();
      statement('COMMIT').run();
      return result;
    } catch (thrown) {
      // SQLite has already rolled back by itself after some errors, a full disk among them.
      if (begin !== null && handle.isTransaction) {
        handle.exec('ROLLBACK');
      }
      throw databaseErrorFrom(thrown, path);
    } finally {
      inside = inside && begin === null;
    }
  }

  return {
    path,
    transaction(work, durability = 'synced') {
      assert(open, 'the store is open');
      assert(!inside, 'transactions are not nested'); // a level can't be set within one
      if (durability !== level) {
        handle.exec(`PRAGMA synchronous = ${durability === 'synced' ? 'FULL' : 'NORMAL'}`);
        level = durability;
      }
      return within('BEGIN IMMEDIATE', work);
    },
    snapshot: (work) => within('BEGIN', work),
    read: (work) => within(null, work),
    statement,
    close() {
      if (open) {
        open = false;
        handle.close();
      }
    },
  };
}
