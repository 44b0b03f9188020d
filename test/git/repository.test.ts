import assert from 'node:assert/strict';
import { chownSync, cpSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openRepository, submodulesOf } from '../../src/git/index.ts';
import { failure, temporaryFolder, temporaryRepository } from './temporary-repository.ts';

test('finds the top of the repository from any folder inside', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('deep/er/file', 'x');
  const commit = subject.commit('first');
  const repository = await subject.open(join(subject.root, 'deep', 'er'));
  assert.equal(repository.root, subject.root);
  assert.equal(repository.gitDir, join(subject.root, '.git'));
  assert.deepEqual(repository.head, { commit, branch: 'main' });
  assert.deepEqual(repository.dirty, { tracked: 0, untracked: 0, examples: [] });
  assert.equal(repository.shallow, false);
  assert.equal(repository.objectFormat, 'sha1');
});

test('finds the folders when a line break in a name makes their list ambiguous', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  for (const name of ['two\nlines', 'at the end\n']) {
    cpSync(subject.root, subject.beside(name), { recursive: true });
    const { root, gitDir, commonDir } = await subject.open(subject.beside(name));
    assert.equal(root, subject.beside(name));
    assert.deepEqual([gitDir, commonDir], [join(root, '.git'), join(root, '.git')]);
  }
});

test('says that a folder is in no repository and how to make it one', async (t) => {
  await assert.rejects(openRepository(temporaryFolder(t)), failure('E_NO_GIT', /git init/));
});

test('says that a folder does not exist', async () => {
  await assert.rejects(openRepository('/nowhere/at/all'), failure('E_NOT_FOUND', /\/nowhere/));
});

test('refuses a bare repository with what to do', async (t) => {
  const subject = temporaryRepository(t, { init: ['--bare'] });
  await assert.rejects(subject.open(), failure('E_REPOSITORY', /bare repository.*git clone/));
});

test('refuses the inside of .git', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const inside = join(subject.root, '.git');
  await assert.rejects(subject.open(inside), failure('E_REPOSITORY', /inside the \.git folder/));
});

test('refuses a repository without commits', async (t) => {
  const subject = temporaryRepository(t);
  await assert.rejects(subject.open(), failure('E_REPOSITORY', /no commits yet/));
});

test('explains safe.directory and does not override it', { skip: notRoot() }, async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  chownSync(subject.root, 12_345, 12_345);
  chownSync(join(subject.root, '.git'), 12_345, 12_345);
  await assert.rejects(subject.open(), failure('E_REPOSITORY', /another user.*safe\.directory/));
});

test('reports a detached HEAD', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  subject.git('checkout', '-q', '--detach');
  assert.deepEqual((await subject.open()).head, { commit, branch: null });
});

test('reports a shallow clone', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  subject.commit('second');
  subject.git('clone', '-q', '--depth', '1', `file://${subject.root}`, subject.beside('shallow'));
  assert.equal((await openRepository(subject.beside('shallow'))).shallow, true);
});

test('counts staged, changed, deleted and untracked files, but no ignored ones', async (t) => {
  const subject = temporaryRepository(t);
  for (const name of ['a', 'b', 'c d\ne', 'same']) {
    subject.write(name, name);
  }
  subject.write('.gitignore', 'ignored\n');
  subject.commit('first');
  subject.write('a', 'changed');
  subject.git('add', 'a');
  subject.write('c d\ne', 'changed');
  subject.remove('b');
  subject.write('new', 'x');
  subject.write('folder/one', 'x');
  subject.write('folder/two', 'x');
  subject.write('ignored', 'x');
  const { dirty } = await subject.open();
  assert.equal(dirty.tracked, 3);
  assert.equal(dirty.untracked, 2);
  assert.deepEqual([...dirty.examples].sort(), ['a', 'b', 'c d\ne', 'folder/', 'new']);
});

test('does not take a touched file, or one with converted line ends, for a change', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('.gitattributes', '* text=auto\n');
  subject.write('crlf.txt', 'one\r\ntwo\r\n');
  subject.commit('first');
  utimesSync(join(subject.root, 'crlf.txt'), 1, 1);
  assert.equal((await subject.open()).dirty.tracked, 0);
});

test('reads a split index', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'a');
  subject.commit('first');
  subject.git('update-index', '--split-index');
  subject.write('a', 'changed');
  assert.equal((await subject.open()).dirty.tracked, 1);
});

test('works in a linked worktree', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'a');
  subject.commit('first');
  subject.git('worktree', 'add', '-q', '-b', 'side', subject.beside('linked'));
  const repository = await openRepository(subject.beside('linked'));
  assert.equal(repository.root, subject.beside('linked'));
  assert.equal(repository.commonDir, join(subject.root, '.git'));
  assert.notEqual(repository.gitDir, repository.commonDir);
  assert.equal(repository.head.branch, 'side');
  assert.equal(repository.dirty.tracked, 0);
});

test('works with sha256 object ids', async (t) => {
  const subject = temporaryRepository(t, { init: ['--object-format=sha256'] });
  subject.write('a', 'a');
  const commit = subject.commit('first');
  const repository = await subject.open();
  assert.equal(commit.length, 64);
  assert.equal(repository.objectFormat, 'sha256');
  assert.deepEqual(repository.dirty, { tracked: 0, untracked: 0, examples: [] });
});

test('names submodules and does not look into them', async (t) => {
  const library = temporaryRepository(t);
  library.write('lib', 'x');
  library.commit('lib');
  const subject = temporaryRepository(t);
  subject.write('a', 'a');
  const add = ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q'];
  subject.git(...add, library.root, 'deps/library');
  subject.commit('with submodule');
  subject.write('deps/library/lib', 'changed');
  const repository = await subject.open();
  assert.deepEqual(await submodulesOf(repository), ['deps/library']);
  assert.equal(repository.dirty.tracked, 0);
});

test('opens a copied repository, through a link and at an odd path', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'a');
  const commit = subject.commit('first');
  const odd = subject.beside('an "odd": näme\nhere');
  mkdirSync(odd);
  cpSync(subject.root, odd, { recursive: true });
  rmSync(subject.root, { recursive: true });
  symlinkSync(odd, subject.beside('link'));
  const repository = await openRepository(subject.beside('link'));
  assert.equal(repository.root, odd);
  assert.equal(repository.head.commit, commit);
  assert.equal(repository.dirty.tracked, 0);
});

test('is not led astray by GIT_ variables of the caller', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  const other = temporaryRepository(t);
  other.commit('other');
  process.env['GIT_DIR'] = join(other.root, '.git');
  process.env['GIT_INDEX_FILE'] = '/nowhere/index';
  t.after(() => {
    delete process.env['GIT_DIR'];
    delete process.env['GIT_INDEX_FILE'];
  });
  const repository = await subject.open();
  assert.equal(repository.root, subject.root);
  assert.equal(repository.head.commit, commit);
});

test('changes nothing in the repository', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'a');
  subject.commit('first');
  utimesSync(join(subject.root, 'a'), 1, 1); // so that git would like to refresh its index
  const before = subject.beside('before');
  cpSync(join(subject.root, '.git'), before, { recursive: true });
  await subject.open();
  subject.git('diff', '--no-index', '--exit-code', before, join(subject.root, '.git'));
});

function notRoot(): string | false {
  return process.getuid?.() === 0 ? false : 'needs root to give files to another user';
}
