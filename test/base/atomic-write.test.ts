import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { assertWritable, writeFileAtomic } from '../../src/base/index.ts';

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

test('a path that could not be written to is refused beforehand, and nothing is written', (t) => {
  const folder = folderFor(t);
  const file = join(folder, 'file');
  fs.writeFileSync(file, 'old');
  assertWritable(file);
  assertWritable(join(folder, 'not', 'yet', 'there.json'));
  assert.throws(() => assertWritable(folder), { code: 'E_DISK', message: /it is a folder/ });
  assert.throws(() => assertWritable(join(file, 'below')), { code: 'E_DISK' });
  assert.throws(() => assertWritable(join(folder, 'x'.repeat(300))), { code: 'E_DISK' });
  assert.deepEqual(fs.readdirSync(folder), ['file']);
  assert.equal(fs.readFileSync(file, 'utf8'), 'old');
});

test('a folder that may not be written to is refused', (t) => {
  const folder = folderFor(t);
  fs.chmodSync(folder, 0o555);
  const index = JSON.stringify(join(import.meta.dirname, '../../src/base/index.ts'));
  const path = JSON.stringify(join(folder, 'x'));
  const program = `
    process.setuid?.(process.getuid?.() || 65534); // root may write anywhere
    const { assertWritable } = await import(${index});
    try {
      assertWritable(${path});
    } catch (thrown) {
      console.log(thrown.code, thrown.message);
    }`;
  const flags = ['--input-type=module', '--eval', program];
  const printed = execFileSync(process.execPath, flags, { encoding: 'utf8', cwd: '/' });
  assert.match(printed, /^E_DISK .*EACCES/);
});
