import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { hodgesLehmann, pairedBootstrap } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

const VALUES = normalDraws(randomFrom(5, 'bootstrap'), 60).map((value) => 0.1 + value * 0.05);

test('a bootstrap is repeated exactly by its seed', () => {
  const options = { resamples: 300, confidence: 0.95 };
  const once = pairedBootstrap(VALUES, { ...options, random: randomFrom(1, 'b') });
  assert.deepEqual(pairedBootstrap(VALUES, { ...options, random: randomFrom(1, 'b') }), once);
});

test('a bootstrap of well-behaved differences is close to the rank interval', () => {
  const exact = hodgesLehmann(VALUES, 0.95);
  const found = pairedBootstrap(VALUES, {
    random: randomFrom(2, 'b'),
    resamples: 2_000,
    confidence: 0.95,
  });
  const width = exact.hi - exact.lo;
  closeTo(found.estimate, exact.estimate, 1e-12);
  assert.ok(Math.abs(found.lo - exact.lo) < width / 5, `${found.lo} is near ${exact.lo}`);
  assert.ok(Math.abs(found.hi - exact.hi) < width / 5, `${found.hi} is near ${exact.hi}`);
});

test('bootstrap intervals of 25 pairs hold the truth about as often as promised', () => {
  const random = randomFrom(3, 'coverage');
  const trials = 400;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const options = { random, resamples: 200, confidence: 0.95 };
    const { lo, hi } = pairedBootstrap(normalDraws(random, 25), options);
    held += lo <= 0 && hi >= 0 ? 1 : 0;
  }
  // 0.03 for the known narrowness of percentile intervals, 3 standard errors for the draws.
  const tolerance = 0.03 + 3 * Math.sqrt((0.95 * 0.05) / trials);
  assert.ok(held / trials >= 0.95 - tolerance, `${held / trials}`);
});

test('a senseless number of resamples is refused', () => {
  const options = { random: randomFrom(1), confidence: 0.95 };
  assert.throws(() => pairedBootstrap([1, 2], { ...options, resamples: 10 }), /sane number/);
  assert.throws(() => pairedBootstrap([1, 2], { ...options, resamples: 1e9 }), /sane number/);
  assert.throws(() => pairedBootstrap([1], { ...options, resamples: 200 }), /at least 2 values/);
});
