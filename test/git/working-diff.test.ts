import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import {
  cloneShared,
  commitTree,
  diffOf,
  type ProposalDiff,
  readFileAt,
  type Repository,
  type WorkClone,
} from '../../src/git/index.ts';
import {
  failure,
  TEST_ENV,
  type TemporaryRepository,
  temporaryRepository,
} from './temporary-repository.ts';

interface Bench {
  readonly subject: TemporaryRepository;
  readonly repository: Repository;
  readonly clone: WorkClone;
  readonly base: string;
  readonly path: (name: string) => string;
  readonly git: (...args: string[]) => string;
  readonly diff: () => Promise<ProposalDiff>;
}

/** A clone of a small repository in which a test plays the proposer. */
async function bench(
  t: TestContext,
  prepare: (subject: TemporaryRepository) => void = () => undefined,
): Promise<Bench> {
  const subject = temporaryRepository(t);
  subject.write('src/a.js', 'one\ntwo\n');
  subject.write('src/b.js', 'x\n');
  subject.write('run.sh', 'x\n');
  subject.write('.gitignore', 'node_modules/\n*.log\n/dist\n');
  prepare(subject);
  const base = subject.commit('base');
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  const root = subject.beside('clone');
  const clone = await cloneShared(repository, root, base, { objectsDir });
  return {
    subject,
    repository,
    clone,
    base,
    path: (name) => join(root, name),
    git: (...args) =>
      execFileSync('git', args, { cwd: root, env: TEST_ENV, encoding: 'utf8', stdio: 'pipe' }),
    diff: () => diffOf(clone, base, { objectsDir }),
  };
}

function kindsOf({ changes }: ProposalDiff): string[] {
  return changes.map(({ path, kind }) => `${kind} ${path}`);
}

test('a fresh clone is clean, detached, without hooks or remotes, and has no diff', async (t) => {
  const { git, base, path, diff } = await bench(t, (subject) => {
    subject.write('.gitattributes', '*.js text eol=crlf\n*.bin filter=lfs\n');
    subject.write('x.bin', 'pointer');
  });
  assert.equal(git('status', '--porcelain'), '');
  assert.equal(git('rev-parse', 'HEAD').trim(), base);
  assert.throws(() => git('symbolic-ref', 'HEAD'));
  assert.equal(git('remote'), '');
  assert.equal(git('log', '--format=%s'), 'base\n');
  assert.equal(existsSync(path('.git/hooks')), false);
  assert.deepEqual((await diff()).changes, []);
});

test('finds changed, added, deleted, binary, mode and link changes', async (t) => {
  const { diff, path, subject } = await bench(t);
  writeFileSync(path('src/a.js'), 'one\n2\n');
  rmSync(path('src/b.js'));
  chmodSync(path('run.sh'), 0o755);
  writeFileSync(path('new "ü"\nname'), 'x\n');
  writeFileSync(path(':colon'), 'x\n');
  writeFileSync(path('image'), Buffer.from([0, 1, 2]));
  symlinkSync('/etc', path('link'));
  const found = await diff();
  assert.deepEqual(kindsOf(found).sort(), [
    'added :colon',
    'added image',
    'added link',
    'added new "ü"\nname',
    'deleted src/b.js',
    'mode run.sh',
    'modified src/a.js',
  ]);
  assert.equal(found.changes.find(({ path: name }) => name === 'image')?.binary, true);
  assert.equal(found.changes.find(({ path: name }) => name === 'link')?.linkTarget, '/etc');
  assert.throws(() => subject.git('cat-file', '-e', found.tree), 'the user has no object of it');
});

test('finds the same when the proposer committed, staged, or moved HEAD away', async (t) => {
  const { diff, git, path } = await bench(t);
  writeFileSync(path('src/a.js'), 'committed\n');
  git('commit', '-q', '-am', 'my own');
  writeFileSync(path('staged'), 'x\n');
  git('add', 'staged');
  git('checkout', '-q', '--orphan', 'elsewhere');
  assert.deepEqual(kindsOf(await diff()), ['modified src/a.js', 'added staged'].sort(byPath));
});

