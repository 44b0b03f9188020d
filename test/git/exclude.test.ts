import assert from 'node:assert/strict';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { excludeFromStatus, isIgnored } from '../../src/git/index.ts';
import { temporaryRepository } from './temporary-repository.ts';

test('adds its pattern once and keeps what others wrote', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const path = join(subject.root, '.git', 'info', 'exclude');
  writeFileSync(path, '*.swp\nno line end');
  const repository = await subject.open();
  assert.equal(await excludeFromStatus(repository, '/.hone/'), true);
  assert.equal(await excludeFromStatus(repository, '/.hone/'), false);
  assert.equal(readFileSync(path, 'utf8'), '*.swp\nno line end\n/.hone/\n');
  subject.write('.hone/hone.db', 'x');
  assert.equal((await subject.open()).dirty.untracked, 0);
});

test('makes the file when there is none, and writes through a link', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const path = join(subject.root, '.git', 'info', 'exclude');
  rmSync(join(subject.root, '.git', 'info'), { recursive: true, force: true });
  const repository = await subject.open();
  await excludeFromStatus(repository, '/.hone/');
  assert.equal(readFileSync(path, 'utf8'), '/.hone/\n');
  const elsewhere = subject.beside('my-excludes');
  writeFileSync(elsewhere, '');
  rmSync(path);
  symlinkSync(elsewhere, path);
  await excludeFromStatus(repository, '/.hone/');
  assert.equal(readFileSync(elsewhere, 'utf8'), '/.hone/\n');
});

test('works for every worktree of a repository', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  subject.git('worktree', 'add', '-q', '--detach', subject.beside('linked'));
  const repository = await subject.open(subject.beside('linked'));
  await excludeFromStatus(repository, '/.hone/');
  assert.equal(await isIgnored(repository, '.hone/x'), true);
  assert.equal(await isIgnored(await subject.open(), '.hone/x'), true);
});

test('says which paths are ignored', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('.gitignore', 'node_modules/\n*.log\n');
  subject.commit('first');
  const repository = await subject.open();
  assert.equal(await isIgnored(repository, 'node_modules/x/y'), true);
  assert.equal(await isIgnored(repository, 'deep/a\nb.log'), true);
  assert.equal(await isIgnored(repository, '*.txt'), false);
  assert.equal(await isIgnored(repository, 'src/a.js'), false);
});
