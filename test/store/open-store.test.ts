import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';

import { HoneError, randomFrom } from '../../src/base/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { rawSql, RUN, storeIn, temporaryFolder, tickingClock } from './new-store.ts';

/** A subject with a closed journal of 40 events of 1 KB. */
function subjectWithJournal(t: TestContext): { subject: string; path: string } {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  appendForty(store);
  store.close();
  return { subject, path: join(subject, '.hone', 'hone.db') };
}

function appendForty(store: Store): void {
  for (let number = 1; number <= 40; number++) {
    const data = `${number} `.repeat(300);
    store.appendEvent(RUN, { type: 'counted', key: `n/${number}`, data });
  }
}

test('a new store is one folder with one file when closed', (t) => {
  const subject = temporaryFolder(t);
  storeIn(t, subject).close();
  assert.deepEqual(readdirSync(subject), ['.hone']);
  assert.deepEqual(readdirSync(join(subject, '.hone')), ['hone.db']);
});

test('a closed store is not used any more', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.close();
  assert.throws(() => store.runs(), { name: 'AssertionError' });
});

test('a subject that does not exist is not made', (t) => {
  const subject = join(temporaryFolder(t), 'missing');
  assert.throws(() => storeIn(t, subject), { code: 'E_NOT_FOUND', message: /missing/ });
});

test('.hone as a file or a link is refused, and nothing is written behind it', (t) => {
  const subject = temporaryFolder(t);
  const elsewhere = temporaryFolder(t);
  const path = join(subject, '.hone');
  writeFileSync(path, 'a file');
  assert.throws(() => storeIn(t, subject), { code: 'E_REPOSITORY', message: /not a folder/ });
  rmSync(path);
  symlinkSync(elsewhere, path);
  assert.throws(() => storeIn(t, subject), { code: 'E_REPOSITORY', message: /symbolic link/ });
  rmSync(path);
  symlinkSync(join(elsewhere, 'nothing there'), path);
  assert.throws(() => storeIn(t, subject), { code: 'E_REPOSITORY', message: /symbolic link/ });
  assert.deepEqual(readdirSync(elsewhere), []);
});

