import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { patchBetween, treeChanges } from '../../src/git/index.ts';
import { temporaryRepository } from './temporary-repository.ts';

test('tells added, modified, deleted, mode, binary and link changes apart', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('changed', 'one\ntwo\n');
  subject.write('gone', 'x\n');
  subject.write('run', 'x\n');
  subject.write('image', Buffer.from([0, 1, 2]));
  subject.write('was-file', 'x\n');
  const base = subject.commit('base');
  subject.write('changed', 'one\n2\nthree\n');
  subject.remove('gone');
  chmodSync(join(subject.root, 'run'), 0o755);
  subject.write('image', Buffer.from([0, 1, 3]));
  subject.remove('was-file');
  symlinkSync('../../etc', join(subject.root, 'was-file'));
  subject.write('tab\tline\nname', 'x\n');
  const head = subject.commit('head');
  const changes = await treeChanges(await subject.open(), base, head);
  const seen = changes.map(({ path, kind, oldMode, newMode, binary, addedLines, removedLines }) => {
    return [path, kind, oldMode, newMode, binary, addedLines, removedLines];
  });
  assert.deepEqual(seen, [
    ['changed', 'modified', '100644', '100644', false, 2, 1],
    ['gone', 'deleted', '100644', null, false, 0, 1],
    ['image', 'modified', '100644', '100644', true, 0, 0],
    ['run', 'mode', '100644', '100755', false, 0, 0],
    ['tab\tline\nname', 'added', null, '100644', false, 1, 0],
    ['was-file', 'modified', '100644', '120000', false, 1, 1],
  ]);
  assert.equal(changes.at(-1)?.linkTarget, '../../etc');
  assert.equal(changes[1]?.newOid, null);
});

test('shows a move as deleted and added, or as renamed for people', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('old\tname', 'one\ntwo\nthree\nfour\n');
  const base = subject.commit('base');
  subject.git('mv', 'old\tname', 'new\nname');
  subject.write('new\nname', 'one\ntwo\nthree\nfour\nfive\n');
  const head = subject.commit('head');
  const repository = await subject.open();
  const strict = await treeChanges(repository, base, head);
  assert.deepEqual(
    strict.map(({ path, kind }) => [path, kind]),
    [
      ['new\nname', 'added'],
      ['old\tname', 'deleted'],
    ],
  );
  const [renamed] = await treeChanges(repository, base, head, { renames: true });
  assert.equal(renamed?.kind, 'renamed');
  assert.equal(renamed.oldPath, 'old\tname');
  assert.equal(renamed.path, 'new\nname');
  assert.equal(renamed.addedLines, 1);
});

test('writes a patch that git applies to the same tree, bytes and all', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('latin', Buffer.from('caf\xe9\nx\n', 'latin1'));
  subject.write('bin', Buffer.from([0, 1, 2, 255]));
  subject.write('crlf', 'a\r\nb\r\n');
  subject.write('noeol', 'x');
  const base = subject.commit('base');
  subject.write('latin', Buffer.from('caf\xe9\ny\n', 'latin1'));
  subject.write('bin', Buffer.from([0, 9, 2, 255]));
  subject.write('crlf', 'a\r\nc\r\n');
  subject.write('noeol', 'y');
  subject.git('mv', 'noeol', 'moved');
  const head = subject.commit('head');
  const patch = await patchBetween(await subject.open(), base, head);
  subject.git('checkout', '-q', base);
  subject.gitWith(patch, 'apply', '--index', '-');
  const tree = subject.git('write-tree').trim();
  assert.equal(tree, subject.git('rev-parse', `${head}^{tree}`).trim());
});

test('finds no change between equal trees', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('base');
  const repository = await subject.open();
  assert.deepEqual(await treeChanges(repository, commit, commit), []);
  assert.equal((await patchBetween(repository, commit, commit)).length, 0);
});
