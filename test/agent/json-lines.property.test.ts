import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { jsonLines } from '../../src/agent/json-lines.ts';

const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 4 });
const noise = fc.constantFrom('text', '[1]', '{"cut":', '', ' {}', '"x"', '}', '\u0000');
const lines = fc.array(
  fc.oneof(
    objects.map((object) => ({ object, text: JSON.stringify(object) })),
    noise.map((text) => ({ object: null, text })),
  ),
  { maxLength: 12 },
);

test('the objects among the lines are found wherever the stream is cut', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 40 }), fc.boolean(), (all, size, isEnded) => {
      const text = all.map((each) => each.text).join('\n') + (isEnded ? '\n' : '');
      const bytes = Buffer.from(text);
      const reader = jsonLines();
      const found = [];
      for (let from = 0; from < bytes.length; from += size) {
        found.push(...reader.add(bytes.subarray(from, from + size)));
      }
      found.push(...reader.end());
      const wanted = all.filter((each) => each.object !== null).map((each) => each.text);
      assert.deepEqual(
        found.map((each) => JSON.stringify(each)),
        wanted,
      );
    }),
  );
});

test('a line that is too long is skipped, and the next one is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(80), (size, length) => {
      const long = JSON.stringify({ long: 'x'.repeat(length) });
      const bytes = Buffer.from(`${long}\n{"next":1}\n`);
      const reader = jsonLines(40);
      const found = [];
      for (let from = 0; from < bytes.length; from += size) {
        found.push(...reader.add(bytes.subarray(from, from + size)));
      }
      const kept = long.length <= 40 ? [JSON.parse(long)] : [];
      assert.deepEqual(found, [...kept, { next: 1 }]);
    }),
  );
});
