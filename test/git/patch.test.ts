import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readPatch } from '../../src/git/index.ts';
import { failure } from './temporary-repository.ts';

const PLAIN = [
  'diff --git a/src/x.js b/src/x.js',
  'index 5626abf..814f4a4 100644',
  '--- a/src/x.js',
  '+++ b/src/x.js',
  '@@ -1 +1,2 @@',
  '-one',
  '+two',
  '+three',
  '',
].join('\n');

test('reads what a plain diff touches', async () => {
  const patch = await readPatch(PLAIN);
  assert.equal(patch.title, null);
  assert.equal(patch.strip, 1);
  assert.deepEqual(patch.files, [
    { path: 'src/x.js', binary: false, addedLines: 2, removedLines: 1 },
  ]);
});

test('takes the subject of a mailed patch as its title', async () => {
  const mail = [
    `From ${'0'.repeat(40)} Mon Sep 17 00:00:00 2001`,
    'From: Ada <ada@example.org>',
    'Date: Mon, 6 May 2024 07:08:09 +0000',
    'Subject: [PATCH 2/3] perf(parse): =?UTF-8?q?gr=C3=B6=C3=9Fer?=',
    ' blocks',
    '',
    'Why it is faster.',
    '---',
    ' src/x.js | 3 ++-',
    '',
    PLAIN,
    '-- ',
    '2.39.5',
    '',
  ].join('\n');
  const patch = await readPatch(mail);
  assert.equal(patch.title, 'perf(parse): größer blocks');
  assert.equal(patch.files.length, 1);
  assert.equal((await readPatch(mail.replaceAll('\n', '\r\n'))).title, patch.title);
});

test('decodes a mail in base64 or quoted-printable', async () => {
  const head = ['From: A <a@b.c>', 'Subject: [PATCH] coded', 'Content-Type: text/plain'].join('\n');
  const coded = Buffer.from(`why\n---\n${PLAIN}`).toString('base64');
  const mail = `${head}\nContent-Transfer-Encoding: base64\n\n${coded}\n`;
  const patch = await readPatch(mail);
  assert.equal(patch.title, 'coded');
  assert.equal(patch.files[0]?.path, 'src/x.js');
});

test('reads CR LF line ends, a byte order mark and UTF-16 as PowerShell writes it', async () => {
  const crlf = await readPatch(PLAIN.replaceAll('\n', '\r\n'));
  assert.equal(crlf.readings.length, 2);
  assert.equal(Buffer.from(crlf.readings[0] ?? '').toString(), PLAIN);
  const marked = await readPatch(`\uFEFF${PLAIN}`);
  assert.equal(Buffer.from(marked.readings[0] ?? '').toString(), PLAIN);
  const wide = Buffer.from(`\uFEFF${PLAIN.replaceAll('\n', '\r\n')}`, 'utf16le');
  assert.equal((await readPatch(wide)).files[0]?.path, 'src/x.js');
});

test('notices a patch without prefixes', async () => {
  const patch = await readPatch(PLAIN.replaceAll(/ [ab]\//g, ' '));
  assert.equal(patch.strip, 0);
  assert.equal(patch.files[0]?.path, 'src/x.js');
});

test('refuses an empty patch', async () => {
  for (const content of ['', ' \r\n\n', new Uint8Array()]) {
    await assert.rejects(readPatch(content), failure('E_PATCH', /is empty/));
  }
});

test('refuses what is not a patch', async () => {
  for (const content of ['hello\n', 'Subject: hi\n\nno patch\n', Buffer.alloc(5_000, 7)]) {
    const reading = readPatch(content, { name: 'notes.txt' });
    await assert.rejects(reading, failure('E_PATCH', /notes\.txt is not a patch/));
  }
});

test('refuses a damaged patch with the line that git stumbled over', async () => {
  const cut = PLAIN.replace('+three\n', '');
  await assert.rejects(readPatch(cut), failure('E_PATCH', /damaged.*line \d+/));
});

test('refuses paths out of the tree and into .git', async () => {
  for (const path of ['../x', 'src/../../x', '/etc/passwd', '.git/config', 'a/.GIT/hooks/x']) {
    const names = `diff --git a/${path} b/${path}\nnew file mode 100644\n`;
    const patch = `${names}--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`;
    await assert.rejects(readPatch(patch), failure('E_PATCH', /touches|damaged/), path);
  }
});
