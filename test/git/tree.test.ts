import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { listTree, readFileAt, readFiles, replaceInTree } from '../../src/git/index.ts';
import { failure, temporaryRepository } from './temporary-repository.ts';

test('lists files, executables, links and submodules with odd names', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a\tb\n"c" ü', 'four');
  subject.write('run', 'x');
  symlinkSync('run', join(subject.root, 'link'));
  subject.git('add', '-A');
  subject.git('update-index', '--chmod=+x', 'run');
  const first = '1'.repeat(40);
  subject.git('update-index', '--add', '--cacheinfo', `160000,${first},deps`);
  subject.git('commit', '-q', '-m', 'first');
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  const entries = await listTree(await subject.open(), tree);
  assert.deepEqual(
    entries.map(({ path, mode, kind, size }) => [path, mode, kind, size]),
    [
      ['a\tb\n"c" ü', '100644', 'file', 4],
      ['deps', '160000', 'submodule', 0],
      ['link', '120000', 'link', 3],
      ['run', '100755', 'executable', 1],
    ],
  );
  assert.equal(entries[1]?.oid, first);
});

test('refuses a name that is not UTF-8 instead of damaging it', { skip: notLinux() }, async (t) => {
  const subject = temporaryRepository(t);
  const input = Buffer.from(`100644 blob ${blobOf(subject.gitWith)}\tcaf\xe9\0`, 'latin1');
  const tree = subject.gitWith(input, 'mktree', '-z').trim();
  subject.commit('first');
  await assert.rejects(
    listTree(await subject.open(), tree),
    failure('E_REPOSITORY', /not UTF-8.*caf/),
  );
});

test('reads one file of a commit, and null where there is none', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('dir/hone.yaml', 'version: 1\n');
  subject.write('*', 'star');
  const commit = subject.commit('first');
  const repository = await subject.open();
  const content = await readFileAt(repository, commit, 'dir/hone.yaml');
  assert.equal(content?.toString(), 'version: 1\n');
  assert.equal((await readFileAt(repository, commit, '*'))?.toString(), 'star');
  assert.equal(await readFileAt(repository, commit, 'dir'), null);
  assert.equal(await readFileAt(repository, commit, 'dir/'), null);
  assert.equal(await readFileAt(repository, commit, 'missing'), null);
  const files = (await listTree(repository, commit)).filter(({ kind }) => kind === 'file');
  const contents = await readFiles(repository, [...files, ...files.slice(0, 1)]);
  assert.deepEqual(
    [...contents.keys()],
    files.map(({ path }) => path),
  );
  assert.equal(contents.get('*')?.toString(), 'star');
  assert.equal((await readFiles(repository, [])).size, 0);
});

test('restores frozen entries, also where a proposal put a file for a folder', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('bench/a', 'frozen');
  subject.write('bench/b', 'frozen too');
  subject.write('src', 'code');
  const base = subject.commit('base');
  subject.remove('bench');
  subject.write('bench', 'now a file');
  subject.write('src', 'better');
  subject.write('extra/new', 'x');
  const proposal = subject.commit('proposal');
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  const frozen = (await listTree(repository, base)).filter(({ path }) => path.startsWith('bench/'));
  const replacements = [
    ...frozen.map(({ path, mode, oid }) => ({ path, entry: { mode, oid } })),
    { path: 'extra/new', entry: null },
    { path: 'never/was', entry: null },
  ];
  const tree = await replaceInTree(repository, proposal, replacements, { objectsDir });
  const listed = await listTree(repository, tree, { objectsDir });
  assert.deepEqual(
    listed.map(({ path }) => path),
    ['bench/a', 'bench/b', 'src'],
  );
  assert.equal((await readFileAt(repository, tree, 'src', { objectsDir }))?.toString(), 'better');
  assert.equal(
    (await readFileAt(repository, tree, 'bench/a', { objectsDir }))?.toString(),
    'frozen',
  );
  assert.throws(() => subject.git('cat-file', '-e', tree), 'the user has no object of it');
  assert.equal(existsSync(objectsDir), true);
});

test('puts a file where a folder was', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a/b', 'x');
  const commit = subject.commit('first');
  const repository = await subject.open();
  const [entry] = await listTree(repository, commit);
  assert.ok(entry);
  const options = { objectsDir: subject.beside('objects') };
  const tree = await replaceInTree(repository, commit, [{ path: 'a', entry }], options);
  assert.deepEqual(
    (await listTree(repository, tree, options)).map(({ path }) => path),
    ['a'],
  );
});

function blobOf(gitWith: (input: string, ...args: string[]) => string): string {
  return gitWith('x', 'hash-object', '-w', '--stdin').trim();
}

function notLinux(): string | false {
  return process.platform === 'linux' ? false : 'other systems refuse such names themselves';
}
