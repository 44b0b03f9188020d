import { execFileSync, spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { commitTree, writeCheckout } from '../../src/git/index.ts';
import { failure, type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

const COMMITTED_AT_S = Date.parse('2024-05-06T07:08:09Z') / 1_000;

test('writes every file as it is stored, with its mode and the time of the commit', async (t) => {
  const subject = temporaryRepository(t);
  const contents = {
    'plain.txt': 'one\r\ntwo\n',
    'ünï\ncödé "x"': 'x',
    'deep/er/empty': '',
    '-rf': 'x',
    'big.bin': Buffer.alloc(3_000_000, 'binary\0\n'),
  };
  for (const [path, content] of Object.entries(contents)) {
    subject.write(path, content);
  }
  subject.write('.gitattributes', '*.txt text eol=crlf ident\n');
  subject.git('-c', 'core.autocrlf=false', 'add', '-A');
  subject.git('update-index', '--chmod=+x', 'deep/er/empty');
  subject.git('commit', '-q', '-m', 'first');
  const tree = subject.git('ls-tree', '-r', 'HEAD');
  const target = subject.beside('out');
  const checkout = await writeCheckout(await subject.open(), headOf(subject), target);
  assert.equal(checkout.files, 6);
  for (const [path, content] of Object.entries(contents)) {
    // git normalised this one when it was added
    const stored = path === 'plain.txt' ? 'one\ntwo\n' : content;
    assert.deepEqual(readFileSync(join(target, path)), Buffer.from(stored), path);
  }
  assert.equal(lstatSync(join(target, 'deep/er/empty')).mode & 0o777, 0o755);
  assert.equal(lstatSync(join(target, 'plain.txt')).mode & 0o777, 0o644);
  for (const path of ['plain.txt', 'deep/er', 'deep', '.']) {
    assert.equal(lstatSync(join(target, path)).mtimeMs / 1_000, COMMITTED_AT_S, path);
  }
  assert.equal(existsSync(join(target, '.git')), false);
  assert.equal(subject.git('ls-tree', '-r', 'HEAD'), tree);
});

test('writes only the paths that are asked for', async (t) => {
  const subject = temporaryRepository(t);
  for (const path of ['bench/a', 'bench/b/c', 'benchmark', 'src/x', 'hone.yaml']) {
    subject.write(path, path);
  }
  const commit = subject.commit('first');
  const target = subject.beside('out');
  await writeCheckout(await subject.open(), commit, target, { paths: ['bench', 'hone.yaml'] });
  assert.deepEqual(readdirSync(target, { recursive: true }).map(String).sort(), [
    'bench',
    'bench/a',
    'bench/b',
    'bench/b/c',
    'hone.yaml',
  ]);
});

test('writes 2,000 files, from a tree without a date', async (t) => {
  const subject = temporaryRepository(t);
  const lines = Array.from({ length: 2_000 }, (_, index) => `folder${index % 50}/file${index}`);
  const stream = lines.map((path) => `M 100644 inline ${path}\ndata ${path.length}\n${path}\n`);
  const head = 'commit refs/heads/main\ncommitter A <a@b> 0 +0000\ndata 1\nx\n';
  subject.gitWith(`${head}${stream.join('')}`, 'fast-import', '--quiet');
  const tree = subject.git('rev-parse', 'main^{tree}').trim();
  subject.git('reset', '-q', '--hard', 'main');
  const target = subject.beside('out');
  const checkout = await writeCheckout(await subject.open(), tree, target);
  assert.equal(checkout.files, 2_000);
  assert.equal(checkout.bytes, lines.join('').length);
  for (const path of lines) {
    assert.equal(readFileSync(join(target, path), 'utf8'), path);
  }
});

test('keeps links inside the tree, and refuses those that lead out of it', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a/file', 'x');
  symlinkSync('a/file', join(subject.root, 'inside'));
  const good = subject.commit('good');
  symlinkSync('../../outside', join(subject.root, 'a/out'));
  const bad = subject.commit('bad');
  const repository = await subject.open();
  await writeCheckout(repository, good, subject.beside('good'));
  assert.equal(readlinkSync(join(subject.beside('good'), 'inside')), 'a/file');
  await assert.rejects(
    writeCheckout(repository, bad, subject.beside('bad')),
    failure('E_REPOSITORY', /"a\/out" leads out of the repository/),
  );
  assert.equal(existsSync(subject.beside('bad')), false);
  const kept = await writeCheckout(repository, bad, subject.beside('kept'), {
    escapingLinks: 'skip',
  });
  assert.deepEqual(kept.skippedLinks, ['a/out']);
  assert.deepEqual(readdirSync(join(subject.beside('kept'), 'a')), ['file']);
});

test('refuses a tree with paths that git itself would not write', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  subject.commit('first');
  const blob = subject.git('rev-parse', 'HEAD:a').trim();
  const repository = await subject.open();
  for (const name of ['..', '.git', '.GIT']) {
    const inner = plantedTree(subject, blob, 'config');
    const tree = plantedTree(subject, inner, name, '40000');
    const target = subject.beside('bad');
    await assert.rejects(
      writeCheckout(repository, tree, target),
      failure('E_REPOSITORY', /does not write it/),
    );
    assert.equal(existsSync(target), false);
  }
});

test('refuses a tree in which a link and a folder have one name', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('x', '/tmp');
  subject.write('f', 'x');
  subject.commit('first');
  const blob = subject.git('rev-parse', 'HEAD:f').trim();
  const inner = plantedTree(subject, blob, 'file');
  const entries = [entryOf('100644', 'd', blob), entryOf('40000', 'd', inner)];
  const tree = hashTree(subject, Buffer.concat(entries));
  await assert.rejects(
    writeCheckout(await subject.open(), tree, subject.beside('out')),
    failure('E_REPOSITORY', /can't both exist/),
  );
});

