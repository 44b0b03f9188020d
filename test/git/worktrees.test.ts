import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import {
  addWorktree,
  listWorktrees,
  removeWorktree,
  type Repository,
} from '../../src/git/index.ts';
import { type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

interface Start {
  readonly subject: TemporaryRepository;
  readonly repository: Repository;
  readonly order: { readonly path: string; readonly branch: string; readonly base: string };
}

async function start(t: TestContext): Promise<Start> {
  const subject = temporaryRepository(t);
  subject.write('a.txt', 'one\n');
  subject.write('deep/ä.txt', 'two\n');
  subject.write('.gitignore', 'cache/\n');
  subject.write('.gitattributes', '*.txt filter=evil\n');
  const base = subject.commit('first');
  subject.git('config', 'filter.evil.smudge', `touch ${subject.beside('evil')}`);
  subject.git('config', 'filter.evil.clean', `touch ${subject.beside('evil')}`);
  const hook = join(subject.root, '.git/hooks/post-checkout');
  writeFileSync(hook, `#!/bin/sh\ntouch ${subject.beside('evil')}\n`, { mode: 0o755 });
  const order = { path: subject.beside('task one'), branch: 'performance/task-1', base };
  return { subject, repository: await subject.open(), order };
}

test('adds a worktree with its files once, and runs nothing of the repository', async (t) => {
  const { subject, repository, order } = await start(t);
  const added = await addWorktree(repository, order);
  assert.ok(added.kind === 'added', JSON.stringify(added));
  const wanted = { path: order.path, commit: order.base, branch: order.branch };
  assert.deepEqual(added.worktree, { ...wanted, state: 'linked', lockReason: '' });
  assert.equal(readFileSync(join(order.path, 'deep/ä.txt'), 'utf8'), 'two\n');
  const again = await addWorktree(repository, order);
  assert.deepEqual(again, { kind: 'existing', worktree: added.worktree });
  const elsewhere = await addWorktree(repository, { ...order, path: subject.beside('two') });
  assert.ok(elsewhere.kind === 'occupied');
  assert.match(elsewhere.why, /checked out at .*task one/);
  const here = await addWorktree(repository, { ...order, branch: 'other' });
  assert.equal(here.kind, 'occupied');
  const listed = await listWorktrees(repository);
  assert.deepEqual(
    listed.map(({ branch, state }) => `${branch} ${state}`),
    ['main main', 'performance/task-1 linked'],
  );
  assert.deepEqual(await removeWorktree(repository, order.path), { kind: 'removed' });
  assert.ok(!existsSync(subject.beside('evil')));
  assert.ok(!existsSync(order.path));
  assert.equal((await listWorktrees(repository)).length, 1);
  assert.equal(subject.git('rev-parse', order.branch).trim(), order.base);
});

test('what would be lost keeps a worktree', async (t) => {
  const { subject, repository, order } = await start(t);
  await addWorktree(repository, order);
  const inside = (...args: string[]): string => subject.git('-C', order.path, ...args);
  const file = join(order.path, 'new.txt');
  writeFileSync(file, 'work');
  const unsaved = await removeWorktree(repository, order.path);
  assert.ok(unsaved.kind === 'unsaved');
  assert.deepEqual(unsaved.dirt, { tracked: 0, untracked: 1, examples: ['new.txt'] });
  rmSync(file);
  writeFileSync(join(order.path, 'a.txt'), 'changed\n');
  assert.equal((await removeWorktree(repository, order.path)).kind, 'unsaved');
  writeFileSync(join(order.path, 'a.txt'), 'one\n');
  subject.git('worktree', 'lock', '--reason', 'on a stick', order.path);
  const locked = await removeWorktree(repository, order.path);
  assert.deepEqual(locked, { kind: 'locked', reason: 'on a stick' });
  subject.git('worktree', 'unlock', order.path);
  inside('switch', '-q', '--detach');
  inside('commit', '-q', '--allow-empty', '-m', 'alone');
  const alone = await removeWorktree(repository, order.path);
  assert.ok(alone.kind === 'refused');
  assert.match(alone.why, /no branch has its commit/);
  inside('switch', '-q', '-c', 'kept');
  const merge = join(inside('rev-parse', '--absolute-git-dir').trim(), 'MERGE_HEAD');
  writeFileSync(merge, order.base);
  const merging = await removeWorktree(repository, order.path);
  assert.deepEqual(merging, { kind: 'refused', why: 'a merge is unfinished in it' });
  rmSync(merge);
  assert.deepEqual(await removeWorktree(repository, order.path), { kind: 'removed' });
});

test('a worktree that was deleted by hand is forgotten, and can be made again', async (t) => {
  const { subject, repository, order } = await start(t);
  await addWorktree(repository, order);
  rmSync(order.path, { recursive: true });
  assert.equal((await listWorktrees(repository))[1]?.state, 'missing');
  const elsewhere = await addWorktree(repository, { ...order, path: subject.beside('two') });
  assert.ok(elsewhere.kind === 'occupied');
  assert.match(elsewhere.why, /deleted by hand/);
  const again = await addWorktree(repository, order);
  assert.equal(again.kind, 'added');
  rmSync(order.path, { recursive: true });
  assert.deepEqual(await removeWorktree(repository, order.path), { kind: 'forgotten' });
  assert.deepEqual(await removeWorktree(repository, order.path), { kind: 'not-there' });
  assert.equal((await listWorktrees(repository)).length, 1);
});

test('one that was cut short while it was made is made whole, or says what is in its way', async (t) => {
  const { subject, repository, order } = await start(t);
  subject.git('worktree', 'add', '-q', '-b', order.branch, '--no-checkout', order.path);
  assert.equal((await addWorktree(repository, order)).kind, 'existing');
  assert.equal(readFileSync(join(order.path, 'deep/ä.txt'), 'utf8'), 'two\n');
  assert.equal(subject.git('-C', order.path, 'diff', '--cached', '--name-only'), '');
  const other = { ...order, path: subject.beside('two'), branch: 'performance/task-2' };
  subject.git('worktree', 'add', '-q', '-b', other.branch, '--no-checkout', other.path);
  writeFileSync(join(other.path, 'a.txt'), 'mine\n');
  const occupied = await addWorktree(repository, other);
  assert.ok(occupied.kind === 'occupied');
  assert.match(occupied.why, /cut short while it was made.*git worktree remove --force .*two/);
  assert.equal(readFileSync(join(other.path, 'a.txt'), 'utf8'), 'mine\n');
});

test('the main working tree and a folder with something in it are left alone', async (t) => {
  const { subject, repository, order } = await start(t);
  const main = await removeWorktree(repository, subject.root);
  assert.equal(main.kind, 'refused');
  assert.deepEqual(await removeWorktree(repository, subject.beside('x')), { kind: 'not-there' });
  subject.write('../task one/file', 'mine');
  const added = await addWorktree(repository, order);
  assert.ok(added.kind === 'occupied');
  assert.match(added.why, /not empty/);
  assert.throws(() => subject.git('rev-parse', '--verify', '-q', order.branch));
});
