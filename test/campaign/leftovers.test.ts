import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { claimFolder, removeLeftovers } from '../../src/campaign/leftovers.ts';

const noProc = process.platform === 'linux' ? false : 'only /proc tells who lives';

function temporaryWith(context: TestContext, ...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-leftovers-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  names.forEach((name) => mkdirSync(join(folder, name, 'deep'), { recursive: true }));
  return folder;
}

test('keeps what a process that runs has claimed', { skip: noProc }, (context) => {
  const names = ['hone-scratch-a', 'hone-try-a'];
  const folder = temporaryWith(context, ...names, 'hone-try-b');
  names.forEach((name) => claimFolder(join(folder, name)));
  removeLeftovers(folder);
  assert.deepEqual(readdirSync(folder).sort(), names);
});

test('removes what a process that has ended had claimed', (context) => {
  const folder = temporaryWith(context, 'hone-try-a', 'hone-try-b', 'hone-try-c');
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, 'hone-try-a', 'hone-owner'), `${pid} 1`);
  // The same pid as ours, of a process that began at another time.
  writeFileSync(join(folder, 'hone-try-b', 'hone-owner'), `${process.pid} 1`);
  writeFileSync(join(folder, 'hone-try-c', 'hone-owner'), 'nonsense');
  removeLeftovers(folder);
  assert.deepEqual(readdirSync(folder), []);
});

/** How a process is looked up where there is no table of them. */
const none = (): null => null;

test('without a process table what a process that runs has claimed is kept all the same', (context) => {
  const folder = temporaryWith(context, 'hone-try-a', 'hone-try-b', 'hone-try-c');
  claimFolder(join(folder, 'hone-try-a'), none);
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, 'hone-try-b', 'hone-owner'), `${pid} -`);
  writeFileSync(join(folder, 'hone-try-c', 'hone-owner'), 'nonsense');
  removeLeftovers(folder, none);
  assert.deepEqual(readdirSync(folder), ['hone-try-a']);
});

test("leaves git's folders for a day and what is not hone's for ever", (context) => {
  const folder = temporaryWith(context, 'hone-git-old', 'hone-git-new', 'mine', 'hone-else');
  const old = new Date(Date.now() - 25 * 3_600_000);
  for (const name of ['hone-git-old', 'mine', 'hone-else']) {
    utimesSync(join(folder, name), old, old);
  }
  removeLeftovers(folder);
  assert.deepEqual(readdirSync(folder).sort(), ['hone-else', 'hone-git-new', 'mine']);
});

test('a claim names the process and when it began', { skip: noProc }, (context) => {
  const folder = temporaryWith(context, 'hone-try-a');
  claimFolder(join(folder, 'hone-try-a'));
  const text = readFileSync(join(folder, 'hone-try-a', 'hone-owner'), 'utf8');
  assert.match(text, new RegExp(`^${process.pid} \\d+$`));
});
