import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { walshAverage, walshCount, walshMedian } from '../../src/stats/walsh-averages.ts';

/** All averages, built and sorted: the definition. */
function allAverages(values: Float64Array): Float64Array {
  const averages: number[] = [];
  values.forEach((left, index) => {
    values.slice(index).forEach((right) => averages.push((left + right) / 2));
  });
  return Float64Array.from(averages).sort();
}

const values = fc.oneof(
  fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 12 }),
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 12 }),
  fc.array(fc.constantFrom(0, -0, 5e-324, 1e-300, -1e-300, 1e300, 1), {
    minLength: 1,
    maxLength: 8,
  }),
);

test('every Walsh average is selected exactly, ties and extreme values included', () => {
  fc.assert(
    fc.property(values, (items) => {
      const sorted = Float64Array.from(items).sort();
      const expected = allAverages(sorted);
      assert.equal(walshCount(sorted.length), expected.length);
      expected.forEach((average, index) => {
        assert.ok(walshAverage(sorted, index + 1) === average, `item ${index} is ${average}`);
      });
    }),
  );
});

test('the median of the Walsh averages is the middle one or between the two middle ones', () => {
  assert.equal(walshMedian(Float64Array.of(4)), 4);
  assert.equal(walshMedian(Float64Array.of(1, 2)), 1.5);
  // Averages 0 1 2 3 4 6 of 0 2 6, sorted: 0 1 2 3 4 6.
  assert.equal(walshMedian(Float64Array.of(0, 2, 6)), 2.5);
});
