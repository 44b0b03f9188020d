import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OTHER_RUN, rawSql, RUN, storeIn, temporaryFolder } from './new-store.ts';

test('anybody sends, nobody needs a lease, and each run has its own', (t) => {
  const subject = temporaryFolder(t);
  const driver = storeIn(t, subject);
  driver.acquireRun(RUN, { purpose: 'drive' });
  driver.acquireRun(OTHER_RUN, { purpose: 'drive' }).release();
  const sender = storeIn(t, subject);
  const first = sender.sendMessage(RUN, { kind: 'answer', data: { choice: 'yes' } });
  sender.sendMessage(OTHER_RUN, { kind: 'cancel', data: null });
  const last = driver.sendMessage(RUN, { kind: 'cancel', data: { by: 'ä\ud83d\ude00' } });
  assert.deepEqual(driver.messages(RUN, 0), [first, last]);
  assert.deepEqual(driver.messages(RUN, first.id), [last]);
  assert.deepEqual(driver.messages(RUN, last.id), []);
  assert.deepEqual(last.data, { by: 'ä\ud83d\ude00' });
  assert.deepEqual(driver.verifyChain(RUN), {
    kind: 'intact',
    events: 0,
    head: '0'.repeat(64),
  });
});

test('nothing is sent to a run that does not exist', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.throws(() => store.sendMessage(RUN, { kind: 'answer', data: null }), {
    code: 'E_NOT_FOUND',
  });
});

test('what is too long is refused, with the limit', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'x' });
  const long = { kind: 'answer', data: 'x'.repeat(65_536) };
  assert.throws(() => store.sendMessage(RUN, long), { code: 'E_USAGE', message: /65536/ });
  assert.deepEqual(store.messages(RUN, 0), []);
});

test('who sends without end is stopped', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'x' });
  rawSql(
    subject,
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
     INSERT INTO message (run, at, kind, data) SELECT '${RUN}', '', 'answer', 'null' FROM n`,
  );
  assert.throws(() => store.sendMessage(RUN, { kind: 'answer', data: null }), {
    code: 'E_USAGE',
    message: /10001 messages, at most 10000/,
  });
});

test('a message that was damaged is not taken for another one', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'x' });
  store.sendMessage(RUN, { kind: 'answer', data: { choice: 'yes' } });
  rawSql(subject, `UPDATE message SET data = '{"choice'`);
  assert.throws(() => store.messages(RUN, 0), { code: 'E_JOURNAL', message: /no JSON/ });
});
