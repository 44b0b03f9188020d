import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { rankSum } from '../../src/stats/rank-sum.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

test('exact p-values agree with scipy, ties included', () => {
  const apart: [number[], number[]] = [
    [1.2, 3.4, 2.2, 5.1, 4.4, 0.3, 2.8],
    [3.9, 5.5, 6.1, 4.9, 7.2, 2.9],
  ];
  // scipy 1.17.1: mannwhitneyu(a, b, method='exact')
  closeTo(rankSum(...apart).p, 0.03496503496503496, 1e-13);
  // scipy 1.17.1: permutation_test on the sum of mid-ranks, all 1716 splits
  const tied = rankSum([1, 2, 2, 3, 3, 3, 4], [2, 3, 4, 4, 5, 5]);
  closeTo(tied.p, 0.10023310023310024, 1e-13);
  assert.equal(tied.method, 'exact');
});

test('the normal p-value with ties and continuity agrees with scipy', () => {
  const first = Array.from({ length: 40 }, (_, i) => Math.round(Math.sin(i * i) * 4));
  const second = Array.from({ length: 35 }, (_, i) => Math.round(Math.sin(i * i + 1) * 4 + 1));
  const found = rankSum(first, second);
  // scipy 1.17.1: mannwhitneyu(a, b, method='asymptotic')
  closeTo(found.p, 0.014070117110131435, 1e-12);
  assert.equal(found.method, 'normal');
});

test('equal groups say nothing, and swapping the groups changes nothing', () => {
  assert.equal(rankSum([1, 1, 1], [1, 1]).p, 1);
  assert.equal(rankSum([5], [6]).p, 1);
  const ones = Array.from({ length: 60 }, () => 1);
  assert.equal(rankSum(ones, ones).p, 1);
  const [left, right] = [
    [1, 5, 7, 9],
    [2, 3, 8],
  ];
  closeTo(rankSum(left, right).p, rankSum(right, left).p, 1e-14);
});

test('twenty-five against twenty-five is exact and close to the normal', () => {
  const values = normalDraws(randomFrom(6, 'sum'), 51);
  const exact = rankSum(values.slice(0, 25), values.slice(25, 50));
  const normal = rankSum(values.slice(0, 25), values.slice(25, 51));
  assert.equal(exact.method, 'exact');
  assert.equal(normal.method, 'normal');
  assert.ok(Math.abs(exact.p - normal.p) < 0.1);
});

test('an empty group is refused', () => {
  assert.throws(() => rankSum([], [1]), /at least 1/);
  assert.throws(() => rankSum([1], []), /at least 1/);
});
