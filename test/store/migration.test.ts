import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';

import { OTHER_RUN, RUN, storeIn, temporaryFolder } from './new-store.ts';

/** The tables as version 2 had them: those of today without what version 3 added. */
const BACK_TO_2 = `
  DROP TABLE measurement; DROP TABLE measured_run; PRAGMA user_version = 2;`;

/** The same for version 1. */
const BACK_TO_1 = `${BACK_TO_2}
  DROP TABLE message; DROP TABLE removed_blob; PRAGMA user_version = 1;`;

/** A subject whose journal is of version 1, with a run of two events and a blob. */
function oldSubject(t: TestContext): { subject: string; blob: string } {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  const lease = store.acquireRun(RUN, { purpose: 'hone try' });
  const blob = store.putBlob('a large result');
  store.appendEvent(RUN, { type: 'one', key: 'one', data: { blob } });
  store.appendEvent(RUN, { type: 'two', key: null, data: 2 });
  lease.release();
  store.close();
  execute(subject, BACK_TO_1);
  return { subject, blob };
}

function execute(subject: string, sql: string): void {
  const database = new DatabaseSync(join(subject, '.hone', 'hone.db'));
  database.exec(sql);
  database.close();
}

function versionIn(subject: string): unknown {
  const database = new DatabaseSync(join(subject, '.hone', 'hone.db'), { readOnly: true });
  const row = database.prepare('PRAGMA user_version').get();
  database.close();
  return row?.['user_version'];
}

function tablesIn(subject: string): unknown {
  const database = new DatabaseSync(join(subject, '.hone', 'hone.db'), { readOnly: true });
  const rows = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  database.close();
  return rows;
}

test('a journal of version 1 is brought up to date and keeps what it holds', (t) => {
  const { subject, blob } = oldSubject(t);
  const store = storeIn(t, subject);
  assert.deepEqual(
    store.events(RUN).map(({ seq, type, data }) => [seq, type, data]),
    [
      [1, 'one', { blob }],
      [2, 'two', 2],
    ],
  );
  assert.equal(Buffer.from(store.getBlob(blob)).toString(), 'a large result');
  store.acquireRun(RUN, { purpose: 'hone resume' });
  assert.equal(store.appendEvent(RUN, { type: 'three', key: null, data: 3 }).seq, 3);
  assert.equal(store.sendMessage(RUN, { kind: 'answer', data: 1 }).id, 1);
  assert.equal(store.verifyChain(RUN).kind, 'intact');
  assert.equal(versionIn(subject), 3);
});

test('a journal of version 2 is brought up to date, and its history is empty', (t) => {
  const { subject } = oldSubject(t);
  storeIn(t, subject).close();
  execute(subject, BACK_TO_2);
  const store = storeIn(t, subject);
  assert.deepEqual([store.measurements(), store.measuredRuns().size], [[], 0]);
  assert.equal(store.verifyChain(RUN).kind, 'intact');
  assert.equal(versionIn(subject), 3);
});

test('it happens once, and a new journal is the same as a migrated one', (t) => {
  const { subject } = oldSubject(t);
  storeIn(t, subject).close();
  storeIn(t, subject).close();
  const fresh = temporaryFolder(t);
  storeIn(t, fresh).close();
  assert.deepEqual(tablesIn(subject), tablesIn(fresh));
});

test('two that open it at once both find it up to date', (t) => {
  const { subject } = oldSubject(t);
  const script = `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/index.ts'))};
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../../src/base/index.ts'))};
    openStore(process.argv[1], { clock: systemClock }).close();`;
  const command = `"$0" --input-type=module-typescript -e "$1" "$2" & a=$!
    "$0" --input-type=module-typescript -e "$1" "$2"; b=$?; wait $a && exit $b`;
  const ended = spawnSync(
    '/bin/sh',
    ['-c', command, process.execPath, script, join(subject, '.hone')],
    { encoding: 'utf8' },
  );
  assert.deepEqual([ended.status, ended.stderr], [0, '']);
  assert.equal(versionIn(subject), 3);
});

test('a migration that cannot be written changes nothing and says why', (t) => {
  const { subject } = oldSubject(t);
  execute(subject, 'CREATE TABLE removed_blob (somebody_elses TEXT)');
  assert.throws(() => storeIn(t, subject), { code: 'E_JOURNAL', message: /removed_blob/ });
  assert.equal(versionIn(subject), 1);
  execute(subject, 'DROP TABLE removed_blob');
  assert.equal(storeIn(t, subject).events(RUN).length, 2);
});

test('a journal of version 0 never was one', (t) => {
  const subject = temporaryFolder(t);
  mkdirSync(join(subject, '.hone'));
  const store = storeIn(t, subject);
  store.acquireRun(OTHER_RUN, { purpose: 'x' });
  store.close();
  execute(subject, 'PRAGMA user_version = 0');
  assert.throws(() => storeIn(t, subject), { code: 'E_JOURNAL', message: /never existed/ });
});
