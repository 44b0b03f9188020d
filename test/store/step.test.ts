import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { STEP_INLINE_BYTES_MAX, type Store } from '../../src/store/index.ts';
import { DROP_TRIGGERS, rawSql, RUN, storeIn, temporaryFolder } from './new-store.ts';

const same = (json: unknown) => json;
const never = () => Promise.reject(new Error('the step ran again'));

/** A result of the wrong type, on purpose. */
const wrong = async (): Promise<number> => JSON.parse('"text"');

function isNumber(json: unknown): number {
  if (typeof json !== 'number') {
    throw new TypeError('it is no number');
  }
  return json;
}

/** Paths of all blobs of a store. */
function blobFiles(store: Store): string[] {
  return readdirSync(join(store.folder, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('a completed step returns its result without running, also after opening again', async (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  assert.equal(await store.step(RUN, 'a', isNumber, async () => 42), 42);
  assert.equal(await store.step(RUN, 'a', isNumber, never), 42);
  store.close();
  assert.equal(await storeIn(t, subject).step(RUN, 'a', isNumber, never), 42);
});

test('the first caller gets what a resumed run gets: the result after JSON', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const result = { b: undefined, a: [1, undefined, -0], c: { z: 1 } };
  const first = await store.step(RUN, 'a', same, async () => result);
  assert.deepEqual(first, { a: [1, null, 0], c: { z: 1 } });
  assert.deepEqual(await store.step(RUN, 'a', same, never), first);
});

test('a step without a result stores null', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  assert.equal(await store.step(RUN, 'a', same, async () => undefined), null);
  assert.equal(await store.step(RUN, 'a', same, never), null);
});

test('a result above 4 KiB goes to a blob, one of 4 KiB stays in the event', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const inline = 'x'.repeat(STEP_INLINE_BYTES_MAX - 2);
  const large = `${inline}y`;
  await store.step(RUN, 'inline', same, async () => inline);
  await store.step(RUN, 'large', same, async () => large);
  assert.deepEqual(store.eventByKey(RUN, 'inline')?.data, { result: inline });
  const { blob, bytes } = Object(store.eventByKey(RUN, 'large')?.data);
  assert.equal(bytes, STEP_INLINE_BYTES_MAX + 1);
  assert.equal(Buffer.from(store.getBlob(blob)).toString(), JSON.stringify(large));
  assert.equal(await store.step(RUN, 'large', same, never), large);
});

test('a result of 1 MB with any characters comes back', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const result = Array.from({ length: 20_000 }, (_, index) => `${index} größer 🚀 \0 ${index / 7}`);
  await store.step(RUN, 'big', same, async () => result);
  assert.deepEqual(await store.step(RUN, 'big', same, never), result);
});

test('a rejected step records nothing and can be tried again', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const fails = store.step(RUN, 'a', isNumber, () => Promise.reject(new Error('transient')));
  await assert.rejects(fails, /transient/);
  assert.deepEqual(store.events(RUN), []);
  assert.equal(await store.step(RUN, 'a', isNumber, async () => 1), 1);
});

test('a fresh result that its own parser refuses is not recorded', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  await assert.rejects(
    store.step(RUN, 'a', isNumber, async () => NaN),
    TypeError,
  );
  await assert.rejects(store.step(RUN, 'a', isNumber, wrong), /it is no number/);
  assert.deepEqual(store.events(RUN), []);
});

test('a stored result of another version says which step and what to do', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  await store.step(RUN, 'trial/1', same, async () => 'old shape');
  await assert.rejects(store.step(RUN, 'trial/1', isNumber, never), {
    code: 'E_JOURNAL',
    message: /trial\/1 .*it is no number.*version that started it/,
  });
});

test('steps of different keys may run at once, and the same key may not', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const { promise, resolve } = Promise.withResolvers<number>();
  const slow = store.step(RUN, 'slow', isNumber, () => promise);
  assert.equal(await store.step(RUN, 'fast', isNumber, async () => 2), 2);
  await assert.rejects(
    store.step(RUN, 'slow', isNumber, async () => 3),
    {
      name: 'AssertionError',
      message: /slow/,
    },
  );
  resolve(1);
  assert.equal(await slow, 1);
  assert.deepEqual(
    store.events(RUN).map(({ key }) => key),
    ['fast', 'slow'],
  );
});

test('no work is begun for a run that is not held', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  let ran = false;
  const step = store.step(RUN, 'a', same, async () => {
    ran = true;
  });
  await assert.rejects(step, { name: 'AssertionError' });
  assert.equal(ran, false);
});

test('a step whose key names another event is our bug', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  store.appendEvent(RUN, { type: 'other', key: 'a', data: null });
  await assert.rejects(store.step(RUN, 'a', same, never), { name: 'AssertionError' });
});

test('a large result that is missing or damaged is an error, never a wrong result', async (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  await store.step(RUN, 'big', same, async () => 'x'.repeat(10_000));
  const [file = ''] = blobFiles(store);
  writeFileSync(file, 'damaged');
  await assert.rejects(store.step(RUN, 'big', same, never), {
    code: 'E_JOURNAL',
    message: /is damaged .*as a new run/,
  });
  rmSync(file);
  await assert.rejects(store.step(RUN, 'big', same, never), {
    code: 'E_JOURNAL',
    message: /is missing/,
  });
});

test('an edited result is refused', async (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  await store.step(RUN, 'a', isNumber, async () => 42);
  store.close();
  rawSql(subject, `${DROP_TRIGGERS} UPDATE event SET data = '{"result":62}'`);
  await assert.rejects(storeIn(t, subject).step(RUN, 'a', isNumber, never), {
    code: 'E_JOURNAL',
    message: /event 1 was changed/,
  });
});
