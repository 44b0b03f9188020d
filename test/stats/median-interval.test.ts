import assert from 'node:assert/strict';
import { test } from 'node:test';

import { medianInterval } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

const count = (n: number) => Array.from({ length: n }, (_, index) => n - index);

test('encloses the median by the binomial tables of the sign test', () => {
  // n, how many values are left out on each side at 95 %, and the exact confidence.
  for (const [n, skipped, achieved] of [
    [6, 0, 0.96875],
    [10, 1, 0.978515625],
    [20, 5, 0.9586105],
    [100, 39, 0.9647998],
  ] as const) {
    const found = medianInterval(count(n), 0.95);
    assert.deepEqual([found.lo, found.hi], [1 + skipped, n - skipped]);
    closeTo(found.achieved, achieved, 1e-6);
  }
});

test('too few values give their range and what it is worth, one value nothing', () => {
  const { lo, hi, achieved } = medianInterval([4, 1, 2], 0.95);
  assert.deepEqual([lo, hi], [1, 4]);
  closeTo(achieved, 0.75, 1e-12);
  assert.deepEqual(medianInterval([7], 0.95), { median: 7, lo: 7, hi: 7, achieved: 0 });
});

test('thousands of values are no matter', () => {
  const { median, lo, hi, achieved } = medianInterval(count(5_000), 0.95);
  assert.equal(median, 2_500.5);
  assert.ok(lo > 2_425 && hi < 2_576 && achieved >= 0.95 && achieved < 0.953);
});
