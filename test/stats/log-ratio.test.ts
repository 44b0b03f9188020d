import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { logRatio, logRatios } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

const positive = fc.double({ min: 1e-3, max: 1e12, noNaN: true });

test('a log ratio is the logarithm of candidate over base', () => {
  closeTo(logRatio(100, 80), Math.log(0.8), 1e-15);
  closeTo(logRatio(80, 100), Math.log(1.25), 1e-15);
  assert.equal(logRatio(5, 5), 0);
});

test('swapping base and candidate gives exactly the negative', () => {
  fc.assert(
    fc.property(positive, positive, (base, candidate) => {
      assert.equal(logRatio(base, candidate) + logRatio(candidate, base), 0);
    }),
  );
});

test('pairs of equal ratio tie exactly', () => {
  const differences = logRatios([3, 6, 12, 1], [1, 2, 4, 3]);
  assert.equal(new Set(differences.map(Math.abs)).size, 1);
});

test('values that have no ratio are refused', () => {
  assert.throws(() => logRatio(0, 1), /above 0/);
  assert.throws(() => logRatio(1, -1), /above 0/);
  assert.throws(() => logRatio(1, Number.NaN), /above 0/);
  assert.throws(() => logRatio(1, Infinity), /finite/);
  assert.throws(() => logRatios([1, 2], [1]), /its candidate value/);
});
