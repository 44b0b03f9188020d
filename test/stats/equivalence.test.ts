import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { equivalence, liesWithin } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

const SMALL = [
  0.004, -0.006, 0.011, 0.002, -0.009, 0.007, -0.003, 0.005, -0.012, 0.001, 0.008, -0.0045, 0.0065,
  -0.0015, 0.0095,
];

test('both one-sided tests agree with scipy', () => {
  // scipy 1.17.1: wilcoxon(d + m, alternative='greater'), wilcoxon(d - m, alternative='less'),
  // method='exact', m = log1p(margin); the larger of the two
  closeTo(equivalence(SMALL, 0.02, 0.05).p, 3.0517578125e-5, 1e-14);
  closeTo(equivalence(SMALL, 0.006, 0.05).p, 0.0206298828125, 1e-14);
  assert.equal(equivalence(SMALL, 0.006, 0.05).equivalent, true);
  assert.equal(equivalence(SMALL, 0.006, 0.01).equivalent, false);
});

test('a real change and too few pairs are not equivalent', () => {
  assert.equal(
    equivalence(
      SMALL.map((value) => value + 0.05),
      0.02,
      0.05,
    ).equivalent,
    false,
  );
  assert.equal(
    equivalence(
      SMALL.map((value) => value - 0.05),
      0.02,
      0.05,
    ).equivalent,
    false,
  );
  assert.equal(equivalence([0, 0, 0, 0], 0.02, 0.05).equivalent, false); // 1/16 at best
  assert.deepEqual(equivalence([], 0.02, 0.05), { equivalent: false, p: 1 });
});

test('equal times are equivalent once there are enough of them', () => {
  assert.equal(equivalence([0, 0, 0, 0, 0], 0.02, 0.05).equivalent, true);
});

test('a change as large as the margin is called equivalent at most alpha of the time', () => {
  const random = randomFrom(8, 'edge');
  const trials = 2_000;
  let wrong = 0;
  for (let trial = 0; trial < trials; trial++) {
    const values = normalDraws(random, 30).map((value) => Math.log1p(0.02) + value * 0.01);
    wrong += equivalence(values, 0.02, 0.05).equivalent ? 1 : 0;
  }
  assert.ok(wrong / trials <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials), `${wrong / trials}`);
});

test('an interval lies within a margin on the log scale', () => {
  assert.equal(liesWithin({ lo: 0.981, hi: 1.019 }, 0.02), true);
  assert.equal(liesWithin({ lo: 0.98, hi: 1.01 }, 0.02), false); // 1/1.02 is 0.9804
  assert.equal(liesWithin({ lo: 0.99, hi: 1.021 }, 0.02), false);
  assert.equal(liesWithin({ lo: 0, hi: 1 }, 0.02), false);
});