test('goes by the ignore rules of the base, not by those that the proposal wrote', async (t) => {
  const { diff, path } = await bench(t);
  writeFileSync(path('.gitignore'), 'hidden.js\n'); // ignores a new file, lets node_modules in
  writeFileSync(path('hidden.js'), 'x\n');
  mkdirSync(path('node_modules/big'), { recursive: true });
  writeFileSync(path('node_modules/big/index.js'), 'x\n');
  writeFileSync(path('trace.log'), 'x\n');
  mkdirSync(path('src/dist'));
  writeFileSync(path('src/dist/kept.js'), 'x\n');
  mkdirSync(path('dist'));
  writeFileSync(path('dist/out.js'), 'x\n');
  const found = kindsOf(await diff());
  assert.deepEqual(found, ['modified .gitignore', 'added hidden.js', 'added src/dist/kept.js']);
});

test('leaves out what the user ignores privately in the subject', async (t) => {
  const { diff, path, subject } = await bench(t);
  writeFileSync(join(subject.root, '.git/info/exclude'), '.DS_Store\n');
  writeFileSync(path('.DS_Store'), 'x');
  writeFileSync(path('.git/info/exclude'), 'new.js\n');
  writeFileSync(path('new.js'), 'x\n');
  assert.deepEqual(kindsOf(await diff()), ['added new.js']);
});

test('is not deceived by a tampered index, config, attributes or time stamp', async (t) => {
  const { diff, git, path, subject } = await bench(t, (repository) => {
    repository.write('frozen.js', 'aaaa\n');
  });
  const marker = subject.beside('marker');
  const before = statSync(path('frozen.js'));
  writeFileSync(path('frozen.js'), 'bbbb\n');
  utimesSync(path('frozen.js'), before.atime, before.mtime);
  git('update-index', '--assume-unchanged', 'frozen.js');
  git('update-index', '--skip-worktree', 'src/a.js');
  writeFileSync(path('src/a.js'), 'sneaked\n');
  for (const [key, value] of [
    ['filter.evil.clean', `touch ${marker}; echo same`],
    ['filter.evil.process', `touch ${marker}`],
    ['core.fsmonitor', `touch ${marker}; true`],
    ['core.hooksPath', path('hooks')],
    ['core.worktree', '/'],
    ['core.sshCommand', `touch ${marker}`],
    ['core.bare', 'true'],
  ]) {
    git('config', key ?? '', value ?? '');
  }
  writeFileSync(path('.git/info/attributes'), '* filter=evil\n');
  writeFileSync(path('.gitattributes'), '* filter=evil\n');
  const found = await diff();
  assert.deepEqual(kindsOf(found), [
    'added .gitattributes',
    'modified frozen.js',
    'modified src/a.js',
  ]);
  assert.equal(existsSync(marker), false);
});

test('works when the proposer destroyed or replaced .git', async (t) => {
  const { diff, path } = await bench(t);
  rmSync(path('.git'), { recursive: true });
  writeFileSync(path('.git'), 'gitdir: /nowhere\n');
  writeFileSync(path('src/a.js'), 'better\n');
  assert.deepEqual(kindsOf(await diff()), ['modified src/a.js']);
});

test('handles a file that became a folder, a folder that became a file or a link', async (t) => {
  const { diff, path, subject } = await bench(t, (repository) => {
    repository.write('lib/x.js', 'x\n');
  });
  rmSync(path('run.sh'));
  mkdirSync(path('run.sh'));
  writeFileSync(path('run.sh/inner'), 'x\n');
  rmSync(path('src'), { recursive: true });
  writeFileSync(path('src'), 'x\n');
  rmSync(path('lib'), { recursive: true });
  mkdirSync(subject.beside('outside'));
  writeFileSync(subject.beside('outside/x.js'), 'not part of the tree\n');
  symlinkSync(subject.beside('outside'), path('lib'));
  assert.deepEqual(kindsOf(await diff()).sort(), [
    'added lib',
    'added run.sh/inner',
    'added src',
    'deleted lib/x.js',
    'deleted run.sh',
    'deleted src/a.js',
    'deleted src/b.js',
  ]);
});

