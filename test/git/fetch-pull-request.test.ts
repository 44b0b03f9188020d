import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { fetchPullRequest, mergeBaseOf, readFileAt } from '../../src/git/index.ts';
import { failure, temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

/** A subject whose remote holds pull request 7, of which the subject has not heard. */
function withPullRequest(t: TestContext): { subject: TemporaryRepository; commit: string } {
  const subject = temporaryRepository(t);
  subject.write('src/main.js', 'slow\n');
  subject.commit('first');
  const remote = subject.beside('remote.git');
  subject.git('clone', '-q', '--bare', subject.root, remote);
  const author = subject.beside('author');
  subject.git('clone', '-q', remote, author);
  writeFileSync(join(author, 'src/main.js'), 'fast\n');
  subject.git('-C', author, 'commit', '-q', '-a', '-m', 'Make it fast');
  subject.git('-C', author, 'push', '-q', 'origin', 'HEAD:refs/pull/7/head');
  const commit = subject.git('-C', author, 'rev-parse', 'HEAD').trim();
  subject.git('remote', 'add', 'origin', remote);
  return { subject, commit };
}

test('brings the newest commit of a pull request and leaves the subject as it was', async (t) => {
  const { subject, commit } = withPullRequest(t);
  const hook = join(subject.root, '.git/hooks/reference-transaction');
  writeFileSync(hook, `#!/bin/sh\ntouch ${subject.beside('hook-ran')}\n`, { mode: 0o755 });
  const refs = subject.git('for-each-ref');
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  const found = await fetchPullRequest(repository, 7, { objectsDir });
  assert.equal(found.commit, commit);
  assert.equal(found.subject, 'Make it fast');
  const file = await readFileAt(repository, commit, 'src/main.js', { objectsDir });
  assert.equal(new TextDecoder().decode(file ?? new Uint8Array()), 'fast\n');
  const base = subject.git('rev-parse', 'HEAD').trim();
  assert.equal(await mergeBaseOf(repository, base, commit, { objectsDir }), base);
  assert.equal(subject.git('for-each-ref'), refs);
  assert.throws(() => subject.git('cat-file', '-e', commit));
  assert.ok(!existsSync(join(subject.root, '.git/FETCH_HEAD')));
  assert.ok(!existsSync(subject.beside('hook-ran')));
  await fetchPullRequest(repository, 7, { objectsDir }); // a second time is as good
});

test('a number that the remote does not know is said with what was looked for', async (t) => {
  const { subject } = withPullRequest(t);
  const repository = await subject.open();
  await assert.rejects(
    fetchPullRequest(repository, 8, { objectsDir: subject.beside('objects') }),
    failure('E_NOT_FOUND', /no pull request 8.*refs\/pull\/8\/head/),
  );
});

test('without a remote, or with one that is gone, it says so', async (t) => {
  const { subject } = withPullRequest(t);
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  subject.git('remote', 'set-url', 'origin', subject.beside('gone.git'));
  await assert.rejects(
    fetchPullRequest(repository, 7, { objectsDir }),
    failure('E_REPOSITORY', /git ls-remote failed.*gone\.git/s),
  );
  subject.git('remote', 'remove', 'origin');
  await assert.rejects(
    fetchPullRequest(repository, 7, { objectsDir }),
    failure('E_NOT_FOUND', /no remote origin/),
  );
});
