import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { canonicalJson, type Json } from '../../src/base/index.ts';
import { EVENT_BYTES_MAX, GENESIS_HASH } from '../../src/store/index.ts';
import { OTHER_RUN, RUN, storeIn, temporaryFolder } from './new-store.ts';

const keyed = (key: string) => ({ type: 'counted', key, data: { key } });
const plain = (type: string, data: Json = null) => ({ type, key: null, data });

test('an event comes back as it was written, numbered from 1', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const first = store.appendEvent(RUN, {
    type: 'run.started',
    key: 'start',
    data: { b: 1, a: [] },
  });
  const second = store.appendEvent(RUN, plain('sample-taken'));
  assert.equal(first.seq, 1);
  assert.equal(first.at, '2025-01-31T14:25:02.000Z');
  assert.equal(second.seq, 2);
  assert.deepEqual(store.events(RUN), [first, second]);
  assert.deepEqual(store.eventByKey(RUN, 'start'), first);
  assert.equal(store.eventByKey(RUN, 'end'), null);
});

test('the hash is the SHA-256 of the canonical JSON of everything else, the previous hash included', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  let previousHash = GENESIS_HASH;
  for (const data of [null, { ü: 'ß', a: { z: 1, b: [2.5, -0] } }, 'text']) {
    const event = store.appendEvent(RUN, { type: 'any', key: null, data });
    const { hash, ...rest } = event;
    assert.equal(event.previousHash, previousHash);
    assert.equal(hash, createHash('sha256').update(canonicalJson(rest)).digest('hex'));
    previousHash = hash;
  }
  assert.deepEqual(store.verifyChain(RUN), { kind: 'intact', events: 3, head: previousHash });
});

test('each run has a chain of its own', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'one' });
  store.acquireRun(OTHER_RUN, { purpose: 'two' });
  for (const run of [RUN, OTHER_RUN, RUN]) {
    store.appendEvent(run, plain('counted'));
  }
  assert.deepEqual(
    store.runs().map(({ run, events, purpose }) => ({ run, events, purpose })),
    [
      { run: RUN, events: 2, purpose: 'one' },
      { run: OTHER_RUN, events: 1, purpose: 'two' },
    ],
  );
  assert.equal(store.events(OTHER_RUN)[0]?.previousHash, GENESIS_HASH);
});

test('any text survives in the data: emoji, NUL, lone surrogates, keys like __proto__', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'prüfen 🛠' });
  const text = '{"__proto__":1,"e":"👩‍🚀","nul":"\\u0000","lone":"\\ud800","line":"\\u2028\\n"}';
  const data: Json = JSON.parse(text);
  store.appendEvent(RUN, { type: 'odd', key: 'schlüssel/ü 🗝', data });
  assert.deepEqual(store.eventByKey(RUN, 'schlüssel/ü 🗝')?.data, data);
  assert.equal(store.verifyChain(RUN).kind, 'intact');
  assert.equal(store.runs()[0]?.purpose, 'prüfen 🛠');
});

test('undefined fields are left out, as in JSON', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const event = store.appendEvent(RUN, plain('sparse', { a: undefined, b: [] }));
  assert.deepEqual(event.data, { b: [] });
});

test('a key is used once in a run, and again in another', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  store.acquireRun(OTHER_RUN, { purpose: 'test' });
  const event = { type: 'any', key: 'once', data: null };
  store.appendEvent(RUN, event);
  store.appendEvent(OTHER_RUN, event);
  assert.throws(() => store.appendEvent(RUN, event), { name: 'AssertionError', message: /once/ });
  assert.equal(store.events(RUN).length, 1);
});

test('malformed types, keys and data are our bug and leave nothing', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const wrong = [
    { type: '', key: null, data: null },
    { type: 'Upper Case', key: null, data: null },
    { type: 'any', key: '', data: null },
    { type: 'any', key: 'a\0b', data: null },
    { type: 'any', key: '\ud800', data: null },
    { type: 'any', key: 'x'.repeat(513), data: null },
    { type: 'any', key: null, data: 'x'.repeat(EVENT_BYTES_MAX) },
  ];
  for (const event of wrong) {
    assert.throws(() => store.appendEvent(RUN, event), { name: 'AssertionError' });
  }
  assert.throws(() => store.appendEvent(RUN, plain('any', NaN)), TypeError);
  assert.deepEqual(store.events(RUN), []);
});

test('an event of the largest size fits', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const data = 'x'.repeat(EVENT_BYTES_MAX - 2);
  store.appendEvent(RUN, plain('large', data));
  assert.equal(store.events(RUN)[0]?.data, data);
});

test('nothing is written to a run that is not held', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.throws(() => store.appendEvent(RUN, plain('any')), { name: 'AssertionError' });
  const lease = store.acquireRun(RUN, { purpose: 'test' });
  store.appendEvent(RUN, plain('any'));
  lease.release();
  assert.throws(() => store.appendEvent(RUN, plain('any')), { name: 'AssertionError' });
});

test('a run that never was is not found', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.throws(() => store.events(RUN), { code: 'E_NOT_FOUND', message: /hone log/ });
  assert.throws(() => store.verifyChain(RUN), { code: 'E_NOT_FOUND' });
  assert.equal(store.eventByKey(RUN, 'any'), null);
});

test('10,000 events are there after opening again', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'many' });
  for (let number = 1; number <= 10_000; number++) {
    store.appendEvent(RUN, { type: 'counted', key: `n/${number}`, data: { number } });
  }
  store.close();
  const again = storeIn(t, subject);
  assert.equal(again.verifyChain(RUN).kind, 'intact');
  const numbers = again.events(RUN).map(({ data }) => data);
  assert.deepEqual(
    numbers,
    Array.from({ length: 10_000 }, (_, index) => ({ number: index + 1 })),
  );
  assert.deepEqual(again.eventByKey(RUN, 'n/7777')?.data, { number: 7777 });
});

test('a copied journal is as good as the original, and free even while that one is driven', (t) => {
  const subject = temporaryFolder(t);
  const copy = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  const event = store.appendEvent(RUN, plain('any', 'kept'));
  // Not by this process: closing a copied file would drop the locks on the journal.
  assert.equal(spawnSync('cp', ['-r', `${subject}/.hone`, copy]).status, 0);
  const copied = storeIn(t, copy);
  assert.deepEqual(copied.events(RUN), [event]);
  assert.equal(copied.runs()[0]?.state.kind, 'killed');
  copied.acquireRun(RUN, { purpose: 'go on with the copy' });
  copied.appendEvent(RUN, plain('any', 'only in the copy'));
  assert.deepEqual(store.events(RUN), [event]);
});

test('several events are written together or not at all', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  for (const durability of ['repeatable', 'synced', 'repeatable'] as const) {
    const before = store.events(RUN).length;
    const names = [`${before}/a`, `${before}/b`];
    const written = store.appendEvents(RUN, names.map(keyed), durability);
    assert.deepEqual(
      written.map(({ seq }) => seq),
      [before + 1, before + 2],
    );
    assert.throws(
      () => store.appendEvents(RUN, [keyed('new'), keyed(`${before}/a`)], durability),
      /the key .* is written once/,
    );
    assert.deepEqual(
      store
        .events(RUN)
        .slice(before)
        .map(({ seq, at, hash }) => ({ seq, at, hash })),
      written.map(({ seq, at, hash }) => ({ seq, at, hash })),
    );
  }
  assert.equal(store.verifyChain(RUN).kind, 'intact');
});
