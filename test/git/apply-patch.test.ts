import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import { applyPatch, readFileAt, readPatch, type Repository } from '../../src/git/index.ts';
import { failure, type TemporaryRepository, temporaryRepository } from './temporary-repository.ts';

const LINES = Array.from({ length: 30 }, (_, index) => `line ${index}`);

/** A repository whose `work.txt` has 30 lines, and a way to apply a patch to it. */
async function subjectWith(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<{
  subject: TemporaryRepository;
  repository: Repository;
  base: string;
  apply: (content: string | Uint8Array, threeWay?: boolean) => ReturnType<typeof applyPatch>;
  contentOf: (tree: string, path: string) => Promise<string | undefined>;
}> {
  const subject = temporaryRepository(t);
  subject.write('work.txt', `${LINES.join('\n')}\n`);
  for (const [path, content] of Object.entries(files)) {
    subject.write(path, content);
  }
  const base = subject.commit('base');
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  return {
    subject,
    repository,
    base,
    apply: async (content, threeWay = false) =>
      applyPatch(repository, base, await readPatch(content), { objectsDir, threeWay }),
    contentOf: async (tree, path) =>
      (await readFileAt(repository, tree, path, { objectsDir }))?.toString('latin1'),
  };
}

/** The patch that turns the base into what `change` makes of the working tree. */
function patchOf(subject: TemporaryRepository, change: () => void, ...flags: string[]): string {
  change();
  subject.git('add', '-A');
  const patch = subject.git('diff', '--cached', '--binary', ...flags);
  subject.git('reset', '-q', '--hard');
  return patch;
}

test('applies a patch and reports what it did, touching nothing of the user', async (t) => {
  const { subject, apply, contentOf } = await subjectWith(t);
  const patch = patchOf(subject, () => {
    subject.write('work.txt', `${LINES.join('\n')}\nmore\n`);
    subject.write('new/ünï.txt', 'x\n');
  });
  const objects = join(subject.root, '.git', 'objects');
  const before = readdirSync(objects, { recursive: true }).length;
  const applied = await apply(patch);
  assert.equal(applied.kind, 'applied');
  assert.ok(applied.kind === 'applied');
  assert.deepEqual(
    applied.changes.map(({ path, kind, addedLines }) => [path, kind, addedLines]),
    [
      ['new/ünï.txt', 'added', 1],
      ['work.txt', 'modified', 1],
    ],
  );
  assert.match((await contentOf(applied.tree, 'work.txt')) ?? '', /line 29\nmore\n$/);
  assert.equal(readdirSync(objects, { recursive: true }).length, before);
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('applies binary contents, modes and renames', async (t) => {
  const { subject, apply } = await subjectWith(t, { 'a.bin': Buffer.from([0, 1]), run: 'x\n' });
  const patch = patchOf(subject, () => {
    subject.write('a.bin', Buffer.from([0, 2, 3]));
    subject.git('mv', 'work.txt', 'moved.txt');
    subject.git('update-index', '--chmod=+x', 'run');
    subject.git('config', 'core.fileMode', 'false');
  });
  const applied = await apply(patch);
  assert.ok(applied.kind === 'applied');
  assert.deepEqual(
    applied.changes.map(({ path, kind }) => [path, kind]),
    [
      ['a.bin', 'modified'],
      ['moved.txt', 'added'],
      ['run', 'mode'],
      ['work.txt', 'deleted'],
    ],
  );
});

test('applies a patch that was mailed through a program that writes CR LF', async (t) => {
  const { subject, apply, contentOf } = await subjectWith(t);
  const patch = patchOf(subject, () => subject.write('work.txt', `top\n${LINES.join('\n')}\n`));
  const applied = await apply(patch.replaceAll('\n', '\r\n'));
  assert.ok(applied.kind === 'applied');
  assert.doesNotMatch((await contentOf(applied.tree, 'work.txt')) ?? '\r', /\r/);
});

test('keeps the CR LF of a file whose own lines end in it', async (t) => {
  const { subject, apply, contentOf } = await subjectWith(t, { 'dos.txt': 'one\r\ntwo\r\n' });
  const patch = patchOf(subject, () => subject.write('dos.txt', 'one\r\n2\r\n'));
  const plain = await apply(patch);
  assert.ok(plain.kind === 'applied');
  assert.equal(await contentOf(plain.tree, 'dos.txt'), 'one\r\n2\r\n');
  const converted = await apply(patch.replaceAll(/\r?\n/g, '\r\n')); // marks too, as editors do
  assert.ok(converted.kind === 'applied');
  assert.equal(converted.tree, plain.tree);
});

test('applies a mail with a signature and several mails in one file', async (t) => {
  const { subject, base, apply, contentOf } = await subjectWith(t);
  subject.write('work.txt', `a\n${LINES.join('\n')}\n`);
  subject.commit('one');
  subject.write('work.txt', `b\n${LINES.join('\n')}\n`);
  subject.commit('two');
  const applied = await apply(subject.git('format-patch', '--stdout', base));
  assert.ok(applied.kind === 'applied');
  assert.match((await contentOf(applied.tree, 'work.txt')) ?? '', /^b\nline 0\n/);
});

test('answers conflict with the file when the patch does not fit', async (t) => {
  const { apply } = await subjectWith(t);
  const patch = '--- a/work.txt\n+++ b/work.txt\n@@ -1,1 +1,1 @@\n-never was\n+x\n';
  const applied = await apply(patch);
  assert.ok(applied.kind === 'conflict');
  assert.match(applied.detail, /work\.txt/);
});

test('merges by contents when the lines around have changed', async (t) => {
  const { subject, apply, contentOf } = await subjectWith(t);
  const shifted = ['a', 'b', 'c', ...LINES.slice(0, 14), 'LINE 14', ...LINES.slice(15)];
  const old = subject.git('rev-parse', 'HEAD').trim();
  subject.write('work.txt', `${shifted.join('\n')}\n`);
  subject.commit('base moved on');
  const other = [...LINES.slice(0, 16), 'LINE 16', ...LINES.slice(17)];
  subject.write('work.txt', `${other.join('\n')}\n`);
  const patch = subject.git('diff', '--full-index', old, '--', 'work.txt');
  subject.git('reset', '-q', '--hard');
  const moved = subject.git('rev-parse', 'HEAD').trim();
  const repository = await subject.open();
  const objectsDir = subject.beside('objects');
  // Git stores the patch's new content only when somebody commits it; its old one it has.
  const parsed = await readPatch(patch);
  const strict = await applyPatch(repository, moved, parsed, { objectsDir });
  assert.equal(strict.kind, 'conflict');
  const merged = await applyPatch(repository, moved, parsed, { objectsDir, threeWay: true });
  assert.ok(merged.kind === 'applied', JSON.stringify(merged));
  const content = await contentOf(merged.tree, 'work.txt');
  assert.match(content ?? '', /LINE 14\nline 15\nLINE 16/);
  assert.equal(merged.isMadeHere, false);
  const onItsOwn = await apply(patch, true);
  assert.ok(onItsOwn.kind === 'applied' && onItsOwn.isMadeHere);
});

test('tells whether a patch was made on the contents of the base, also where it applies as it is', async (t) => {
  const { subject, apply } = await subjectWith(t);
  const last = (): void => subject.write('work.txt', `${LINES.join('\n')}\nmore\n`);
  const isMadeHere = async (patch: string): Promise<boolean> => {
    const applied = await apply(patch);
    assert.ok(applied.kind === 'applied', JSON.stringify(applied));
    return applied.isMadeHere;
  };
  const short = patchOf(subject, last, '--no-full-index', '--abbrev=7');
  assert.match(short, /^index [0-9a-f]{7}\.\./m);
  assert.equal(await isMadeHere(short), true);
  assert.equal(await isMadeHere(short.replaceAll(/^index .*\n/gm, '')), true, 'it names none');
  const other = short.replace(/^index [0-9a-f]{7}/m, 'index 1234567');
  assert.equal(await isMadeHere(other), false, 'only lines far away differ');
  const back = patchOf(subject, () => subject.write('new.txt', 'x\n'));
  const gone = back
    .replace('new file mode', 'deleted file mode')
    .replace(/index (\w+)\.\.(\w+)/, 'index $2..$1')
    .replace('--- /dev/null\n+++ b/new.txt', '--- a/new.txt\n+++ /dev/null')
    .replace('@@ -0,0 +1 @@\n+x', '@@ -1 +0,0 @@\n-x');
  assert.equal(await isMadeHere(`${short}${back}`), true, 'what is new was made on nothing');
  assert.equal(await isMadeHere(`${short}${back}${gone}`), true, 'a series made it itself');
});

test('names both sides when a merge by contents fails', async (t) => {
  const { subject, base } = await subjectWith(t);
  const patch = patchOf(subject, () =>
    subject.write('work.txt', `theirs\n${LINES.slice(1).join('\n')}\n`),
  );
  subject.write('work.txt', `ours\n${LINES.slice(1).join('\n')}\n`);
  const moved = subject.commit('ours');
  assert.notEqual(moved, base);
  const options = { objectsDir: subject.beside('objects'), threeWay: true };
  const repository = await subject.open();
  const applied = await applyPatch(repository, moved, await readPatch(patch), options);
  assert.ok(applied.kind === 'conflict');
  assert.match(applied.detail, /both sides changed the same lines of work\.txt/);
});

test('refuses a binary patch without contents and says how to make it', async (t) => {
  const { subject, apply } = await subjectWith(t, { 'a.bin': Buffer.from([0, 1]) });
  subject.write('a.bin', Buffer.from([0, 2]));
  const patch = subject.git('diff');
  await assert.rejects(apply(patch), failure('E_PATCH', /git diff --binary/));
});

test('refuses to write through a link, even one that the patch itself makes', async (t) => {
  const { subject, apply } = await subjectWith(t);
  const patch = [
    'diff --git a/way b/way',
    'new file mode 120000',
    '--- /dev/null',
    '+++ b/way',
    '@@ -0,0 +1 @@',
    '+/tmp',
    '\\ No newline at end of file',
    'diff --git a/way/out b/way/out',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/way/out',
    '@@ -0,0 +1 @@',
    '+x',
    '',
  ].join('\n');
  await assert.rejects(apply(patch), { code: 'E_PATCH' });
  symlinkSync('/tmp', join(subject.root, 'link'));
  const linked = subject.commit('with link');
  const through = patch.slice(patch.indexOf('diff --git a/way/out')).replaceAll('way', 'link');
  const options = { objectsDir: subject.beside('objects') };
  const attempt = applyPatch(await subject.open(), linked, await readPatch(through), options);
  await assert.rejects(attempt, { code: 'E_PATCH' });
});

test('shows the target of a link that a patch makes', async (t) => {
  const { subject, apply } = await subjectWith(t);
  const patch = patchOf(subject, () => symlinkSync('../../etc', join(subject.root, 'link')));
  const applied = await apply(patch);
  assert.ok(applied.kind === 'applied');
  assert.equal(applied.changes[0]?.linkTarget, '../../etc');
  assert.equal(applied.changes[0].newMode, '120000');
});

test('refuses a rename out of the tree or into .git', async (t) => {
  const { apply } = await subjectWith(t);
  for (const path of ['../out.txt', '.git/hooks/pre-commit']) {
    const patch = renameOf('work.txt', path);
    await assert.rejects(apply(patch), { code: 'E_PATCH' }, path);
    const back = renameOf(path, 'x');
    const outcome = await apply(back).then(
      ({ kind }) => kind,
      (thrown: { code: string }) => thrown.code,
    );
    assert.match(outcome, /^(E_PATCH|conflict)$/, path);
  }
});

function renameOf(from: string, to: string): string {
  const names = `rename from ${from}\nrename to ${to}\n`;
  return `diff --git a/${from} b/${to}\nsimilarity index 100%\n${names}`;
}
