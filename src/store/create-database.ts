import { linkSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom, systemCodeOf } from '../base/index.ts';
import { databaseErrorFrom, journalDamaged } from './database-error.ts';
import { entryAt, syncFolder } from './inner-folder.ts';
import { PAGE_BYTES } from './limits.ts';
import { SCHEMA_SQL } from './schema.ts';
import type { Sqlite } from './sqlite.ts';

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
const UNFINISHED = /^hone\.db\.new-(\d+)/;

/**
 * Makes an empty journal at `path` so that the name never stands for a half-made one: it is built
 * under another name and then linked. When two processes do so at once, one of them wins.
 *
 * @throws HoneError E_DISK, or E_JOURNAL when a write-ahead log without its database is there
 */
export function createDatabase(sqlite: Sqlite, path: string, folder: string): void {
  removeOrphanedLog(path);
  removeUnfinished(folder);
  const unfinished = join(folder, `hone.db.new-${process.pid}`);
  try {
    const database = new sqlite.DatabaseSync(unfinished);
    try {
      database.exec(`PRAGMA page_size = ${PAGE_BYTES}`); // before anything is written
      database.exec('PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;');
      database.exec(`BEGIN IMMEDIATE; ${SCHEMA_SQL} COMMIT;`);
    } finally {
      database.close();
    }
    publish(unfinished, path);
    syncFolder(folder);
  } catch (thrown) {
    throw diskErrorFrom(databaseErrorFrom(thrown, path), path);
  } finally {
    removeDatabase(unfinished);
  }
}

function publish(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path);
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    if (code === 'EEXIST') {
      return; // Another process made the journal meanwhile: use that one.
    }
    if (code === undefined || !NO_LINKS.has(code)) {
      throw thrown;
    }
    // A file system without hard links: two creations in the same millisecond are not told apart.
    if (entryAt(path) === null) {
      renameSync(unfinished, path);
    }
  }
}

/**
 * SQLite would replay a log that belonged to another database into the new one. An empty log is
 * what a process leaves that was killed before its first event.
 */
function removeOrphanedLog(path: string): void {
  const log = entryAt(`${path}-wal`);
  // Looked at again because another process may have made both since the caller looked.
  if (log === null || entryAt(path) !== null) {
    return;
  }
  if (log.size > 0) {
    throw journalDamaged(path, `it is missing, but its log ${path}-wal is there`);
  }
  removeDatabase(path);
}

/** Takes away what processes left that were killed while they made a journal. */
function removeUnfinished(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const pid = UNFINISHED.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) {
        rmSync(join(folder, name), { force: true });
      }
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, folder);
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    rmSync(path + suffix, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return systemCodeOf(thrown) === 'EPERM';
  }
}
