import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pocockBound } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

const equal = (count: number) => Array.from({ length: count }, (_, index) => 10 * (index + 1));

test('equally spaced looks give the published constants', () => {
  // Pocock 1977; Jennison and Turnbull 2000, table 2.1: alpha 0.05, then 0.01 and 0.10, two-sided
  const published: [number, number, number][] = [
    [1, 0.05, 1.96],
    [2, 0.05, 2.178],
    [3, 0.05, 2.289],
    [4, 0.05, 2.361],
    [5, 0.05, 2.413],
    [10, 0.05, 2.555],
    [20, 0.05, 2.672],
    [2, 0.01, 2.772],
    [5, 0.01, 2.986],
    [2, 0.1, 1.875],
    [5, 0.1, 2.122],
  ];
  for (const [count, alpha, z] of published) {
    assert.equal(pocockBound({ looks: equal(count), alpha }).z.toFixed(3), z.toFixed(3));
  }
});

test('the unequal schedule 10/20/40/70/100 needs a larger bound than five equal looks', () => {
  // Checked with scipy 1.17.1: its multivariate normal gives 0.0500000 outside of ± this bound.
  const { z, nominalP } = pocockBound({ looks: [10, 20, 40, 70, 100], alpha: 0.05 });
  closeTo(z, 2.4617363, 1e-7);
  closeTo(nominalP, 0.0138266, 1e-7);
});

test('only the ratios of the looks matter', () => {
  const { z } = pocockBound({ looks: [10, 20, 40, 70, 100], alpha: 0.05 });
  closeTo(pocockBound({ looks: [1, 2, 4, 7, 10], alpha: 0.05 }).z, z, 1e-9);
});

test('more looks and a smaller alpha need a larger bound, up to that of Bonferroni', () => {
  const looks = [7, 9, 30, 31];
  const { z } = pocockBound({ looks, alpha: 0.05 });
  assert.ok(z > pocockBound({ looks: looks.slice(1), alpha: 0.05 }).z);
  assert.ok(z < pocockBound({ looks, alpha: 0.01 }).z);
  assert.ok(z < pocockBound({ looks: [1], alpha: 0.05 / 4 }).z);
});

test('a bound remembers what it was computed for', () => {
  const bound = pocockBound({ looks: [10, 20], alpha: 0.05 });
  assert.deepEqual(bound.looks, [10, 20]);
  assert.equal(bound.alpha, 0.05);
});

test('extreme error probabilities still have a bound', () => {
  for (const alpha of [1e-12, 0.5, 0.99]) {
    const { z, nominalP } = pocockBound({ looks: equal(5), alpha });
    assert.ok(z > 0 && nominalP < alpha, `${alpha} gives ${z}`);
  }
});

test('a senseless plan is refused', () => {
  assert.throws(() => pocockBound({ looks: [], alpha: 0.05 }), /looks/);
  assert.throws(() => pocockBound({ looks: [10, 5], alpha: 0.05 }), /increasing/);
  assert.throws(() => pocockBound({ looks: [10], alpha: 0 }), /between 0 and 1/);
  assert.throws(() => pocockBound({ looks: [10], alpha: 1 }), /between 0 and 1/);
});
