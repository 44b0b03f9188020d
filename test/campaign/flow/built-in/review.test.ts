import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addedIn } from '../../../../src/campaign/flow/built-in/review.ts';

function lines(diff: string): string[] {
  return addedIn(diff).map(({ file, line, text }) => `${file}:${line}:${text}`);
}

test('added lines have their places in the new files', () => {
  const diff = `diff --git a/src/a.js b/src/a.js
index 1..2 100644
--- a/src/a.js
+++ b/src/a.js
@@ -1,3 +1,4 @@ function one() {
 first
-second
+2nd
+and a half
 third
@@ -10 +11 @@
-ten
+TEN
diff --git a/new.js b/new.js
new file mode 100644
--- /dev/null
+++ b/new.js
@@ -0,0 +1,2 @@
+one
+two
\\ No newline at end of file
`;
  assert.deepEqual(lines(diff), [
    'src/a.js:2:2nd',
    'src/a.js:3:and a half',
    'src/a.js:11:TEN',
    'new.js:1:one',
    'new.js:2:two',
  ]);
});

test('a line that looks like the name of a file hides nothing behind it', () => {
  const diff = `--- a/a.c
+++ b/a.c
@@ -1,2 +1,3 @@
--- x;
+++ x; debugger
+@@ -1 +1 @@
 end
`;
  assert.deepEqual(lines(diff), ['a.c:1:++ x; debugger', 'a.c:2:@@ -1 +1 @@']);
});

test('names with spaces and quotes are read as git writes them', () => {
  const hunk = '@@ -0,0 +1 @@\n+x\n';
  assert.deepEqual(lines(`--- /dev/null\n+++ b/a b.txt\t\n${hunk}`), ['a b.txt:1:x']);
  assert.deepEqual(lines(`--- /dev/null\n+++ "b/\\303\\244.txt"\n${hunk}`), ['\\303\\244.txt:1:x']);
});

test('nothing was added by nothing, by a removal, or by a change of mode', () => {
  assert.deepEqual(lines(''), []);
  assert.deepEqual(lines('--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n'), []);
  assert.deepEqual(lines('diff --git a/x b/x\nold mode 100644\nnew mode 100755\n'), []);
});
