import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { until } from './spawn-hone.ts';

/** Whose events count: of all runs, or of the one that recorded something last. */
const COUNTS = {
  all: 'SELECT count(*) AS n FROM event',
  newest:
    'SELECT count(*) AS n FROM event WHERE run = (SELECT run FROM event ORDER BY at DESC LIMIT 1)',
} as const;

/**
 * Waits until the journal of a subject holds some number of events. It looks often, to be there
 * soon after, so it keeps the journal open and reads no event.
 *
 * @returns false when the process ended first
 */
export async function untilRecorded(
  root: string,
  least: number,
  whose: keyof typeof COUNTS,
  child: ChildProcess,
): Promise<boolean> {
  const path = join(root, '.hone', 'hone.db');
  let database: DatabaseSync | null = null;
  const count = (): number => {
    try {
      database ??= existsSync(path) ? new DatabaseSync(path, { readOnly: true }) : null;
      return Number(database?.prepare(COUNTS[whose]).get()?.['n'] ?? 0);
    } catch {
      return 0; // its tables are not there yet
    }
  };
  try {
    return await until(() => count() >= least, child);
  } finally {
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- count sets it
    (database as DatabaseSync | null)?.close();
  }
}
