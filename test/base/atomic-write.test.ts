import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { writeFileAtomic } from '../../src/base/index.ts';

function folderFor(t: TestContext): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'hone-test-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Records what is renamed and flushed, in order; a folder may be made impossible to open. */
function watchDisk(t: TestContext, refused: string | null = null): string[] {
  const log: string[] = [];
  const open = new Map<number, string>();
  const { openSync, fsyncSync, renameSync } = fs;
  t.mock.method(fs, 'openSync', (path: string, flags: string) => {
    if (path === refused) {
      throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    }
    const descriptor = openSync(path, flags);
    open.set(descriptor, path);
    return descriptor;
  });
  t.mock.method(fs, 'fsyncSync', (descriptor: number) => {
    log.push(`flush ${open.get(descriptor) ?? ''}`);
    fsyncSync(descriptor);
  });
  t.mock.method(fs, 'renameSync', (from: string, to: string) => {
    log.push(`rename to ${to}`);
    renameSync(from, to);
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return log;
}

test('flushes the folder after the rename, or a crash could bring the old file back', (t) => {
  const folder = folderFor(t);
  const log = watchDisk(t);
  writeFileAtomic(join(folder, 'file'), 'text');
  assert.deepEqual(log.slice(1), [`rename to ${join(folder, 'file')}`, `flush ${folder}`]);
  assert.match(log[0] ?? '', /^flush .*\.tmp$/);
  assert.deepEqual(fs.readdirSync(folder), ['file']);
});

test('flushes every folder that names one that was made on the way', (t) => {
  const folder = folderFor(t);
  const log = watchDisk(t);
  writeFileAtomic(join(folder, 'a', 'b', 'file'), 'text');
  const flushed = log.slice(2);
  const made = [join(folder, 'a', 'b'), join(folder, 'a'), folder];
  assert.deepEqual(
    flushed,
    made.map((one) => `flush ${one}`),
  );
});

test('writes all the same where the platform can not open a folder', (t) => {
  const folder = folderFor(t);
  watchDisk(t, folder);
  writeFileAtomic(join(folder, 'file'), 'text');
  assert.equal(fs.readFileSync(join(folder, 'file'), 'utf8'), 'text');
});
