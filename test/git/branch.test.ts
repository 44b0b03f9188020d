import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  branchCommit,
  commitTree,
  createBranch,
  deleteBranch,
  transferObjects,
} from '../../src/git/index.ts';
import { failure, temporaryRepository } from './temporary-repository.ts';

test('makes a branch, once, and again without harm', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  const repository = await subject.open();
  assert.equal(await branchCommit(repository, 'hone/faster'), null);
  await createBranch(repository, 'hone/faster', commit);
  await createBranch(repository, 'hone/faster', commit);
  assert.equal(await branchCommit(repository, 'hone/faster'), commit);
  assert.match(subject.git('reflog', 'hone/faster'), /hone: keep measured changes/);
});

test('moves a branch only from where it is expected to be', async (t) => {
  const subject = temporaryRepository(t);
  const first = subject.commit('first');
  const second = subject.commit('second');
  const third = subject.commit('third');
  const repository = await subject.open();
  await createBranch(repository, 'hone/x', first);
  await assert.rejects(
    createBranch(repository, 'hone/x', second),
    failure('E_REPOSITORY', /did not exist yet/),
  );
  await assert.rejects(
    createBranch(repository, 'hone/x', second, { expectOld: third }),
    failure('E_REPOSITORY', /Nothing was changed/),
  );
  assert.equal(await branchCommit(repository, 'hone/x'), first);
  await createBranch(repository, 'hone/x', second, { expectOld: first });
  assert.equal(await branchCommit(repository, 'hone/x'), second);
});

test('does not move a branch that is checked out here or in a linked worktree', async (t) => {
  const subject = temporaryRepository(t);
  const first = subject.commit('first');
  const second = subject.commit('second');
  subject.git('worktree', 'add', '-q', '-b', 'side', subject.beside('linked'), first);
  const repository = await subject.open();
  for (const [name, expectOld] of [
    ['main', second],
    ['side', first],
  ] as const) {
    const other = expectOld === first ? second : first;
    await assert.rejects(
      createBranch(repository, name, other, { expectOld }),
      failure('E_REPOSITORY', /is checked out/),
    );
  }
});

test('refuses names that git does not allow, and one that is a folder of branches', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  const repository = await subject.open();
  for (const name of ['', '-x', 'a..b', 'a b', 'a.lock', 'x\n', '/a']) {
    await assert.rejects(createBranch(repository, name, commit), failure('E_USAGE', /branch/));
  }
  await createBranch(repository, 'hone', commit);
  await assert.rejects(createBranch(repository, 'hone/x', commit), { code: 'E_REPOSITORY' });
});

test('moves kept commits into the repository before the branch', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  const base = subject.commit('base');
  subject.write('a', 'y');
  subject.git('add', '-A');
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  const repository = await subject.open();
  const from = subject.beside('objects');
  const options = { objectsDir: from };
  const one = await commitTree(repository, { tree, parents: [base], message: 'one' }, options);
  const commit = await commitTree(repository, { tree, parents: [one], message: 'two' }, options);
  await assert.rejects(createBranch(repository, 'early', commit), { code: 'E_REPOSITORY' });
  await transferObjects(repository, { from, commit, exclude: base });
  await transferObjects(repository, { from, commit, exclude: base });
  await createBranch(repository, 'hone/kept', commit);
  assert.equal(subject.git('log', '--format=%s', 'hone/kept'), 'two\none\nbase\n');
  subject.git('fsck', '--strict');
});

test('moves kept commits into a shallow clone', async (t) => {
  const origin = temporaryRepository(t);
  origin.commit('one');
  origin.write('a', 'x');
  const base = origin.commit('two');
  const folder = origin.beside('shallow');
  origin.git('clone', '-q', '--depth', '1', `file://${origin.root}`, folder);
  const repository = await origin.open(folder);
  const from = origin.beside('objects');
  const tree = origin.git('rev-parse', 'HEAD^{tree}').trim();
  const next = { tree, parents: [base], message: 'kept' };
  const commit = await commitTree(repository, next, { objectsDir: from });
  await transferObjects(repository, { from, commit, exclude: base });
  await createBranch(repository, 'hone/kept', commit);
  assert.equal(origin.git('-C', folder, 'log', '--format=%s', 'hone/kept'), 'kept\ntwo\n');
});

test('deletes a branch only from where it is expected, and never one that is in use', async (t) => {
  const subject = temporaryRepository(t);
  const first = subject.commit('first');
  const second = subject.commit('second');
  subject.git('branch', 'done');
  subject.git('worktree', 'add', '-q', '-b', 'side', subject.beside('linked'));
  const repository = await subject.open();
  const moved = await deleteBranch(repository, 'done', first);
  assert.ok(moved.kind === 'kept');
  assert.ok(moved.why.includes(`at ${second.slice(0, 12)}, not at ${first.slice(0, 12)}`));
  for (const name of ['main', 'side']) {
    const used = await deleteBranch(repository, name, second);
    assert.deepEqual(
      [used.kind, used.kind === 'kept' && /checked out/.test(used.why)],
      ['kept', true],
    );
  }
  assert.deepEqual(await deleteBranch(repository, 'done', second), { kind: 'deleted' });
  assert.deepEqual(await deleteBranch(repository, 'done', second), { kind: 'already-gone' });
  assert.equal(subject.git('branch', '--format=%(refname:short)'), 'main\nside\n');
});