test('does not hang on a pipe and leaves special files out', { timeout: 20_000 }, async (t) => {
  const { diff, path } = await bench(t);
  execFileSync('mkfifo', [path('pipe')]);
  rmSync(path('run.sh'));
  execFileSync('mkfifo', [path('run.sh')]);
  assert.deepEqual(kindsOf(await diff()), ['deleted run.sh']);
});

test('refuses a repository inside the proposal', async (t) => {
  const { diff, git, path } = await bench(t);
  git('init', '-q', 'vendor/lib');
  writeFileSync(path('vendor/lib/x'), 'x');
  execFileSync('git', ['add', '-A'], { cwd: path('vendor/lib'), env: TEST_ENV });
  execFileSync('git', ['commit', '-qm', 'x'], { cwd: path('vendor/lib'), env: TEST_ENV });
  await assert.rejects(diff(), failure('E_PATCH', /git repository of its own at "vendor\/lib\/"/));
});

test('does not look into a submodule that the proposer filled', async (t) => {
  const { diff, path, subject } = await bench(t, (repository) => {
    const commit = repository.commit('for the submodule');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},deps/lib`);
    mkdirSync(join(repository.root, 'deps/lib'), { recursive: true });
  });
  const marker = subject.beside('marker');
  execFileSync('git', ['init', '-q'], { cwd: path('deps/lib'), env: TEST_ENV });
  writeFileSync(path('deps/lib/.git/config'), `[core]\n\tfsmonitor = "touch ${marker}"\n`);
  writeFileSync(path('deps/lib/x'), 'x\n');
  writeFileSync(path('src/a.js'), 'better\n');
  assert.deepEqual(kindsOf(await diff()), ['modified src/a.js']);
  assert.equal(existsSync(marker), false);
});

test('starts from a commit that only hone has, and keeps what it skipped', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x\n');
  symlinkSync('/etc', join(subject.root, 'out'));
  const base = subject.commit('base');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  const stack = await commitTree(repository, { tree, parents: [base], message: 'kept' }, options);
  const root = subject.beside('clone');
  const clone = await cloneShared(repository, root, stack, { ...options, escapingLinks: 'skip' });
  assert.deepEqual(clone.skippedLinks, ['out']);
  writeFileSync(join(root, 'a'), 'y\n');
  const diff = await diffOf(clone, stack, options);
  assert.deepEqual(kindsOf(diff), ['modified a']);
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, env: TEST_ENV, encoding: 'utf8' });
  assert.equal(git('log', '-1', '--format=%s').trim(), 'kept');
});

test('takes CR LF and bytes as they are', async (t) => {
  const { diff, path, repository, subject } = await bench(t, (repo) => {
    repo.write('.gitattributes', '* text=auto\n');
  });
  const content = Buffer.from('one\r\ncaf\xe9\n', 'latin1');
  writeFileSync(path('mixed.txt'), content);
  const { tree } = await diff();
  const objectsDir = subject.beside('objects');
  assert.deepEqual(await readFileAt(repository, tree, 'mixed.txt', { objectsDir }), content);
});

test('leaves no scratch folder behind', async (t) => {
  const { diff, subject, path } = await bench(t);
  writeFileSync(path('new'), 'x\n');
  await diff();
  const left = readdirSync(subject.beside('objects')).filter((name) =>
    name.startsWith('hone-git-'),
  );
  assert.deepEqual(left, []);
  assert.equal(readFileSync(path('new'), 'utf8'), 'x\n');
});

function byPath(left: string, right: string): number {
  return (left.split(' ')[1] ?? '') < (right.split(' ')[1] ?? '') ? -1 : 1;
}
