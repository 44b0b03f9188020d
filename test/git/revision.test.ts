import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mergeBaseOf, openRepository, resolveRevision } from '../../src/git/index.ts';
import { failure, temporaryRepository } from './temporary-repository.ts';

test('resolves branches, tags, short ids and relative names', async (t) => {
  const subject = temporaryRepository(t);
  const first = subject.commit('first line\n\nbody');
  subject.git('tag', '-a', '-m', 'annotated', 'v1');
  const second = subject.commit('Überraschung');
  const repository = await subject.open();
  const found = await resolveRevision(repository, 'v1');
  assert.equal(found.commit, first);
  assert.equal(found.subject, 'first line');
  assert.equal(found.tree, subject.git('rev-parse', 'v1^{tree}').trim());
  assert.equal((await resolveRevision(repository, 'main')).subject, 'Überraschung');
  assert.equal((await resolveRevision(repository, second.slice(0, 12))).commit, second);
  assert.equal((await resolveRevision(repository, 'HEAD~1')).commit, first);
});

test('names the nearest branch when a revision is unknown', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  subject.git('branch', 'faster-parser');
  const repository = await subject.open();
  await assert.rejects(
    resolveRevision(repository, 'faster-prser'),
    failure('E_NOT_FOUND', /"faster-prser".*Did you mean faster-parser\?/),
  );
  await assert.rejects(
    resolveRevision(repository, 'zzzzzzzz'),
    (thrown: Error) => !thrown.message.includes('Did you mean'),
  );
});

test('hints at the missing history of a shallow clone', async (t) => {
  const subject = temporaryRepository(t);
  const first = subject.commit('first');
  subject.commit('second');
  subject.git('clone', '-q', '--depth', '1', `file://${subject.root}`, subject.beside('shallow'));
  const repository = await openRepository(subject.beside('shallow'));
  await assert.rejects(
    resolveRevision(repository, first),
    failure('E_NOT_FOUND', /git fetch --unshallow/),
  );
  await assert.rejects(resolveRevision(repository, 'HEAD~1'), failure('E_NOT_FOUND', /unshallow/));
});

test('refuses what git would take for an option', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const repository = await subject.open();
  for (const revision of ['--all', '-q', 'main\nmain', 'main\0']) {
    await assert.rejects(resolveRevision(repository, revision), failure('E_USAGE', /revision/));
  }
  for (const revision of ['', 'main..main', 'HEAD^{tree}', '^main']) {
    await assert.rejects(resolveRevision(repository, revision), failure('E_NOT_FOUND', /commit/));
  }
});

test('joins the lines of a subject and reads other encodings', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'a');
  subject.git('add', '-A');
  const message = Buffer.from('caf\xe9 one\ncaf\xe9 two\n\nbody\n', 'latin1');
  subject.gitWith(message, '-c', 'i18n.commitEncoding=latin1', 'commit', '-q', '-F', '-');
  const found = await resolveRevision(await subject.open(), 'HEAD');
  assert.equal(found.subject, 'café one café two');
});

test('finds the best common ancestor, or that there is none', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('base');
  const left = subject.commit('left');
  subject.git('checkout', '-q', '-b', 'side', base);
  const right = subject.commit('right');
  subject.git('checkout', '-q', '--orphan', 'other');
  const orphan = subject.commit('orphan');
  const repository = await subject.open();
  assert.equal(await mergeBaseOf(repository, left, right), base);
  assert.equal(await mergeBaseOf(repository, left, orphan), null);
});