const damages: readonly { name: string; damage: (path: string) => void; message: RegExp }[] = [
  { name: 'empty', damage: (path) => truncateSync(path, 0), message: /the file is empty/ },
  {
    name: 'cut to half',
    damage: (path) => truncateSync(path, statSync(path).size / 2),
    message: /malformed/,
  },
  {
    name: 'cut inside the first page',
    damage: (path) => truncateSync(path, 1_000),
    message: /damaged/,
  },
  {
    name: 'some text',
    damage: (path) => writeFileSync(path, 'no journal\n'.repeat(1_000)),
    message: /not a database/,
  },
  { name: 'one byte', damage: (path) => writeFileSync(path, 'x'), message: /damaged/ },
  {
    name: 'overwritten at the start',
    damage: (path) => writeFileSync(path, Buffer.alloc(100), { flag: 'r+' }),
    message: /not a database/,
  },
  {
    name: 'a folder',
    damage: (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    message: /not a file/,
  },
  {
    name: 'a link',
    damage: (path) => {
      renameSync(path, `${path}.real`);
      symlinkSync(`${path}.real`, path);
    },
    message: /not a file/,
  },
  {
    name: 'missing while its log is there',
    damage: (path) => {
      rmSync(path);
      writeFileSync(`${path}-wal`, 'log');
    },
    message: /is missing, but its log/,
  },
];

for (const { name, damage, message } of damages) {
  test(`a journal that is ${name} says so and what to do, and stays as it is`, (t) => {
    const { subject, path } = subjectWithJournal(t);
    damage(path);
    const before = readdirSync(join(subject, '.hone'));
    assert.throws(() => storeIn(t, subject), { code: 'E_JOURNAL', message });
    assert.throws(() => storeIn(t, subject), /Restore it from a backup, or move it away/);
    assert.deepEqual(readdirSync(join(subject, '.hone')), before);
  });
}

test('following that advice gives an empty journal', (t) => {
  const { subject, path } = subjectWithJournal(t);
  truncateSync(path, 5_000);
  assert.throws(() => storeIn(t, subject), { code: 'E_JOURNAL' });
  renameSync(path, `${path}.damaged`);
  assert.deepEqual(storeIn(t, subject).runs(), []);
});

test("another program's database is refused and left alone", (t) => {
  const subject = temporaryFolder(t);
  mkdirSync(join(subject, '.hone'));
  rawSql(subject, 'CREATE TABLE precious (a); INSERT INTO precious VALUES (1)');
  const before = readFileSync(join(subject, '.hone', 'hone.db'));
  assert.throws(() => storeIn(t, subject), { code: 'E_JOURNAL', message: /hone did not make it/ });
  const database = new DatabaseSync(join(subject, '.hone', 'hone.db'));
  assert.deepEqual(database.prepare('SELECT * FROM precious').all().length, 1);
  database.close();
  assert.deepEqual(readFileSync(join(subject, '.hone', 'hone.db')), before);
});

test('a journal of a newer hone asks for an upgrade', (t) => {
  const { subject } = subjectWithJournal(t);
  rawSql(subject, 'PRAGMA user_version = 4');
  assert.throws(() => storeIn(t, subject), {
    code: 'E_JOURNAL',
    message: /newer hone \(format 4, .* up to 3\)\. Upgrade hone/,
  });
});

test('a journal whose tables are gone is damaged', (t) => {
  const { subject } = subjectWithJournal(t);
  rawSql(subject, 'PRAGMA foreign_keys = OFF; DROP TABLE event');
  const store = storeIn(t, subject);
  assert.throws(() => store.events(RUN), { code: 'E_JOURNAL', message: /no such table/ });
});

test('a log that was cut off loses its end and nothing else', (t) => {
  const subject = temporaryFolder(t);
  const path = join(subject, '.hone', 'hone.db');
  storeIn(t, subject).close();
  const empty = readFileSync(path);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  appendForty(store);
  const events = store.events(RUN);
  const log = readFileSync(`${path}-wal`);
  store.close();
  for (const part of [0.999, 0.6, 0.2]) {
    writeFileSync(path, empty);
    writeFileSync(`${path}-wal`, log.subarray(0, log.length * part));
    const cut = storeIn(t, subject);
    const kept = cut.events(RUN);
    assert.ok(kept.length > 0 && kept.length < 40, `${kept.length} of 40`);
    assert.deepEqual(kept, events.slice(0, kept.length));
    cut.close();
  }
});

test('an exclusive store shuts others out, and waits for them in vain', (t) => {
  const subject = temporaryFolder(t);
  const exclusive = storeIn(t, subject, { exclusive: true });
  const second = { busyTimeoutMs: 1 };
  assert.throws(() => storeIn(t, subject, second), { code: 'E_BUSY', message: /Another hone/ });
  exclusive.acquireRun(RUN, { purpose: 'test' });
  exclusive.appendEvent(RUN, { type: 'any', key: null, data: null });
  exclusive.close();
  const shared = storeIn(t, subject, second);
  assert.equal(shared.events(RUN).length, 1);
  assert.throws(() => storeIn(t, subject, { ...second, exclusive: true }), { code: 'E_BUSY' });
});

test('a writer that does not finish in time is waited for, then named as the reason', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject, { busyTimeoutMs: 1 });
  const other = new DatabaseSync(join(subject, '.hone', 'hone.db'));
  t.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  assert.throws(() => store.acquireRun(RUN, { purpose: 'test' }), { code: 'E_BUSY' });
  assert.deepEqual(store.runs(), []);
  other.exec('ROLLBACK');
  store.acquireRun(RUN, { purpose: 'test' });
});

test('what a process left that was killed while it made a journal is cleared away', (t) => {
  const subject = temporaryFolder(t);
  mkdirSync(join(subject, '.hone'));
  writeFileSync(join(subject, '.hone', 'hone.db.new-4194305'), 'half'); // beyond the largest pid
  writeFileSync(join(subject, '.hone', 'hone.db.new-4194305-journal'), 'half');
  writeFileSync(join(subject, '.hone', 'hone.db-wal'), '');
  storeIn(t, subject).close();
  assert.deepEqual(readdirSync(join(subject, '.hone')), ['hone.db']);
});

test('no damage to the file gives wrong events: they are right, or the journal is damaged', (t) => {
  const { subject, path } = subjectWithJournal(t);
  const intact = readFileSync(path);
  const store = storeIn(t, subject);
  const events = store.events(RUN);
  store.close();
  const random = randomFrom(4);
  let damaged = 0;
  for (let round = 0; round < 150; round++) {
    const bytes = Buffer.from(intact);
    for (let flips = 1 + random.integer(20); flips > 0; flips--) {
      bytes.writeUInt8(random.integer(256), random.integer(bytes.length));
    }
    writeFileSync(path, bytes);
    try {
      assert.deepEqual(eventsIn(join(subject, '.hone')), events);
    } catch (thrown) {
      assert.ok(thrown instanceof HoneError, String(thrown));
      assert.match(thrown.code, /^E_(JOURNAL|NOT_FOUND|DISK)$/);
      damaged++;
    }
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
  }
  assert.ok(damaged > 50, `${damaged} of 150 were noticed`);
});

function eventsIn(folder: string): unknown {
  const store = openStore(folder, { clock: tickingClock() });
  try {
    store.runs();
    store.eventByKey(RUN, 'n/20');
    return store.events(RUN);
  } finally {
    store.close();
  }
}
