import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import type { Store } from '../../src/store/index.ts';
import { OTHER_RUN, RUN, storeIn, temporaryFolder } from './new-store.ts';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const pathOf = (store: Store, hash: string) =>
  join(store.folder, 'blobs', hash.slice(0, 2), hash.slice(2));

test('content comes back under its hash: empty, text, bytes, 2 MB', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  for (const content of ['', 'grün 🌱', new Uint8Array([0, 255, 128]), randomBytes(2_000_000)]) {
    const hash = store.putBlob(content);
    assert.equal(hash, sha256(content));
    assert.equal(store.hasBlob(hash), true);
    assert.deepEqual(Buffer.from(store.getBlob(hash)), Buffer.from(content));
  }
});

test('blobs are zstd files that other tools can read', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const text = 'the same line\n'.repeat(10_000);
  const path = pathOf(store, store.putBlob(text));
  assert.equal(zstdDecompressSync(readFileSync(path)).toString(), text);
  assert.ok(statSync(path).size < text.length / 100);
});

test('the same content is written once', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.acquireRun(RUN, { purpose: 'test' });
  const hash = store.putBlob('twice');
  const { ino } = statSync(pathOf(store, hash));
  assert.equal(store.putBlob('twice'), hash);
  assert.equal(statSync(pathOf(store, hash)).ino, ino);
});

const damages: readonly { name: string; damaged: (intact: Buffer) => Uint8Array }[] = [
  { name: 'empty', damaged: () => Buffer.alloc(0) },
  { name: 'cut off', damaged: (intact) => intact.subarray(0, intact.length / 2) },
  {
    name: 'with a flipped bit',
    damaged: (intact) => intact.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
  },
  { name: 'of other content', damaged: () => zstdCompressSync('other content') },
  { name: 'that unpacks to 300 MB', damaged: () => zstdCompressSync(Buffer.alloc(300_000_000)) },
];

for (const { name, damaged } of damages) {
  test(`a blob file ${name} is an error that names it, and putting it again repairs it`, (t) => {
    const store = storeIn(t, temporaryFolder(t));
    store.acquireRun(RUN, { purpose: 'test' });
    const content = randomBytes(2_000);
    const hash = store.putBlob(content);
    const path = pathOf(store, hash);
    writeFileSync(path, damaged(readFileSync(path)));
    assert.throws(() => store.getBlob(hash), {
      code: 'E_JOURNAL',
      message: new RegExp(`${hash} is damaged`),
    });
    store.putBlob(content);
    assert.deepEqual(Buffer.from(store.getBlob(hash)), content);
  });
}

test('a missing blob is an error that names it', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const hash = sha256('never put');
  assert.equal(store.hasBlob(hash), false);
  assert.throws(() => store.getBlob(hash), {
    code: 'E_JOURNAL',
    message: new RegExp(`${hash} is missing`),
  });
});

test('what is no hash is our bug, so that no path can be smuggled in', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  for (const hash of ['', '../../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}\n`]) {
    assert.throws(() => store.getBlob(hash), { name: 'AssertionError' });
    assert.throws(() => store.hasBlob(hash), { name: 'AssertionError' });
  }
});

test('a blob is put only while a run is held', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.throws(() => store.putBlob('early'), { name: 'AssertionError' });
});

test('a linked blobs folder is refused, and nothing is written behind it', (t) => {
  const subject = temporaryFolder(t);
  const elsewhere = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'test' });
  symlinkSync(elsewhere, join(store.folder, 'blobs'));
  assert.throws(() => store.putBlob('x'), { code: 'E_REPOSITORY', message: /symbolic link/ });
  rmSync(join(store.folder, 'blobs'));
  mkdirSync(join(store.folder, 'blobs'));
  symlinkSync(elsewhere, join(store.folder, 'blobs', sha256('x').slice(0, 2)));
  assert.throws(() => store.putBlob('x'), { code: 'E_REPOSITORY' });
  assert.deepEqual(readdirSync(elsewhere), []);
});

test('a sweep keeps what events and kept blobs mention and what is asked for, and takes the rest', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const lease = store.acquireRun(RUN, { purpose: 'test' });
  const other = store.acquireRun(OTHER_RUN, { purpose: 'test' });
  const deep = store.putBlob('deep');
  const list = store.putBlob(JSON.stringify({ samples: [deep] }));
  const asked = store.putBlob('asked for');
  const orphan = store.putBlob('orphan');
  const old = store.putBlob('of the other run');
  store.appendEvent(RUN, { type: 'listed', key: null, data: { in: { some: [`sha256:${list}`] } } });
  store.appendEvent(OTHER_RUN, { type: 'listed', key: null, data: old });
  writeFileSync(join(store.folder, 'blobs', orphan.slice(0, 2), 'half.123.tmp'), 'half');
  lease.release();
  other.release();
  const first = store.sweepBlobs({ runs: 'all', blobs: [asked] });
  assert.deepEqual({ kept: first.kept, removed: first.removed }, { kept: 4, removed: 2 });
  assert.ok(first.removedBytes > 0);
  assert.deepEqual(
    [deep, list, asked, orphan, old].map((hash) => store.hasBlob(hash)),
    [true, true, true, false, true],
  );
  const second = store.sweepBlobs({ runs: [RUN], blobs: [] });
  assert.deepEqual({ kept: second.kept, removed: second.removed }, { kept: 2, removed: 2 });
  assert.equal(Buffer.from(store.getBlob(deep)).toString(), 'deep');
});

test('a sweep refuses while a run is held, and removes nothing', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  store.acquireRun(RUN, { purpose: 'hone try' });
  const orphan = store.putBlob('orphan');
  const sweep = { runs: 'all', blobs: [] } as const;
  assert.throws(() => storeIn(t, subject).sweepBlobs(sweep), {
    code: 'E_BUSY',
    message: new RegExp(`${RUN} is driven by process ${process.pid}.*hone try`),
  });
  assert.equal(store.hasBlob(orphan), true);
});

test('a sweep of a store without blobs does nothing', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  assert.deepEqual(store.sweepBlobs({ runs: 'all', blobs: [] }), {
    kept: 0,
    removed: 0,
    removedBytes: 0,
  });
});
