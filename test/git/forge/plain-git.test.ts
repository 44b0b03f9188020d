import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Forge } from '../../../src/git/index.ts';
import { plainGit } from '../../../src/git/forge/plain-git.ts';
import { failure, type TemporaryRepository, temporaryRepository } from '../temporary-repository.ts';

const TEXT = { head: 'faster', base: 'main', title: 'Parse faster', body: 'By half.' };

/** `main` is checked out, and the branch `faster` is one commit ahead in two files. */
async function withBranch(
  t: TestContext,
): Promise<{ subject: TemporaryRepository; forge: Forge; expectedHead: string }> {
  const subject = temporaryRepository(t);
  subject.write('main.js', 'slow\n');
  subject.write('other.js', 'other\n');
  subject.commit('first');
  subject.git('switch', '-q', '-c', 'faster');
  subject.write('main.js', 'fast\n');
  subject.write('new.js', 'new\n');
  const expectedHead = subject.commit('Make it fast');
  subject.git('switch', '-q', 'main');
  const repository = await subject.open();
  const forge = plainGit({ repository, objectsDir: subject.beside('objects') });
  return { subject, forge, expectedHead };
}

test('merges into a base that is checked out, and brings its files along', async (t) => {
  const { subject, forge, expectedHead } = await withBranch(t);
  subject.write('notes.txt', 'mine\n');
  const hook = join(subject.root, '.git/hooks/post-checkout');
  writeFileSync(hook, `#!/bin/sh\ntouch ${subject.beside('hook-ran')}\n`, { mode: 0o755 });
  const opened = await forge.open(TEXT);
  assert.ok(opened.kind === 'opened');
  await forge.markReady(1);
  subject.write('new.js', 'in the way\n');
  const blocked = await forge.merge(1, { expectedHead });
  assert.ok(blocked.kind === 'not-mergeable');
  assert.match(blocked.why, /new\.js/);
  assert.equal(readFileSync(join(subject.root, 'new.js'), 'utf8'), 'in the way\n');
  subject.remove('new.js');
  subject.write('other.js', 'unsaved\n');
  const unsaved = await forge.merge(1, { expectedHead });
  assert.ok(unsaved.kind === 'not-mergeable');
  assert.match(unsaved.why, /uncommitted changes \(other\.js/);
  subject.write('other.js', 'other\n');
  const merged = await forge.merge(1, { expectedHead });
  assert.ok(merged.kind === 'merged', JSON.stringify(merged));
  assert.equal(subject.git('rev-parse', 'HEAD').trim(), merged.commit);
  assert.equal(subject.git('status', '--porcelain'), '?? notes.txt\n');
  assert.equal(readFileSync(join(subject.root, 'main.js'), 'utf8'), 'fast\n');
  assert.equal(subject.git('log', '-1', '--format=%B').trim(), 'Parse faster\n\nBy half.');
  assert.equal(subject.git('rev-list', '--count', 'main').trim(), '2');
  assert.ok(!existsSync(subject.beside('hook-ran')));
  subject.git('fsck', '--strict');
});

test('a merge that was killed is taken up where it was, in one commit', async (t) => {
  const { subject, forge, expectedHead } = await withBranch(t);
  await forge.open(TEXT);
  await forge.markReady(1);
  const before = subject.git('rev-parse', 'main').trim();
  const merged = await forge.merge(1, { expectedHead, method: 'merge' });
  assert.ok(merged.kind === 'merged');
  const record = subject.git('cat-file', 'blob', 'refs/hone/pull/1');
  const asKilled = (): void => {
    const text = record.replace('"merged"', '"open"');
    const object = subject.gitWith(text, 'hash-object', '-w', '--stdin').trim();
    subject.git('update-ref', 'refs/hone/pull/1', object);
  };
  asKilled(); // after the base was moved
  assert.deepEqual(await forge.verifyMerged(1), { kind: 'not-merged', state: 'open' });
  assert.deepEqual(await forge.merge(1, { expectedHead }), merged);
  asKilled(); // after the files were written
  subject.git('update-ref', 'refs/heads/main', before);
  assert.deepEqual(await forge.merge(1, { expectedHead }), merged);
  asKilled(); // before any file was written
  subject.git('reset', '-q', '--hard', before);
  assert.deepEqual(await forge.merge(1, { expectedHead }), merged);
  asKilled(); // and the base went on meanwhile
  subject.write('later.js', 'x');
  subject.commit('later');
  assert.deepEqual(await forge.merge(1, { expectedHead }), merged);
  assert.equal(subject.git('rev-list', '--count', 'main').trim(), '4');
});

test('several at once get a number each', async (t) => {
  const { subject, forge } = await withBranch(t);
  for (const name of ['one', 'two', 'three']) {
    subject.git('branch', name, 'faster');
  }
  const opened = await Promise.all(
    ['one', 'two', 'three'].map((head) => forge.open({ ...TEXT, head })),
  );
  const numbers = opened.map((each) => (each.kind === 'opened' ? each.pullRequest.number : 0));
  assert.deepEqual(
    numbers.sort((left, right) => left - right),
    [1, 2, 3],
  );
});

test('a damaged record, a lost branch and a foreign base are told', async (t) => {
  const { subject, forge, expectedHead } = await withBranch(t);
  await forge.open(TEXT);
  subject.git('branch', '-D', 'faster');
  assert.equal((await forge.read(1)).head.commit, expectedHead);
  subject.git('branch', '-m', 'main', 'trunk');
  await assert.rejects(forge.read(1), failure('E_REPOSITORY', /base branch main/));
  for (const text of ['{', '{"schema":"hone.pull.v1"}', '']) {
    const object = subject.gitWith(text, 'hash-object', '-w', '--stdin').trim();
    subject.git('update-ref', 'refs/hone/pull/1', object);
    await assert.rejects(forge.read(1), failure('E_FORGE', /refs\/hone\/pull\/1/));
  }
  subject.git('update-ref', 'refs/hone/pull/1', 'trunk');
  await assert.rejects(forge.read(1), failure('E_FORGE', /refs\/hone\/pull\/1/));
});

test('an answer to a comment is not supported, and says so', async (t) => {
  const { forge } = await withBranch(t);
  const to = {
    kind: 'conversation',
    id: 'conversation/1',
    author: 'bob',
    authorKind: 'person',
    createdAt: '',
    updatedAt: '',
    body: '',
    url: null,
  } as const;
  const reply = await forge.reply(1, { to, body: 'x', key: 'k' });
  assert.equal(reply.kind, 'unsupported');
});
