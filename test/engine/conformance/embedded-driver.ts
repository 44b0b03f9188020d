import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

import { systemClock } from '../../../src/base/index.ts';
import { embeddedEngine, processGroupOf } from '../../../src/engine/index.ts';
import { openStore, type StoreOptions } from '../../../src/store/index.ts';
import type { Damage, DriverFamily } from './driver.ts';

const CLASSES = { agent: 2, measure: 1 };

/** An owner that is taken for dead although it lives, as after a wrong look at a process. */
const DEAD_OWNERS: StoreOptions['processes'] = {
  self: () => ({
    pid: process.pid,
    startTicks: 'another',
    host: 'here',
    boot: 'now',
    namespace: 'this',
  }),
  livenessOf: () => 'dead',
};

/** The embedded driver on the journal of `src/store`. */
export const family: DriverFamily = {
  module: fileURLToPath(import.meta.url),
  open(folder, options = {}) {
    const clock = options.clock ?? systemClock;
    const store = openStore(join(folder, '.hone'), {
      clock,
      ...(options.deadOwners === true ? { processes: DEAD_OWNERS } : {}),
    });
    const { timers, onCommit, classes = CLASSES } = options;
    const engine = embeddedEngine(store, {
      clock,
      classes,
      ...(timers === undefined ? {} : { timers }),
      ...(onCommit === undefined ? {} : { onCommit }),
    });
    return { engine, close: () => store.close() };
  },
  processGroupOf,
  fakeTime: null,
  commits: null,
  takeOver: null,
  fullDisk: null,
  damages: [
    damagedBy('a changed result of a step', /event 2\b.* was changed/, (folder) =>
      sql(folder, `UPDATE event SET data = replace(data, 'small result', 'other result')`),
    ),
    damagedBy('an event taken out of the middle', /event 2 is missing/, (folder) =>
      sql(folder, 'DELETE FROM event WHERE seq = 2'),
    ),
    damagedBy('a journal whose end was cut off', /event 3 is missing/, (folder) =>
      sql(folder, 'DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)'),
    ),
    damagedBy('an event with another time', /event 1\b.* was changed/, (folder) =>
      sql(folder, `UPDATE event SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1`),
    ),
    damagedBy('a stored result with one byte changed', /[0-9a-f]{64}.*damaged/, (folder) => {
      const path = blobIn(folder);
      const bytes = readFileSync(path);
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      writeFileSync(path, bytes);
    }),
    damagedBy('an empty stored result', /[0-9a-f]{64}.*damaged/, (folder) =>
      truncateSync(blobIn(folder)),
    ),
    damagedBy('a stored result that is missing', /[0-9a-f]{64}.*missing/, (folder) =>
      rmSync(blobIn(folder)),
    ),
    damagedBy('a file of the journal cut in half', /hone\.db is damaged/, (folder) => {
      const path = join(folder, '.hone', 'hone.db');
      truncateSync(path, Math.floor(readFileSync(path).length / 2));
    }),
  ],
};

function damagedBy(name: string, names: RegExp, apply: (folder: string) => void): Damage {
  return { name, names, apply };
}

/** Changes the journal behind the store's back, past the triggers that forbid it. */
function sql(folder: string, change: string): void {
  const database = new DatabaseSync(join(folder, '.hone', 'hone.db'));
  try {
    const triggers = database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
      .all()
      .map(({ name }) => String(name));
    for (const trigger of triggers) {
      database.exec(`DROP TRIGGER ${trigger}`);
    }
    database.exec(change);
  } finally {
    database.close();
  }
}

/** The only large result of the run. */
function blobIn(folder: string): string {
  const blobs = join(folder, '.hone', 'blobs');
  const [name = ''] = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.includes('/'),
  );
  return join(blobs, name);
}
