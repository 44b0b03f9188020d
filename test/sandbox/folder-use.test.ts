import assert from 'node:assert/strict';
import { linkSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { countedUse, folderUse } from '../../src/sandbox/folder-use.ts';
import { lay, temporaryFolder } from './sandbox-ground.ts';

const MIB = 1_048_576;

test('adds up all levels of all folders', async (context) => {
  const root = temporaryFolder(context);
  const [one = '', other = ''] = lay(root, 'one/', 'other/');
  lay(one, 'a/b/c/deep');
  const before = await folderUse([one, other]);
  assert.equal(before.entries, 4);
  writeFileSync(join(one, 'a/b/more'), Buffer.alloc(MIB, 1));
  writeFileSync(join(other, 'more'), Buffer.alloc(MIB, 1));
  const after = await folderUse([one, other]);
  assert.equal(after.entries, 6);
  assert.ok(after.bytes - before.bytes >= 2 * MIB);
  assert.ok(after.bytes - before.bytes < 3 * MIB);
});

test('counts neither holes, nor second names, nor what a link leads to', async (context) => {
  const root = temporaryFolder(context);
  const [outside = ''] = lay(root, 'outside');
  writeFileSync(outside, Buffer.alloc(2 * MIB, 1));
  const [folder = ''] = lay(root, 'folder/');
  symlinkSync(outside, join(folder, 'link'));
  symlinkSync(root, join(folder, 'circle'));
  lay(folder, 'holes');
  truncateSync(join(folder, 'holes'), 100 * MIB);
  writeFileSync(join(folder, 'file'), Buffer.alloc(MIB, 1));
  linkSync(join(folder, 'file'), join(folder, 'second'));
  const { bytes, entries } = await folderUse([folder]);
  assert.equal(entries, 5);
  assert.ok(bytes >= MIB && bytes < 2 * MIB, `${bytes}`);
});

test('stops looking soon after a number of entries', async (context) => {
  const root = temporaryFolder(context);
  lay(root, ...Array.from({ length: 50 }, (_, index) => `many/${index}`));
  const { entries } = await countedUse([root], 20);
  assert.ok(entries > 20 && entries <= 22, `${entries}`);
});

test('takes a folder that is gone for empty', async (context) => {
  const root = temporaryFolder(context);
  const [gone = ''] = lay(root, 'gone/');
  rmSync(gone, { recursive: true });
  const use = await folderUse([gone]);
  assert.deepEqual({ bytes: use.bytes, entries: use.entries }, { bytes: 0, entries: 0 });
});
