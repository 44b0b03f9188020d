import assert from 'node:assert/strict';
import { test } from 'node:test';

import { growthExponent } from '../../src/detectors/index.ts';

const sizes = [1_000, 2_000, 4_000, 8_000];

test('finds the power of an exact power law', () => {
  const growth = growthExponent(sizes.map((size) => ({ size, ms: 3 * size ** 2 })));
  assert.ok(growth !== null);
  assert.ok(Math.abs(growth.exponent - 2) < 1e-9);
  assert.ok(growth.hi - growth.lo < 1e-6);
  assert.deepEqual([growth.sizes, growth.runs], [4, 4]);
});

// Checked by hand: x = ln 1, ln 2, ln 4 and y = ln 1, ln 3, ln 8 give a slope of ln 8 / (2 ln 2) = 1.5
// and residuals of -1, 2, -1 times d with d = (ln 3 - ln 8 / 2) / 3.
test('gives the slope and interval of a textbook regression', () => {
  const growth = growthExponent([
    { size: 1, ms: 1 },
    { size: 2, ms: 3 },
    { size: 4, ms: 8 },
  ]);
  assert.ok(growth !== null);
  const d = (Math.log(3) - Math.log(8) / 2) / 3;
  const half = 12.7062 * Math.sqrt((6 * d * d) / (2 * Math.log(2) ** 2));
  assert.ok(Math.abs(growth.exponent - 1.5) < 1e-9);
  assert.ok(Math.abs(growth.hi - growth.exponent - half) < 1e-3);
});

test('needs three different sizes that differ enough', () => {
  assert.equal(growthExponent([]), null);
  assert.equal(growthExponent(sizes.slice(0, 2).map((size) => ({ size, ms: size }))), null);
  assert.equal(growthExponent([5, 5, 5].map((size) => ({ size, ms: size }))), null);
  assert.equal(growthExponent([100, 110, 120].map((size) => ({ size, ms: size }))), null);
});

test('leaves out what has no logarithm', () => {
  const points = sizes.map((size) => ({ size, ms: size }));
  const broken = [
    { size: 0, ms: 1 },
    { size: 3_000, ms: 0 },
    { size: Number.NaN, ms: 1 },
    { size: 3_000, ms: Infinity },
  ];
  assert.deepEqual(growthExponent([...points, ...broken]), growthExponent(points));
});
