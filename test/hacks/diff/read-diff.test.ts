import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readDiff } from '../../../src/hacks/diff/read-diff.ts';

function diffOf(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function addedIn(patch: string): string[] {
  return readDiff(patch).flatMap((file) =>
    file.hunks.flatMap((hunk) =>
      hunk
        .filter(({ kind }) => kind === 'added')
        .map(({ number, text }) => `${file.path}:${number}:${text}`),
    ),
  );
}

test('counts the lines of both sides', () => {
  const patch = diffOf(
    'diff --git a/a.js b/a.js',
    'index 1..2 100644',
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -10,3 +20,3 @@ function name() {',
    ' one',
    '-two',
    '+2',
    ' three',
    '@@ -50 +60,2 @@',
    '-x',
    '+y',
    '+z',
  );
  const [file] = readDiff(patch);
  assert.deepEqual(
    file?.hunks.map((hunk) => hunk.map(({ kind, number }) => `${kind} ${number}`)),
    [
      ['context 20', 'removed 11', 'added 21', 'context 22'],
      ['removed 50', 'added 60', 'added 61'],
    ],
  );
});

test('reads lines that look like headers as lines', () => {
  const patch = diffOf(
    'diff --git a/a.sql b/a.sql',
    '--- a/a.sql',
    '+++ b/a.sql',
    '@@ -1,2 +1,2 @@',
    '--- a comment',
    '-diff --git a/x b/x',
    '+++ b/other.sql',
    '+@@ -1 +1 @@',
  );
  assert.deepEqual(addedIn(patch), ['a.sql:1:++ b/other.sql', 'a.sql:2:@@ -1 +1 @@']);
  assert.equal(readDiff(patch).length, 1);
});

test('reads quoted names, names with spaces and renamed files', () => {
  const patch = diffOf(
    'diff --git "a/gr\\303\\266\\303\\237e.js" "b/gr\\303\\266\\303\\237e.js"',
    '--- "a/gr\\303\\266\\303\\237e.js"',
    '+++ "b/gr\\303\\266\\303\\237e.js"',
    '@@ -0,0 +1 @@',
    '+a',
    'diff --git a/a b.js b/a b.js',
    '--- a/a b.js\t',
    '+++ b/a b.js\t',
    '@@ -0,0 +1 @@',
    '+b',
    'diff --git a/old.js b/new.js',
    'similarity index 90%',
    'rename from old.js',
    'rename to new.js',
    '--- a/old.js',
    '+++ b/new.js',
    '@@ -1 +1 @@',
    '-x',
    '+c',
    'diff --git "a/tab\\there" "b/tab\\there"',
    'new file mode 100644',
    'diff --git a/plain b/plain',
    'old mode 100644',
    'new mode 100755',
  );
  assert.deepEqual(addedIn(patch), ['größe.js:1:a', 'a b.js:1:b', 'new.js:1:c']);
  assert.deepEqual(
    readDiff(patch).map(({ path }) => path),
    ['größe.js', 'a b.js', 'new.js', 'tab\there', 'plain'],
  );
});

test('reads new, deleted, empty and binary files', () => {
  const files = readDiff(
    diffOf(
      'diff --git a/new b/new',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/new',
      '@@ -0,0 +1 @@',
      '+a',
      '\\ No newline at end of file',
      'diff --git a/gone b/gone',
      'deleted file mode 100644',
      '--- a/gone',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-a',
      'diff --git a/x.bin b/x.bin',
      'GIT binary patch',
      'literal 4',
      'LcmZQzWMT#Y',
      '',
      'Binary files a/x.bin and b/x.bin differ',
    ),
  );
  assert.deepEqual(
    files.map(({ path, isNew, isDeleted, isBinary }) => [path, isNew, isDeleted, isBinary]),
    [
      ['new', true, false, false],
      ['gone', false, true, false],
      ['x.bin', false, false, true],
    ],
  );
});

test('reads plain diffs, other prefixes, CR LF and the text of mails around', () => {
  const plain = diffOf(
    '--- old/a.c\t2024-01-01 00:00:00 +0000',
    '+++ new/a.c\t2024-01-01 00:00:00 +0000',
    '@@ -1 +1 @@',
    '-a',
    '+b',
    '--- i/b.c',
    '+++ w/b.c',
    '@@ -1 +1 @@',
    '-a',
    '+c',
    '-- ',
    '2.40.1',
  );
  assert.deepEqual(addedIn(plain), ['new/a.c:1:b', 'b.c:1:c']);
  assert.deepEqual(addedIn(plain.replaceAll('\n', '\r\n')), ['new/a.c:1:b', 'b.c:1:c']);
  const mail = `Subject: [PATCH] x\n---\n a | 1 +\n+ no line\n\n${plain}`;
  assert.deepEqual(addedIn(mail), ['new/a.c:1:b', 'b.c:1:c']);
});

test('a damaged hunk ends, and the next file is read', () => {
  const patch = diffOf(
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -1,5 +1,5 @@',
    '+a',
    'diff --git a/b.js b/b.js',
    '--- a/b.js',
    '+++ b/b.js',
    '@@ broken @@',
    '+not in a hunk',
    '@@ -1 +1 @@',
    '+b',
    '+one too many',
  );
  assert.deepEqual(addedIn(patch), ['a.js:1:a', 'b.js:1:b']);
});
