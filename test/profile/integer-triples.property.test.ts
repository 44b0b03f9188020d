import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { IntegerTriples } from '../../src/profile/integer-triples.ts';

const small = fc.integer({ min: -3, max: 3 });
const integer = fc.oneof(small, fc.integer());

test('numbers distinct triples in the order in which they come', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(integer, integer, small), { maxLength: 400 }), (triples) => {
      const known = new Map<string, number>();
      const table = new IntegerTriples();
      for (const [a, b, c] of triples) {
        const key = `${a},${b},${c}`;
        const expected = known.get(key) ?? known.size;
        known.set(key, expected);
        assert.equal(table.indexOf(a, b, c), expected);
      }
      assert.equal(table.count, known.size);
      const columns = ([0, 1, 2] as const).map((position) => table.column(position));
      assert.deepEqual(
        [...known.keys()],
        [...known.values()].map((row) => columns.map((column) => column[row]).join(',')),
      );
    }),
  );
});

test('stays right while it grows, with room made before or not', () => {
  for (const room of [0, 50_000]) {
    const table = new IntegerTriples();
    table.reserve(room);
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 20_000; index++) {
        assert.equal(table.indexOf(index % 200, index, -index), index);
      }
    }
    assert.equal(table.second(19_999), 19_999);
  }
});
