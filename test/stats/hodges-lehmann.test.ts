import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hodgesLehmann, hodgesLehmannRatio } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

// Depression scores after minus before: Hollander and Wolfe 1999, table 3.1.
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
const SINES = Array.from({ length: 60 }, (_, i) => Number((Math.sin(i * i) + 0.2).toFixed(6)));

function check(
  differences: readonly number[],
  confidence: number,
  expected: { estimate: number; lo: number; hi: number; achieved: number },
): void {
  const found = hodgesLehmann(differences, confidence);
  closeTo(found.estimate, expected.estimate, 1e-12);
  closeTo(found.lo, expected.lo, 1e-12);
  closeTo(found.hi, expected.hi, 1e-12);
  closeTo(found.achieved, expected.achieved, 1e-12);
}

test('the textbook example comes out: -0.46, from -0.786 to -0.010 with 96 %', () => {
  const differences = AFTER.map((value, index) => value - (BEFORE[index] ?? 0));
  check(differences, 0.95, { estimate: -0.46, lo: -0.786, hi: -0.01, achieved: 0.9609375 });
});

test('estimates and intervals agree with all Walsh averages cut by the null of scipy', () => {
  // numpy 2.4.6 for the sorted averages, scipy 1.17.1 WilcoxonDistribution (exact, n <= 50) or
  // norm (n = 60) for how many are left out on either side.
  check(DARWIN, 0.95, { estimate: 25, lo: 4, hi: 41.5, achieved: 0.95208740234375 });
  check(DARWIN, 0.9, { estimate: 25, lo: 8, hi: 39.5, achieved: 0.9053955078125 });
  check(SINES.slice(0, 50), 0.95, {
    estimate: 0.1272395,
    lo: -0.167893,
    hi: 0.286776,
    achieved: 0.9505535931993983,
  });
  check(SINES, 0.95, {
    estimate: 0.1783075,
    lo: -0.020097,
    hi: 0.34918,
    achieved: 0.950222052567406,
  });
  check(SINES, 0.99, {
    estimate: 0.1783075,
    lo: -0.097475,
    hi: 0.413331,
    achieved: 0.990126885766496,
  });
});

test('too few pairs give the widest interval and say what it is worth', () => {
  check([1, 2, 4, 8, 16], 0.95, { estimate: 5, lo: 1, hi: 16, achieved: 0.9375 });
  check([3, 5], 0.95, { estimate: 4, lo: 3, hi: 5, achieved: 0.5 });
  check([3], 0.95, { estimate: 3, lo: 3, hi: 3, achieved: 0 });
});

test('six pairs are enough for 95 %', () => {
  assert.ok(hodgesLehmann([1, 2, 4, 8, 16, 32], 0.95).achieved >= 0.95);
});

test('equal differences have an interval without width', () => {
  check(
    Array.from({ length: 20 }, () => 0.5),
    0.95,
    {
      estimate: 0.5,
      lo: 0.5,
      hi: 0.5,
      achieved: hodgesLehmann(DARWIN.concat([1, 2, 3, 4, 5]), 0.95).achieved,
    },
  );
});

test('a ratio is estimated on the log scale', () => {
  const base = [100, 200, 400, 100, 300, 150, 120, 90];
  const found = hodgesLehmannRatio(
    base,
    base.map((value) => value * 0.8),
    0.95,
  );
  closeTo(found.estimate, 0.8, 1e-12);
  closeTo(found.lo, 0.8, 1e-12);
  closeTo(found.hi, 0.8, 1e-12);
  assert.equal(found.confidence, 0.95);
});

test('a ratio of few pairs carries the confidence that it has', () => {
  assert.equal(hodgesLehmannRatio([1, 1, 1], [2, 3, 4], 0.95).confidence, 0.75);
});

test('input without an estimate is refused', () => {
  assert.throws(() => hodgesLehmann([], 0.95), /at least 1 values/);
  assert.throws(() => hodgesLehmann([1, Number.NaN], 0.95), /finite/);
  assert.throws(() => hodgesLehmann([1, 2], 1), /between 0 and 1/);
  assert.throws(() => hodgesLehmannRatio([1], [2], 0.95), /two pairs/);
  assert.throws(() => hodgesLehmannRatio([1, 0], [2, 2], 0.95), /above 0/);
});
