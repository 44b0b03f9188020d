import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { canonicalJson } from '../../src/base/index.ts';
import { hashOf } from '../../src/store/event.ts';
import { DROP_TRIGGERS, rawSql, RUN, storeIn, temporaryFolder } from './new-store.ts';

/** A subject whose journal has one run of 6 events, closed. */
function subjectWithSixEvents(t: TestContext): string {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  for (let number = 1; number <= 6; number++) {
    store.appendEvent(RUN, { type: 'counted', key: `n/${number}`, data: { number } });
  }
  store.close();
  return subject;
}

const damages: readonly { name: string; sql: string; seq: number; what: RegExp }[] = [
  {
    name: 'changed data',
    sql: `UPDATE event SET data = '{"number":4}' WHERE seq = 3`,
    seq: 3,
    what: /3 was changed/,
  },
  {
    name: 'changed time',
    sql: `UPDATE event SET at = '2030' || substr(at, 5) WHERE seq = 6`,
    seq: 6,
    what: /6 was changed/,
  },
  {
    name: 'a renamed key',
    sql: `UPDATE event SET key = 'm/1' WHERE seq = 1`,
    seq: 1,
    what: /1 was changed/,
  },
  {
    name: 'data that means the same but reads otherwise',
    sql: `UPDATE event SET data = '{"number": 2}' WHERE seq = 2`,
    seq: 2,
    what: /2 was changed/,
  },
  {
    name: 'data that is no JSON',
    sql: `UPDATE event SET data = 'oops' WHERE seq = 2`,
    seq: 2,
    what: /2 was changed/,
  },
  {
    name: 'a missing first event',
    sql: 'DELETE FROM event WHERE seq = 1',
    seq: 1,
    what: /1 is missing/,
  },
  { name: 'a missing event', sql: 'DELETE FROM event WHERE seq = 4', seq: 4, what: /4 is missing/ },
  {
    name: 'a missing end',
    sql: 'DELETE FROM event WHERE seq > 4',
    seq: 5,
    what: /5 is missing: 6 were/,
  },
  { name: 'all events gone', sql: 'DELETE FROM event', seq: 1, what: /1 is missing: 6 were/ },
  {
    name: 'a gap closed by renumbering',
    sql: 'DELETE FROM event WHERE seq = 3; UPDATE event SET seq = seq - 1 WHERE seq > 3',
    seq: 3,
    what: /3 was changed/,
  },
  {
    name: 'two events swapped',
    sql: 'UPDATE event SET seq = 99 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 99',
    seq: 2,
    what: /2 was recorded at another place/,
  },
  {
    name: 'the first event moved to the end',
    sql: 'UPDATE event SET seq = 99 WHERE seq = 1; UPDATE event SET seq = seq - 1; UPDATE event SET seq = 6 WHERE seq = 98',
    seq: 1,
    what: /1 was recorded at another place/,
  },
  {
    name: 'an event more than was recorded',
    sql: `INSERT INTO event SELECT run, 7, at, type, 'n/7', data, hash, hash FROM event WHERE seq = 6`,
    seq: 7,
    what: /7 was changed/,
  },
  {
    name: 'a head that is not the last hash',
    sql: `UPDATE run SET head = '${'1'.repeat(64)}'`,
    seq: 6,
    what: /recorded head differs/,
  },
];

for (const { name, sql, seq, what } of damages) {
  test(`verify finds ${name} and names the event`, (t) => {
    const subject = subjectWithSixEvents(t);
    rawSql(subject, DROP_TRIGGERS + sql);
    const store = storeIn(t, subject);
    const state = store.verifyChain(RUN);
    assert.equal(state.kind, 'broken');
    assert.equal(state.kind === 'broken' && state.seq, seq);
    assert.match(state.kind === 'broken' ? state.what : '', what);
    assert.throws(() => store.events(RUN), { code: 'E_JOURNAL', message: what });
    const { damage } = store.inspectRun(RUN);
    assert.match(damage.join('\n'), new RegExp(`event ${seq}\\b`));
  });
}

