import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { stateFolderOf } from '../../src/campaign/state-folder.ts';
import { temporaryRepository } from '../git/temporary-repository.ts';

test('linked worktrees share what the main working tree knows', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const linked = subject.beside('linked');
  subject.git('worktree', 'add', '-q', '-b', 'side', linked);
  const wanted = join(subject.root, '.hone');
  assert.equal(await stateFolderOf(await subject.open()), wanted);
  assert.equal(await stateFolderOf(await subject.open(linked)), wanted);
});

test('worktrees of a bare repository, or of one that was moved away, keep their own', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const bare = subject.beside('bare.git');
  subject.git('clone', '-q', '--bare', subject.root, bare);
  const linked = subject.beside('linked');
  subject.git('-C', bare, 'worktree', 'add', '-q', '-b', 'side', linked);
  assert.equal(await stateFolderOf(await subject.open(linked)), join(linked, '.hone'));
  rmSync(subject.root, { recursive: true });
  assert.equal(await stateFolderOf(await subject.open(linked)), join(linked, '.hone'));
});
