import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askRemoteBranches, branchesBeginningWith } from '../../src/git/index.ts';
import { temporaryRepository } from './temporary-repository.ts';

const PREFIX = 'performance/task-021-';

test('finds branches of this repository and those last heard of, by how they begin', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  const repository = await subject.open();
  assert.deepEqual(await branchesBeginningWith(repository, PREFIX), []);
  subject.git('branch', `${PREFIX}parser`);
  subject.git('branch', 'performance/task-02');
  subject.git('branch', `other/${PREFIX}x`);
  subject.git('tag', `${PREFIX}tag`);
  subject.git('update-ref', `refs/remotes/origin/${PREFIX}reader`, commit);
  subject.git('update-ref', 'refs/remotes/team/main', commit);
  assert.deepEqual(await branchesBeginningWith(repository, PREFIX), [
    { branch: `${PREFIX}parser`, remote: null, commit },
    { branch: `${PREFIX}reader`, remote: 'origin', commit },
  ]);
});

test('asks a remote for its branches as they are now', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  const remote = subject.beside('remote.git');
  subject.git('init', '-q', '--bare', remote);
  subject.git('remote', 'add', 'origin', remote);
  const repository = await subject.open();
  assert.deepEqual(await askRemoteBranches(repository, PREFIX), { kind: 'listed', branches: [] });
  const push = (branch: string): string => subject.git('push', '-q', remote, `main:${branch}`);
  [`${PREFIX}parser`, 'performance/task-0211-x', `refs/tags/${PREFIX}tag`].forEach(push);
  const listed = [{ branch: `${PREFIX}parser`, remote: 'origin', commit }];
  assert.deepEqual(await askRemoteBranches(repository, PREFIX), {
    kind: 'listed',
    branches: listed,
  });
  assert.equal(subject.git('for-each-ref', 'refs/remotes'), '', 'nothing is brought');
  subject.git('remote', 'rename', 'origin', 'team');
  const named = await askRemoteBranches(repository, PREFIX, { remote: 'team' });
  assert.equal(named.kind, 'listed');
});

test('says that a remote is gone, or was never there', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const repository = await subject.open();
  assert.equal((await askRemoteBranches(repository, PREFIX)).kind, 'remote-gone');
  subject.git('remote', 'add', 'origin', subject.beside('gone.git'));
  const gone = await askRemoteBranches(repository, PREFIX);
  assert.ok(gone.kind === 'remote-gone');
  assert.match(gone.why, /gone\.git/);
});
