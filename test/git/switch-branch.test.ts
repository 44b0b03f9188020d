import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { switchBranch } from '../../src/git/index.ts';
import { type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

/** On `main`, beside `side`, which has other content in `a` and a file more. */
function twoBranches(t: TestContext): TemporaryRepository {
  const subject = temporaryRepository(t);
  subject.write('a', 'one\n');
  subject.write('same', 'same\n');
  subject.commit('first');
  subject.git('switch', '-q', '-c', 'side');
  subject.write('a', 'two\n');
  subject.write('more', 'more\n');
  subject.commit('second');
  subject.git('switch', '-q', 'main');
  return subject;
}

const read = ({ root }: TemporaryRepository, path: string): string =>
  readFileSync(join(root, path), 'utf8');

test('goes to a branch and back with files and index, and runs no hook', async (t) => {
  const subject = twoBranches(t);
  const hook = join(subject.root, '.git/hooks/post-checkout');
  writeFileSync(hook, `#!/bin/sh\ntouch ${subject.beside('ran')}\n`, { mode: 0o755 });
  assert.deepEqual(await switchBranch(await subject.open(), 'side'), { kind: 'switched' });
  assert.equal(subject.git('branch', '--show-current').trim(), 'side');
  assert.equal(read(subject, 'a') + read(subject, 'more'), 'two\nmore\n');
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.deepEqual(await switchBranch(await subject.open(), 'side'), { kind: 'switched' });
  assert.deepEqual(await switchBranch(await subject.open(), 'main'), { kind: 'switched' });
  assert.equal(read(subject, 'a'), 'one\n');
  assert.ok(!existsSync(join(subject.root, 'more')));
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.ok(!existsSync(subject.beside('ran')));
});

test('takes along what is changed and not in the way', async (t) => {
  const subject = twoBranches(t);
  subject.write('same', 'mine\n');
  subject.write('untracked', 'mine\n');
  assert.deepEqual(await switchBranch(await subject.open(), 'side'), { kind: 'switched' });
  assert.equal(subject.git('status', '--porcelain'), ' M same\n?? untracked\n');
});

test('never overwrites what is changed or untracked and in the way', async (t) => {
  const subject = twoBranches(t);
  subject.write('a', 'mine\n');
  const changed = await switchBranch(await subject.open(), 'side');
  assert.ok(changed.kind === 'in-the-way');
  assert.match(changed.why, /\ba\b/);
  assert.equal(read(subject, 'a'), 'mine\n');
  subject.git('checkout', '-q', '--', 'a');
  subject.write('more', 'mine\n');
  const untracked = await switchBranch(await subject.open(), 'side');
  assert.ok(untracked.kind === 'in-the-way');
  assert.match(untracked.why, /more/);
  assert.equal(read(subject, 'more'), 'mine\n');
  assert.equal(subject.git('branch', '--show-current').trim(), 'main');
  assert.equal(subject.git('status', '--porcelain'), '?? more\n');
});

test('killed between the files and the branch, asking again brings it to its end', async (t) => {
  const subject = twoBranches(t);
  subject.git('read-tree', '-m', '-u', 'main', 'side'); // what it does first
  assert.deepEqual(await switchBranch(await subject.open(), 'side'), { kind: 'switched' });
  assert.equal(subject.git('branch', '--show-current').trim(), 'side');
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('names a branch that is not there, and one that another working tree is on', async (t) => {
  const subject = twoBranches(t);
  const none = await switchBranch(await subject.open(), 'nowhere');
  assert.deepEqual(none, { kind: 'in-the-way', why: 'there is no branch nowhere' });
  subject.git('worktree', 'add', '-q', subject.beside('linked'), 'side');
  const elsewhere = await switchBranch(await subject.open(), 'side');
  assert.ok(elsewhere.kind === 'in-the-way');
  assert.match(elsewhere.why, /side is checked out at .*linked/);
  assert.equal(subject.git('branch', '--show-current').trim(), 'main');
});
