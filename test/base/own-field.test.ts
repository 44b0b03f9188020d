import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownField } from '../../src/base/index.ts';

test('finds only what the object itself has', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
    assert.equal(ownField<unknown>({}, name), undefined, name);
    assert.equal(ownField(Object.fromEntries([[name, 5]]), name), 5, name);
  }
  assert.equal(ownField(undefined, 'a'), undefined);
});
