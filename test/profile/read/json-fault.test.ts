import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { jsonFault } from '../../../src/profile/read/json-fault.ts';

test('finds where a text is no JSON', () => {
  const faults: readonly (readonly [text: string, kind: string, offset: number])[] = [
    ['', 'ends', 0],
    ['{"a":[1,', 'ends', 8],
    ['{"a":"b\\u00', 'ends', 11],
    ['[tru', 'ends', 4],
    ['[1,]', 'unexpected', 3],
    ['{"a" 1}', 'unexpected', 5],
    ['{a:1}', 'unexpected', 1],
    ['[NaN]', 'unexpected', 1],
    ['[1] [2]', 'unexpected', 4],
    ['["\u0001"]', 'unexpected', 1],
    ['[1}', 'unexpected', 2],
  ];
  for (const [text, kind, offset] of faults) {
    assert.throws(() => JSON.parse(text));
    assert.deepEqual(jsonFault(text), { kind, offset }, text);
  }
});

test('a JSON list or object that is cut anywhere ends too early', () => {
  const value = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(value, fc.nat(), (whole, seed) => {
      const text = JSON.stringify(whole);
      const cut = text.slice(0, seed % text.length);
      assert.deepEqual(jsonFault(cut), { kind: 'ends', offset: cut.length });
    }),
  );
});
