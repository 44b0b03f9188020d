import type { Clock } from '../base/index.ts';
import type { Database } from './database.ts';
import { textIn } from './row.ts';

/** Which blobs were taken away on purpose, so that nobody takes that for damage. */
export interface RemovedBlobs {
  /** When it was removed, ISO 8601 UTC; null for one that never was, or that came back. */
  removedAt(hash: string): string | null;
  /** Inside a transaction. */
  note(hashes: Iterable<string>): void;
  /** It is there again. */
  forget(hash: string): void;
}

/** The list in the `removed_blob` table. */
export function removedBlobsOn(database: Database, clock: Clock): RemovedBlobs {
  function removedAt(hash: string): string | null {
    const row = database.read(() =>
      database.statement('SELECT at FROM removed_blob WHERE hash = ?').get(hash),
    );
    return row === undefined ? null : textIn(row, 'at');
  }

  return {
    removedAt,
    note(hashes) {
      const now = clock.isoNow();
      for (const hash of hashes) {
        database.statement('INSERT OR IGNORE INTO removed_blob VALUES (?, ?)').run(hash, now);
      }
    },
    forget(hash) {
      if (removedAt(hash) !== null) {
        database.transaction(() =>
          database.statement('DELETE FROM removed_blob WHERE hash = ?').run(hash),
        );
      }
    },
  };
}
