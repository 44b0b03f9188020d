import assert from 'node:assert/strict';
import { test } from 'node:test';

import { touchedRanges } from '../../../src/campaign/profile/touched-ranges.ts';

const HEAD = 'diff --git a/src/a.js b/src/a.js\n--- a/src/a.js\n+++ b/src/a.js\n';

test('replaced lines are those of the base, and what is put between two touches both', () => {
  const patch = `${HEAD}@@ -10,3 +10,3 @@\n one\n-two\n+TWO\n three\n@@ -20,2 +20,3 @@\n a\n+new\n b\n`;
  assert.deepEqual(touchedRanges(patch), [
    { file: 'src/a.js', from: 11, to: 12 },
    { file: 'src/a.js', from: 20, to: 21 },
  ]);
});

test('lines after a hunk that adds more than it removes are still those of the base', () => {
  const patch = `${HEAD}@@ -1,1 +1,3 @@\n+x\n+y\n a\n@@ -50,2 +52,2 @@\n a\n-old\n+new\n`;
  assert.deepEqual(touchedRanges(patch)[1], { file: 'src/a.js', from: 51, to: 52 });
});

test('a new file is named, since no profile has seen it', () => {
  const patch =
    'diff --git a/src/b.js b/src/b.js\nnew file mode 100644\n--- /dev/null\n+++ b/src/b.js\n@@ -0,0 +1,1 @@\n+x\n';
  assert.deepEqual(touchedRanges(patch), [{ file: 'src/b.js', from: 1, to: 1 }]);
});

test('a patch of nothing touches nothing', () => {
  assert.deepEqual(touchedRanges(''), []);
});