test('leaves a submodule as an empty folder and names it', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  const first = subject.commit('first');
  subject.git('update-index', '--add', '--cacheinfo', `160000,${first},deps/library`);
  subject.git('commit', '-q', '-m', 'submodule');
  const checkout = await writeCheckout(await subject.open(), headOf(subject), subject.beside('o'));
  assert.deepEqual(checkout.submodules, ['deps/library']);
  assert.deepEqual(readdirSync(join(subject.beside('o'), 'deps/library')), []);
});

test('names the pointers of Git LFS that it wrote', async (t) => {
  const subject = temporaryRepository(t);
  const version = 'version https://git-lfs.github.com/spec/v1';
  const pointer = `${version}\noid sha256:${'0'.repeat(64)}\nsize 9\n`;
  subject.write('data.bin', pointer);
  subject.write('docs.md', `A pointer begins with:\n${pointer}`);
  const commit = subject.commit('first');
  const checkout = await writeCheckout(await subject.open(), commit, subject.beside('out'));
  assert.deepEqual(checkout.lfsPointers, ['data.bin']);
});

test('writes into an empty folder and into no other', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  const commit = subject.commit('first');
  const target = subject.beside('out');
  mkdirSync(target);
  await writeCheckout(await subject.open(), commit, target);
  await assert.rejects(
    writeCheckout(await subject.open(), commit, target),
    failure('E_USAGE', /is not empty/),
  );
  assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'x');
});

test('leaves nothing behind when it is interrupted or an object is missing', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  subject.write('z', 'gone');
  const commit = subject.commit('first');
  const repository = await subject.open();
  const target = subject.beside('out');
  await assert.rejects(
    writeCheckout(repository, commit, target, { signal: AbortSignal.abort() }),
    failure('E_INTERRUPTED', /Interrupted/),
  );
  const oid = subject.git('rev-parse', 'HEAD:z').trim();
  const objects = join(subject.root, '.git', 'objects');
  subject.remove(join('.git', 'objects', oid.slice(0, 2), oid.slice(2)));
  assert.equal(existsSync(objects), true);
  await assert.rejects(writeCheckout(repository, commit, target), { code: 'E_REPOSITORY' });
  assert.equal(existsSync(target), false);
});

test('says that the disk is full and frees what it took', { skip: noMount() }, async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  subject.write('big', Buffer.alloc(1_000_000));
  const commit = subject.commit('first');
  const repository = await subject.open();
  const disk = subject.beside('disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  try {
    await assert.rejects(
      writeCheckout(repository, commit, join(disk, 'out')),
      failure('E_DISK', /the disk is full/),
    );
    assert.deepEqual(readdirSync(disk), []);
    const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
    const message = randomBytes(300_000).toString('hex');
    const objectsDir = join(disk, 'objects');
    await assert.rejects(
      commitTree(repository, { tree, parents: [], message }, { objectsDir }),
      failure('E_DISK', /could not write|Could not write/),
    );
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('says that a file is in the way', async (t) => {
  const subject = temporaryRepository(t);
  const commit = subject.commit('first');
  subject.write('file', '');
  const target = join(subject.root, 'file', 'out');
  const attempt = writeCheckout(await subject.open(), commit, target);
  await assert.rejects(attempt, failure('E_DISK', /file is in the way/));
});

test('gives two commits of the same tree the same files and times', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a/b', 'x');
  const first = subject.commit('first');
  const second = subject.commit('second');
  const repository = await subject.open();
  for (const [commit, name] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    await writeCheckout(repository, commit, subject.beside(name), { modifiedAtS: 1_000_000 });
  }
  for (const path of ['.', 'a', 'a/b']) {
    const [one, two] = ['one', 'two'].map((name) => lstatSync(join(subject.beside(name), path)));
    assert.deepEqual([one?.mtimeMs, one?.mode], [two?.mtimeMs, two?.mode]);
    assert.equal(one?.mtimeMs, 1_000_000_000);
  }
});

test('works with sha256 and in a linked worktree', async (t) => {
  const subject = temporaryRepository(t, { init: ['--object-format=sha256'] });
  subject.write('a', 'x');
  const commit = subject.commit('first');
  subject.git('worktree', 'add', '-q', '--detach', subject.beside('linked'));
  const repository = await subject.open(subject.beside('linked'));
  await writeCheckout(repository, commit, subject.beside('out'));
  assert.equal(readFileSync(join(subject.beside('out'), 'a'), 'utf8'), 'x');
});

function headOf(subject: TemporaryRepository): string {
  return subject.git('rev-parse', 'HEAD').trim();
}

/** One entry of a tree object, as git stores it. */
function entryOf(mode: string, name: string, oid: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);
}

/** A tree that `git mktree` would refuse to make. */
function plantedTree(
  subject: TemporaryRepository,
  oid: string,
  name: string,
  mode = '100644',
): string {
  return hashTree(subject, entryOf(mode, name, oid));
}

function hashTree(subject: TemporaryRepository, content: Buffer): string {
  return subject
    .gitWith(content, 'hash-object', '-t', 'tree', '-w', '--literally', '--stdin')
    .trim();
}

/** Mounting needs root and a container that allows it. */
function noMount(): string | false {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return status === 0 ? false : 'needs the right to mount a small disk';
}
