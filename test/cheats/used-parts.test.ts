import assert from 'node:assert/strict';
import { test } from 'node:test';

import { part, usedParts } from '../../src/cheats/used-parts.ts';

const PARTS = [
  part('first', 'const first = 1;'),
  part('second', 'const second = first + 1;', 'const more = 2;'),
  part('third', 'const third = 3;'),
];

test('keeps what code uses, and what that uses, in its order', () => {
  assert.deepEqual(usedParts(PARTS, ['print(third, second)']), [
    'const first = 1;',
    'const second = first + 1;',
    'const more = 2;',
    'const third = 3;',
  ]);
  assert.deepEqual(usedParts(PARTS, ['print(third)']), ['const third = 3;']);
});

test('takes a field, a text or a part of a longer name for no use', () => {
  assert.deepEqual(usedParts(PARTS, ["it.first('second', thirdly)"]), []);
  assert.deepEqual(usedParts(PARTS, []), []);
});
