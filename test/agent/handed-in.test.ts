import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { readHandedIn } from '../../src/agent/handed-in.ts';
import { HoneError } from '../../src/base/index.ts';
import { temporaryFolder } from './agent-setup.ts';

function read(folder: string, ...names: string[]) {
  return readHandedIn(
    folder,
    names.map((name) => ({ name, schema: null })),
  );
}

test('finds files in folders and says what is there besides', (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'plans', 'deep'), { recursive: true });
  writeFileSync(join(root, 'plans', 'ünï.json'), '\uFEFF{}');
  writeFileSync(join(root, 'plans', 'deep', 'x'), 'x');
  assert.deepEqual(read(root, 'plans/ünï.json', 'plan.md'), {
    texts: new Map([['plans/ünï.json', '{}']]),
    refused: [],
    missing: ['plan.md'],
    unexpected: ['plans/deep/x'],
  });
});

test('a file that is empty, no text, too large or no plain file is refused', (t) => {
  const root = temporaryFolder(t);
  writeFileSync(join(root, 'empty'), ' \n');
  writeFileSync(join(root, 'binary'), Buffer.from([0xc3, 0x28]));
  writeFileSync(join(root, 'huge'), '');
  truncateSync(join(root, 'huge'), 16 * 1_048_576 + 1);
  execFileSync('mkfifo', [join(root, 'pipe')]);
  symlinkSync('empty', join(root, 'link'));
  symlinkSync('nowhere', join(root, 'dangling'));
  const names = ['empty', 'binary', 'huge', 'pipe', 'link', 'dangling'];
  const { texts, refused, missing } = read(root, ...names);
  assert.equal(texts.size, 0);
  assert.deepEqual(missing, []);
  assert.deepEqual(refused, [
    'empty is empty.',
    'binary is not UTF-8 text.',
    'huge has 16777217 bytes; 16 MiB are allowed.',
    'pipe is no plain file; links and pipes are not followed.',
    'link is no plain file; links and pipes are not followed.',
    'dangling is no plain file; links and pipes are not followed.',
  ]);
});

test('a folder with the name of a file, and a link to a folder, hold nothing', (t) => {
  const root = temporaryFolder(t);
  const outside = temporaryFolder(t);
  writeFileSync(join(outside, 'secret.json'), '{}');
  mkdirSync(join(root, 'plan.json'));
  symlinkSync(outside, join(root, 'plans'));
  const { texts, missing, unexpected } = read(root, 'plan.json', 'plans/secret.json');
  assert.equal(texts.size, 0);
  assert.deepEqual(missing, ['plan.json', 'plans/secret.json']);
  assert.deepEqual(unexpected, ['plans']);
});

test('a flood of files is refused, and folders without end are not entered', (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, ...'abcdefghijkl'.split('')), { recursive: true });
  assert.deepEqual(read(root).unexpected, ['a/b/c/d/e/f/g/h']);
  for (let index = 0; index < 1_001; index++) {
    writeFileSync(join(root, `${index}`), '');
  }
  assert.throws(
    () => read(root),
    (thrown) => thrown instanceof HoneError && /more than 1000 files/.test(thrown.message),
  );
});

test('a folder that is gone is an error of its own', (t) => {
  const root = temporaryFolder(t);
  assert.throws(
    () => read(join(root, 'gone'), 'plan.json'),
    (thrown) => thrown instanceof HoneError && thrown.code === 'E_DISK',
  );
});
