import assert from 'node:assert/strict';
import { test } from 'node:test';

import { normalCdf, normalQuantile } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

// scipy 1.17.1: scipy.special.ndtr
const CDF: [number, number][] = [
  [-37, 5.7255712225239266e-300],
  [-20, 2.7536241186061556e-89],
  [-10, 7.61985302416047e-24],
  [-5, 2.866515718791933e-7],
  [-3.5, 0.00023262907903552502],
  [-3, 0.0013498980316300933],
  [-2.5, 0.006209665325776132],
  [-1, 0.15865525393145707],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1.96, 0.9750021048517795],
  [3, 0.9986501019683699],
  [6, 0.9999999990134123],
];

// scipy 1.17.1: scipy.special.ndtri
const QUANTILES: [number, number][] = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798409],
  [1e-10, -6.361340902404056],
  [1e-5, -4.264890793922825],
  [0.0015, -2.9677379253417833],
  [0.025, -1.9599639845400545],
  [0.2, -0.8416212335729142],
  [0.5, 0],
  [0.7, 0.5244005127080407],
  [0.975, 1.959963984540054],
  [0.999999, 4.753424308817087],
];

test('the normal distribution agrees with scipy in the middle and in both tails', () => {
  for (const [z, expected] of CDF) {
    assert.ok(Math.abs(normalCdf(z) / expected - 1) < 1e-12, `normalCdf(${z}) is ${normalCdf(z)}`);
  }
});

test('normal quantiles agree with scipy', () => {
  for (const [p, expected] of QUANTILES) {
    closeTo(normalQuantile(p), expected, 1e-11);
  }
});

test('the normal distribution has no step where its two formulas meet', () => {
  const before = normalCdf(-3 + 1e-12);
  const after = normalCdf(-3 - 1e-12);
  closeTo(before, after, 1e-13);
  assert.ok(before > after);
});

test('a quantile of 0 or 1 is refused', () => {
  assert.throws(() => normalQuantile(0), /between 0 and 1/);
  assert.throws(() => normalQuantile(1), /between 0 and 1/);
  assert.throws(() => normalQuantile(Number.NaN), /between 0 and 1/);
});
