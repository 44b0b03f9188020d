import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom, shuffled } from '../../src/base/index.ts';
import { EnergyScan } from '../../src/stats/energy-scan.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

/** Mean distance, written out. */
function apart(left: readonly number[], right: readonly number[], pairs: number): number {
  const sum = left.flatMap((one) => right.map((other) => Math.abs(one - other)));
  return sum.reduce((total, distance) => total + distance, 0) / pairs;
}

/** The divergence of the paper, written out; `own` says whether a value is a pair with itself. */
function divergence(left: readonly number[], right: readonly number[], own: 0 | 1): number {
  const [n, m] = [left.length, right.length];
  const within = apart(left, left, n * (n - 1 + own)) + apart(right, right, m * (m - 1 + own));
  return 2 * apart(left, right, n * m) - within;
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}

// e and t as in the tests of MongoDB's signal-processing-algorithms 2 (test_energy_statistics.py).
test('what the scan is held against gives the published energy statistics', () => {
  for (const [left, right, e, t] of [
    [steps(1, 100, 1), steps(1, 105, 1), 0.16, 8.136],
    [steps(1, 100, 1), steps(10_000, 13_000, 14), 21_859.691, 1_481_794.709],
    [steps(300, 500, 1), steps(400, 900, 11), 268.352, 10_035.943],
  ] as const) {
    const found = divergence(left, right, 1);
    closeTo(found, e, 6e-4);
    closeTo((found * left.length * right.length) / (left.length + right.length), t, 6e-4);
  }
});

test('the best split of any order is the one that writing out finds', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = randomFrom(seed, 'scan');
    const values = normalDraws(random, 14).map((one) => Math.round(one * 3)); // with ties
    const scan = new EnergyScan(values);
    const sorted = values.toSorted((left, right) => left - right);
    for (const ranks of [scan.ranks, shuffled(scan.ranks, random)]) {
      const series = ranks.map((rank) => sorted[rank] ?? 0);
      const weighted = steps(3, 12, 1).map((n) => {
        const parts = [series.slice(0, n), series.slice(n)] as const;
        return ((n * (14 - n)) / 14) * divergence(...parts, 0);
      });
      const best = scan.best(ranks, 3);
      closeTo(best?.q ?? NaN, Math.max(...weighted), 1e-9);
      closeTo(weighted[(best?.index ?? 0) - 3] ?? NaN, best?.q ?? NaN, 1e-9);
    }
  }
});

test('a series that is too short for two parts has no split', () => {
  const scan = new EnergyScan([1, 2, 3, 4, 5]);
  assert.equal(scan.best(scan.ranks, 3), null);
  assert.equal(scan.isFlat, false);
  assert.equal(new EnergyScan([2, 2, 2]).isFlat, true);
});