test('a look at everything names every damaged event and gives back the others', (t) => {
  const subject = subjectWithSixEvents(t);
  rawSql(
    subject,
    `${DROP_TRIGGERS} UPDATE event SET data = 'oops' WHERE seq = 2;
     DELETE FROM event WHERE seq = 4; DELETE FROM event WHERE seq = 6`,
  );
  const { damage, intact } = storeIn(t, subject).inspectRun(RUN);
  assert.deepEqual(damage, [
    'event 2 (counted) was changed after it was recorded',
    'event 4 is missing',
    'event 6 is missing: 6 were recorded',
  ]);
  assert.deepEqual(
    intact.map(({ seq }) => seq),
    [1, 3, 5],
  );
});

test('an intact run has no damage', (t) => {
  const store = storeIn(t, subjectWithSixEvents(t));
  const { damage, intact } = store.inspectRun(RUN);
  assert.deepEqual([damage, intact], [[], store.events(RUN)]);
});

/** Rewrites event 3 with a hash that fits its new content. */
function forgeEventThree(t: TestContext, more: (hash: string) => string): string {
  const subject = subjectWithSixEvents(t);
  const store = storeIn(t, subject);
  const event = store.events(RUN).find(({ seq }) => seq === 3);
  store.close();
  assert.ok(event);
  const data = canonicalJson({ number: 4_000 });
  const hash = hashOf({ ...event, data });
  rawSql(
    subject,
    `${DROP_TRIGGERS} UPDATE event SET data = '${data}', hash = '${hash}' WHERE seq = 3; ${more(hash)}`,
  );
  return subject;
}

test('an event that was replaced together with its hash is named', (t) => {
  const subject = forgeEventThree(t, () => '');
  const expected = {
    kind: 'broken',
    seq: 3,
    what: 'event 3 was replaced: event 4 follows on another one',
  };
  assert.deepEqual(storeIn(t, subject).verifyChain(RUN), expected);
});

test('a forged event does not help when the next one is bent to follow it', (t) => {
  const subject = forgeEventThree(
    t,
    (hash) => `UPDATE event SET previous_hash = '${hash}' WHERE seq = 4`,
  );
  const state = storeIn(t, subject).verifyChain(RUN);
  assert.equal(state.kind === 'broken' && state.seq, 4);
});

test('an event found by its key is checked by itself', (t) => {
  const subject = subjectWithSixEvents(t);
  rawSql(subject, `${DROP_TRIGGERS} UPDATE event SET data = '{"number":0}' WHERE seq = 3`);
  const store = storeIn(t, subject);
  assert.throws(() => store.eventByKey(RUN, 'n/3'), { code: 'E_JOURNAL', message: /event 3 was/ });
  assert.deepEqual(store.eventByKey(RUN, 'n/2')?.data, { number: 2 });
});

test('the database itself refuses to change or drop events', (t) => {
  const subject = subjectWithSixEvents(t);
  const refused = [
    `UPDATE event SET data = '{}' WHERE seq = 3`,
    'DELETE FROM event WHERE seq = 6',
    'DELETE FROM run',
    `INSERT INTO event SELECT run, 8, at, type, 'n/8', data, previous_hash, hash FROM event WHERE seq = 6`,
    `INSERT OR REPLACE INTO event SELECT run, 3, at, type, 'new', '{}', previous_hash, hash FROM event WHERE seq = 3`,
    `INSERT OR REPLACE INTO event SELECT run, 7, at, type, 'n/3', '{}', previous_hash, hash FROM event WHERE seq = 3`,
  ];
  for (const sql of refused) {
    assert.throws(() => rawSql(subject, sql), /append-only/);
  }
  assert.equal(storeIn(t, subject).verifyChain(RUN).kind, 'intact');
});

test('a journal whose end was cut off takes no further events', (t) => {
  const subject = subjectWithSixEvents(t);
  rawSql(subject, 'DROP TRIGGER event_is_not_deleted; DELETE FROM event WHERE seq = 6');
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'go on' });
  assert.throws(() => store.appendEvent(RUN, { type: 'any', key: null, data: null }), {
    code: 'E_JOURNAL',
  });
  assert.equal(store.verifyChain(RUN).kind, 'broken');
});
