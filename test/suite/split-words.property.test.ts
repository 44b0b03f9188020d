import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { joinedWords, splitWords } from '../../src/suite/index.ts';

test('any words survive being joined and split', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.array(fc.string({ unit: 'binary' })),
      (first, rest) => {
        const words = [first, ...rest];
        assert.deepEqual(splitWords(joinedWords(words)), { kind: 'ok', words });
      },
    ),
  );
});

test('any text gives words or a place inside it', () => {
  const unit = fc.constantFrom('a', ' ', '"', "'", '\\', '$', '`', '|', '\n', '{', 'ß', '🦀');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      const split = splitWords(text);
      assert.ok(split.kind === 'ok' || (split.index >= 0 && split.index <= text.length));
    }),
  );
});
