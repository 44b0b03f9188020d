import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { commitFilesHere, type Committed } from '../../src/git/index.ts';
import { failure, type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

const JOURNAL = 'tasks/001/journal.md';

async function write(
  subject: TemporaryRepository,
  text: string,
  branch = 'main',
  root = subject.root,
): Promise<Committed> {
  const files = [{ path: JOURNAL, content: Buffer.from(text) }];
  const change = { branch, files, message: 'The journal' };
  const objectsDir = subject.beside('objects');
  return commitFilesHere(await subject.open(root), change, { objectsDir });
}

test('commits onto the branch that is checked out and keeps all that is being changed', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('staged', 'old\n');
  subject.write('changed', 'old\n');
  const base = subject.commit('first');
  const hook = join(subject.root, '.git/hooks/pre-commit');
  writeFileSync(hook, `#!/bin/sh\ntouch ${subject.beside('ran')}\nexit 1\n`, { mode: 0o755 });
  subject.write('staged', 'new\n');
  subject.write('added', 'new\n');
  subject.git('add', 'staged', 'added');
  subject.write('staged', 'newer\n');
  subject.write('changed', 'new\n');
  subject.write('untracked', 'new\n');
  const before = subject.git('status', '--porcelain');
  const { commit, changed } = await write(subject, 'one\n');
  assert.ok(changed);
  assert.equal(subject.git('rev-parse', 'main', 'main^'), `${commit}\n${base}\n`);
  assert.equal(subject.git('diff', '--name-only', base, commit).trim(), JOURNAL);
  assert.equal(readFileSync(join(subject.root, JOURNAL), 'utf8'), 'one\n');
  assert.equal(subject.git('status', '--porcelain'), before);
  assert.equal(subject.git('show', ':staged'), 'new\n');
  assert.ok(!existsSync(subject.beside('ran')));
  assert.deepEqual(await write(subject, 'one\n'), { commit, changed: false });
  subject.git('fsck', '--strict');
});

test('killed between its steps, asking again ends with the same commit', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('first');
  const { commit } = await write(subject, 'one\n');
  subject.git('update-ref', 'refs/heads/main', base); // files written, branch not moved
  const again = await write(subject, 'one\n');
  assert.equal(again.changed, true);
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.equal(
    subject.git('rev-parse', 'main^{tree}'),
    subject.git('rev-parse', `${commit}^{tree}`),
  );
  subject.git('rm', '-q', '--cached', JOURNAL); // branch moved, index not written
  assert.deepEqual(await write(subject, 'one\n'), { commit: again.commit, changed: false });
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('takes the edit of the file itself along, staged or not', async (t) => {
  const subject = temporaryRepository(t);
  subject.write(JOURNAL, 'one\n');
  subject.commit('first');
  subject.write(JOURNAL, 'two\n');
  subject.git('add', JOURNAL);
  await write(subject, 'three\n');
  assert.equal(subject.git('show', `HEAD:${JOURNAL}`), 'three\n');
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('refuses a working tree that is on another branch or on none', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('first');
  subject.git('branch', 'side');
  await assert.rejects(write(subject, 'x', 'side'), failure('E_REPOSITORY', /is on main, not/));
  subject.git('switch', '-q', '--detach');
  await assert.rejects(write(subject, 'x', 'side'), failure('E_REPOSITORY', /is on no branch/));
  assert.equal(subject.git('rev-parse', 'side').trim(), base);
  assert.ok(!existsSync(join(subject.root, 'tasks')));
});

test('writes into a linked worktree without touching the main one', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('first');
  const linked = subject.beside('linked');
  subject.git('worktree', 'add', '-q', '-b', 'side', linked);
  await write(subject, 'one\n', 'side', linked);
  assert.equal(subject.git('-C', linked, 'status', '--porcelain'), '');
  assert.equal(subject.git('rev-parse', 'main').trim(), base);
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('leaves nothing changed where git turns line ends', async (t) => {
  for (const setting of ['true', 'input']) {
    const subject = temporaryRepository(t);
    subject.git('config', 'core.autocrlf', setting);
    subject.write('.gitattributes', '*.md text\n');
    subject.commit('first');
    await write(subject, 'one\ntwo\n');
    assert.equal(subject.git('show', `HEAD:${JOURNAL}`), 'one\ntwo\n');
    assert.equal(subject.git('status', '--porcelain'), '', setting);
    await write(subject, 'one\r\ntwo\r\n');
    assert.equal((await write(subject, 'one\r\ntwo\r\n')).changed, false);
  }
});
