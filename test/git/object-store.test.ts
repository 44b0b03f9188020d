import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  applyPatch,
  cloneShared,
  commitTree,
  createBranch,
  diffOf,
  initRepository,
  mergeTrees,
  openRepository,
  patchBetween,
  readFileAt,
  readPatch,
  replaceInTree,
  transferObjects,
  writeCheckout,
} from '../../src/git/index.ts';
import { failure, temporaryFolder, temporaryRepository } from './temporary-repository.ts';

for (const format of ['sha1', 'sha256']) {
  test(`takes a change from clone to branch in an odd worktree, ${format}`, async (t) => {
    const subject = temporaryRepository(t, { init: [`--object-format=${format}`] });
    subject.write('src/a.js', 'one\ntwo\nthree\nfour\nfive\n');
    const base = subject.commit('base');
    const odd = subject.beside('we:ird "näme"; #x');
    subject.git('clone', '-q', '--bare', '.', odd);
    subject.git('-C', odd, 'worktree', 'add', '-q', '-b', 'work', subject.beside('li:nked'));
    const repository = await openRepository(subject.beside('li:nked'));
    const options = { objectsDir: subject.beside('ob:jects "x"') };
    const clone = await cloneShared(repository, subject.beside('cl:one'), base, options);
    writeFileSync(join(clone.root, 'src/a.js'), 'one\ntwo\nthree\nfour\nFIVE\n');
    const own = await diffOf(clone, base, options);
    const bytes = await patchBetween(repository, base, own.tree, options);
    const applied = await applyPatch(repository, base, await readPatch(bytes), options);
    assert.ok(applied.kind === 'applied');
    assert.equal(applied.tree, own.tree);
    const [change] = own.changes;
    assert.ok(change?.oldOid);
    const entry = { mode: '100644', oid: change.oldOid };
    const added = [{ path: 'new', entry }];
    const other = await replaceInTree(repository, base, added, options);
    const sides = { base, ours: other, theirs: own.tree };
    const merged = await mergeTrees(repository, sides, options);
    assert.ok(merged.kind === 'clean');
    const next = { tree: merged.tree, parents: [base], message: 'kept' };
    const commit = await commitTree(repository, next, options);
    await writeCheckout(repository, commit, subject.beside('out'), options);
    assert.match(readFileSync(join(subject.beside('out'), 'src/a.js'), 'utf8'), /FIVE/);
    await transferObjects(repository, { from: options.objectsDir, commit, exclude: base });
    await createBranch(repository, 'hone/kept', commit);
    assert.equal(subject.git('-C', odd, 'log', '-1', '--format=%s', 'hone/kept'), 'kept\n');
    subject.git('-C', odd, 'fsck', '--strict');
  });
}

test('several use one store at once and see what each other made', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x\n');
  const base = subject.commit('base');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const numbers = Array.from({ length: 12 }, (_, index) => index);
  const trees = await Promise.all(
    numbers.map(async (number) => {
      const patch = `--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+${number}\n`;
      const applied = await applyPatch(repository, base, await readPatch(patch), options);
      assert.ok(applied.kind === 'applied');
      return applied.tree;
    }),
  );
  for (const [number, tree] of trees.entries()) {
    const content = await readFileAt(repository, tree, 'a', options);
    assert.equal(content?.toString(), `${number}\n`);
  }
});

test('reading without a store leaves nothing anywhere', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x\n');
  const base = subject.commit('base');
  const repository = await subject.open();
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = subject.beside('tmp');
  t.after(() => {
    if (before === undefined) {
      delete process.env['TMPDIR'];
    } else {
      process.env['TMPDIR'] = before;
    }
  });
  mkdirSync(subject.beside('tmp'));
  await readFileAt(repository, base, 'a');
  assert.deepEqual(readdirSync(subject.beside('tmp')), []);
});

test('restores its own settings and clears what a killed hone left', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x\n');
  const base = subject.commit('base');
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  await readFileAt(repository, base, 'a', { objectsDir });
  writeFileSync(join(objectsDir, 'config'), '[core]\n\tbare = nonsense\n');
  for (const name of ['hone-git-old', 'hone-git-new']) {
    mkdirSync(join(objectsDir, name));
  }
  utimesSync(join(objectsDir, 'hone-git-old'), 1, 1);
  assert.equal((await readFileAt(repository, base, 'a', { objectsDir }))?.toString(), 'x\n');
  assert.equal(existsSync(join(objectsDir, 'hone-git-old')), false);
  assert.equal(existsSync(join(objectsDir, 'hone-git-new')), true);
});

test('says that the store can not be written', async (t) => {
  const subject = temporaryRepository(t);
  const base = subject.commit('base');
  const repository = await subject.open();
  writeFileSync(subject.beside('file'), '');
  const next = { tree: base, parents: [], message: 'x' };
  const attempt = async (): Promise<string> =>
    commitTree(repository, next, { objectsDir: subject.beside('file') });
  await assert.rejects(attempt, failure('E_DISK', /file/));
});

test('makes a repository of a folder with one commit', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a'), 'x\n');
  const commit = await initRepository(folder, 'An example');
  const repository = await openRepository(folder);
  assert.deepEqual(repository.head, { commit, branch: 'main' });
  assert.equal(repository.dirty.tracked + repository.dirty.untracked, 0);
  assert.equal(existsSync(join(folder, '.git', 'hooks')), false);
});
