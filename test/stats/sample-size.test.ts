import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import {
  hodgesLehmann,
  median,
  RANK_EFFICIENCY,
  requiredPairs,
  signedRank,
  smallestEffect,
} from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

test('the textbook size for a mean grows by the inverse efficiency of ranks', () => {
  // (1.959964 * 0.05 / 0.01)^2 = 96.04, over 0.954930 = 100.57
  assert.equal(requiredPairs({ spread: 0.05, halfWidth: 0.01, confidence: 0.95 }), 101);
  closeTo(RANK_EFFICIENCY, 0.954929658551372, 1e-14);
});

test('no spread still needs the pairs that the confidence takes', () => {
  assert.equal(requiredPairs({ spread: 0, halfWidth: 0.01, confidence: 0.95 }), 6);
  assert.equal(requiredPairs({ spread: 0, halfWidth: 0.01, confidence: 0.9375 }), 5);
  assert.equal(requiredPairs({ spread: 0, halfWidth: 0.01, confidence: 0.99 }), 8);
});

test('an interval of the planned size has about the planned width', () => {
  const spread = 0.05;
  const pairs = requiredPairs({ spread, halfWidth: 0.015, confidence: 0.95 });
  const random = randomFrom(41, 'width');
  const widths = Array.from({ length: 300 }, () => {
    const values = normalDraws(random, pairs).map((value) => value * spread);
    const { lo, hi } = hodgesLehmann(values, 0.95);
    return (hi - lo) / 2;
  });
  assert.ok(Math.abs(median(widths) / 0.015 - 1) < 0.08, `${median(widths)} is about 0.015`);
});

test('the smallest effect is found about as often as promised', () => {
  const [spread, pairs, power, alpha] = [0.05, 60, 0.8, 0.05];
  const effect = smallestEffect({ spread, pairs, power, alpha });
  // expm1(2.8015853 * 0.05 / sqrt(60 * 3/pi))
  closeTo(effect, 0.0186783, 1e-6);
  const random = randomFrom(42, 'power');
  const trials = 1_000;
  let found = 0;
  for (let trial = 0; trial < trials; trial++) {
    const values = normalDraws(random, pairs).map((value) => value * spread + Math.log1p(effect));
    found += signedRank(values).p <= alpha ? 1 : 0;
  }
  closeTo(found / trials, power, 0.04);
});

test('more pairs and less spread see smaller effects', () => {
  const plan = { spread: 0.05, pairs: 50, power: 0.8, alpha: 0.05 };
  assert.ok(smallestEffect({ ...plan, pairs: 200 }) < smallestEffect(plan));
  assert.ok(smallestEffect({ ...plan, spread: 0.01 }) < smallestEffect(plan));
  assert.equal(smallestEffect({ ...plan, spread: 0 }), 0);
});

test('a senseless plan is refused', () => {
  const plan = { spread: 0.05, halfWidth: 0.01, confidence: 0.95 };
  assert.throws(() => requiredPairs({ ...plan, halfWidth: 0 }), /above 0/);
  assert.throws(() => requiredPairs({ ...plan, spread: -1 }), /not negative/);
  assert.throws(() => requiredPairs({ ...plan, confidence: 1 }), /between 0 and 1/);
});
