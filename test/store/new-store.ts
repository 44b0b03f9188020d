import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Clock } from '../../src/base/index.ts';
import { parseRunId } from '../../src/model/index.ts';
import { openStore, type Store, type StoreOptions } from '../../src/store/index.ts';

export const RUN = parseRunId('20250131-142501-k7xw');
export const OTHER_RUN = parseRunId('20250131-142502-bcdf');

/** A clock that moves by one second each time it is asked. */
export function tickingClock(): Clock {
  let seconds = 0;
  return {
    monotonicNs: () => seconds * 1e9,
    isoNow: () => new Date(Date.UTC(2025, 0, 31, 14, 25, 1) + seconds++ * 1_000).toISOString(),
  };
}

/** An empty folder that goes away with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open store in `<subject>/.hone`, closed with the test. */
export function storeIn(
  t: TestContext,
  subject: string,
  options: Partial<StoreOptions> = {},
): Store {
  const store = openStore(join(subject, '.hone'), { clock: tickingClock(), ...options });
  t.after(() => store.close());
  return store;
}

/** Changes the journal behind the store's back, which must be closed. */
export function rawSql(subject: string, sql: string): void {
  const database = new DatabaseSync(join(subject, '.hone', 'hone.db'));
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** Takes away what forbids changes to events. */
export const DROP_TRIGGERS = `
  DROP TRIGGER event_is_not_updated; DROP TRIGGER event_is_not_deleted;
  DROP TRIGGER event_follows_the_last; DROP TRIGGER event_key_is_new;`;
