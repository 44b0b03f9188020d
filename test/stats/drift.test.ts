import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { drift } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

const SERIES = [12.1, 11.8, 12.6, 12, 13.1, 12.9, 12.5, 13.4, 13, 13, 14.2, 13.6];

test('tau and slope agree with scipy, p with the formula of Mann and Kendall', () => {
  const found = drift(SERIES);
  closeTo(found.tau, 0.6259724369662708, 1e-12); // scipy 1.17.1: kendalltau(range(12), SERIES)
  closeTo(found.slopePerSample, 0.16666666666666666, 1e-12); // scipy 1.17.1: theilslopes
  // S = 41, variance (12*11*29 - 2*1*9)/18; scipy 1.17.1: 2 * norm.sf((41 - 1) / sqrt(variance))
  closeTo(found.p, 0.005970928948449791, 1e-12);
});

test('a series that falls has the opposite sign', () => {
  const { tau, slopePerSample, p } = drift(SERIES.map((value) => -value));
  closeTo(tau, -0.6259724369662708, 1e-12);
  closeTo(slopePerSample, -0.16666666666666666, 1e-12);
  closeTo(p, 0.005970928948449791, 1e-12);
});

test('a constant series does not drift', () => {
  assert.deepEqual(drift([4, 4, 4, 4]), { tau: 0, p: 1, slopePerSample: 0 });
});

test('noise drifts in at most 5 % of the series at 5 %', () => {
  const random = randomFrom(12, 'drift');
  const trials = 1_000;
  const alarms = Array.from({ length: trials }, () => drift(normalDraws(random, 40)));
  const rate = alarms.filter(({ p }) => p <= 0.05).length / trials;
  assert.ok(rate <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials), `${rate}`);
});

test('a long series keeps the slope per sample', () => {
  const noise = normalDraws(randomFrom(13, 'long'), 9_001);
  const found = drift(noise.map((value, index) => index * 0.01 + value));
  closeTo(found.slopePerSample, 0.01, 1e-3);
  assert.ok(found.p < 1e-6 && found.tau > 0.9);
});

test('too short a series is refused', () => {
  assert.throws(() => drift([1, 2]), /at least 3/);
});
