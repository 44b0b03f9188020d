import assert from 'node:assert/strict';
import { test } from 'node:test';

import { branchCommit, commitFiles } from '../../src/git/index.ts';
import { failure, temporaryRepository } from './temporary-repository.ts';

const files = (text: string) => [
  { path: 'runs/one/plan.json', content: Buffer.from(text) },
  { path: 'runs/one/größe.md', content: Buffer.from([0, 255, 10]) },
];

test('commits files onto a new branch and leaves everything else alone', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('first');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const change = { branch: 'results', base, files: files('{}'), message: 'Publish two files' };
  const { commit, changed } = await commitFiles(repository, change, options);
  assert.equal(changed, true);
  assert.equal(await branchCommit(repository, 'results'), commit);
  assert.equal(subject.git('rev-parse', 'results^').trim(), base);
  assert.equal(subject.git('show', 'results:runs/one/plan.json'), '{}');
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.equal(subject.git('rev-parse', 'HEAD').trim(), base);
});

test('commits nothing when every file is there already, and on top of what is there', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('first');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const change = { branch: 'results', base, files: files('{}'), message: 'Publish two files' };
  const first = await commitFiles(repository, change, options);
  const again = await commitFiles(repository, change, options);
  assert.deepEqual(again, { commit: first.commit, changed: false });
  const next = await commitFiles(repository, { ...change, files: files('{"a":1}') }, options);
  assert.equal(next.changed, true);
  assert.equal(subject.git('rev-parse', 'results^').trim(), first.commit);
});

test('does not move a branch that is checked out', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('first');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const change = { branch: 'main', base, files: files('{}'), message: 'Publish two files' };
  await assert.rejects(
    commitFiles(repository, change, options),
    failure('E_REPOSITORY', /is checked out/),
  );
  assert.equal(await branchCommit(repository, 'main'), base);
});
