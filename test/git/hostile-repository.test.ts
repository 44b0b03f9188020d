import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import {
  applyPatch,
  branchCommit,
  cloneShared,
  commitTree,
  createBranch,
  diffOf,
  excludeFromStatus,
  isIgnored,
  listTree,
  mergeBaseOf,
  mergeTrees,
  patchBetween,
  readFileAt,
  readPatch,
  replaceInTree,
  resolveRevision,
  trailersOf,
  transferObjects,
  treeChanges,
  writeCheckout,
} from '../../src/git/index.ts';
import {
  failure,
  TEST_ENV,
  type TemporaryRepository,
  temporaryRepository,
} from './temporary-repository.ts';

const HOOKS = [
  'applypatch-msg',
  'commit-msg',
  'fsmonitor-watchman',
  'post-applypatch',
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
  'post-rewrite',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'prepare-commit-msg',
  'proc-receive',
  'reference-transaction',
  'update',
];

interface Trap {
  readonly subject: TemporaryRepository;
  readonly base: string;
  readonly head: string;
  /** Names of the planted programs that ran. */
  readonly sprung: () => string[];
}

/** A repository in which every setting that can start a program starts one that leaves a mark. */
function plant(t: TestContext): Trap {
  const subject = temporaryRepository(t);
  subject.write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
  subject.write('a.txt', 'one\n');
  subject.write('big/b.txt', 'two\n');
  const base = subject.commit('base\n\nSigned-off-by: A <a@b.c>');
  subject.write('a.txt', 'changed\n');
  const head = subject.commit('head');
  const marks = subject.beside('marks');
  mkdirSync(marks);
  const script = (name: string, body = 'cat'): string => {
    const path = subject.beside(`trap-${name.replaceAll(/\W/g, '-')}`);
    writeFileSync(path, `#!/bin/sh\ntouch '${join(marks, name)}'\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  for (const hook of HOOKS) {
    mkdirSync(join(subject.root, '.git', 'hooks'), { recursive: true });
    const path = join(subject.root, '.git', 'hooks', hook);
    writeFileSync(path, `#!/bin/sh\ntouch '${join(marks, `hook-${hook}`)}'\n`);
    chmodSync(path, 0o755);
  }
  const settings = {
    'filter.evil.clean': script('clean'),
    'filter.evil.smudge': script('smudge'),
    'filter.evil.required': 'true',
    'filter.evil=x.clean': script('clean-with-equals'),
    'diff.external': script('diff-external'),
    'diff.evil.textconv': script('textconv'),
    'diff.evil.command': script('diff-command'),
    'merge.evil.driver': `${script('merge-driver')} %A`,
    'core.fsmonitor': script('fsmonitor'),
    'core.sshCommand': script('ssh'),
    'core.pager': script('pager'),
    'core.editor': script('editor'),
    'core.askPass': script('askpass'),
    'core.alternateRefsCommand': script('alternate-refs'),
    'core.gitProxy': script('proxy'),
    'sequence.editor': script('sequence-editor'),
    'gpg.program': script('gpg'),
    'commit.gpgSign': 'true',
    'log.showSignature': 'true',
    'trailer.evil.key': 'Signed-off-by',
    'trailer.evil.cmd': script('trailer'),
    'credential.helper': script('credential'),
    'uploadpack.packObjectsHook': script('pack-objects'),
    'alias.status': `!${script('alias-status')}`,
    'alias.rev-parse': `!${script('alias-rev-parse')}`,
    'extensions.partialClone': 'evil',
    'remote.evil.url': subject.root,
    'remote.evil.promisor': 'true',
    'remote.evil.uploadpack': script('uploadpack', 'exit 1'),
    'core.untrackedCache': 'true',
    'core.autocrlf': 'true',
    'gc.auto': '1',
  };
  const lines = Object.entries(settings).map(([key, value]) => {
    const dot = key.indexOf('.');
    const last = key.lastIndexOf('.');
    const section = key.slice(0, dot);
    const head1 = dot === last ? `[${section}]` : `[${section} "${key.slice(dot + 1, last)}"]`;
    return `${head1}\n\t${key.slice(last + 1)} = ${JSON.stringify(value)}\n`;
  });
  const config = join(subject.root, '.git', 'config');
  writeFileSync(config, `[core]\n\trepositoryformatversion = 1\n${lines.join('')}`);
  utimesSync(join(subject.root, 'a.txt'), 1, 1); // so that git has to look into it again
  return { subject, base, head, sprung: () => readdirSync(marks).sort() };
}

test('the traps work: git itself walks into them', (t) => {
  const { subject, sprung } = plant(t);
  const git = (...args: string[]): void => {
    try {
      execFileSync('git', args, {
        cwd: subject.root,
        env: TEST_ENV,
        stdio: 'pipe',
        timeout: 10_000,
      });
    } catch {
      // What it was asked for may well fail; that something of the repository's ran is the point.
    }
  };
  git('add', '-A');
  git('diff', 'HEAD~1');
  git('--no-pager', 'log', '-1', '-p');
  git('-c', 'core.fsmonitor=', 'checkout', '-q', '-f', 'HEAD~1');
  git('update-ref', 'refs/heads/x', 'HEAD');
  git('cat-file', '-p', '1'.repeat(40));
  const seen = sprung();
  for (const name of [
    'clean',
    'smudge',
    'fsmonitor',
    'diff-command',
    'textconv',
    'uploadpack',
    'hook-post-checkout',
    'hook-reference-transaction',
  ]) {
    assert.ok(seen.includes(name), `${name} in ${seen.join(', ')}`);
  }
});

test('nothing that a repository configures runs while hone works with it', async (t) => {
  const { subject, base, head, sprung } = plant(t);
  const objectsDir = subject.beside('objects');
  const options = { objectsDir };
  const repository = await subject.open();
  assert.equal(repository.dirty.tracked, 0);
  assert.equal(repository.partial, true);
  await excludeFromStatus(repository, '/.hone/');
  await isIgnored(repository, 'x.txt');
  await resolveRevision(repository, 'main');
  await assert.rejects(resolveRevision(repository, 'mian'), { code: 'E_NOT_FOUND' });
  await assert.rejects(resolveRevision(repository, '1'.repeat(40)), { code: 'E_NOT_FOUND' });
  await mergeBaseOf(repository, base, head);
  const entries = await listTree(repository, head);
  await readFileAt(repository, head, 'a.txt');
  await treeChanges(repository, base, head, { renames: true });
  const patch = await patchBetween(repository, base, head);
  await writeCheckout(repository, head, subject.beside('out'));
  const clone = await cloneShared(repository, subject.beside('clone'), base, options);
  writeFileSync(join(clone.root, 'big/b.txt'), 'theirs\n');
  const diff = await diffOf(clone, base, options);
  assert.deepEqual(
    diff.changes.map(({ path }) => path),
    ['big/b.txt'],
  );
  const parsed = await readPatch(patch);
  assert.equal((await applyPatch(repository, base, parsed, options)).kind, 'applied');
  const again = await applyPatch(repository, head, parsed, { ...options, threeWay: true });
  assert.equal(again.kind, 'applied');
  const sides = { base, ours: head, theirs: diff.tree };
  const merged = await mergeTrees(repository, sides, options);
  assert.ok(merged.kind === 'clean');
  const [first] = entries;
  assert.ok(first);
  await replaceInTree(repository, merged.tree, [{ path: 'x', entry: first }], options);
  const message = 'perf: x\n\nSigned-off-by: A <a@b.c>\n';
  const commit = await commitTree(
    repository,
    { tree: merged.tree, parents: [head], message },
    options,
  );
  await trailersOf(repository, commit, options);
  await transferObjects(repository, { from: objectsDir, commit, exclude: head });
  await createBranch(repository, 'hone/kept', commit);
  await branchCommit(repository, 'hone/kept');
  assert.deepEqual(sprung(), []);
});

test('does not fetch what a partial clone lacks, and says so', async (t) => {
  const { subject, head, sprung } = plant(t);
  const oid = subject.git('-c', 'core.fsmonitor=', 'rev-parse', `${head}:a.txt`).trim();
  subject.remove(join('.git', 'objects', oid.slice(0, 2), oid.slice(2)));
  const before = sprung();
  const repository = await subject.open();
  await assert.rejects(
    writeCheckout(repository, head, subject.beside('out')),
    failure('E_REPOSITORY', /partial clone|could not get|git/),
  );
  assert.deepEqual(sprung(), before);
});
