import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { halvesAgree } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

test('halves of one measurement agree, and at most one in a hundred is doubted', () => {
  const random = randomFrom(21, 'halves');
  const trials = 400;
  let doubted = 0;
  for (let trial = 0; trial < trials; trial++) {
    doubted += halvesAgree(normalDraws(random, 20), normalDraws(random, 20)).agree ? 0 : 1;
  }
  assert.ok(doubted / trials <= 0.01 + 3 * Math.sqrt((0.01 * 0.99) / trials), `${doubted}`);
});

test('a change that belongs to the directory turns round when the sides swap, and is seen', () => {
  const random = randomFrom(22, 'layout');
  const first = normalDraws(random, 30).map((value) => 0.03 + value * 0.02);
  const second = normalDraws(random, 30).map((value) => -0.03 + value * 0.02);
  const found = halvesAgree(first, second);
  assert.equal(found.agree, false);
  closeTo(found.shift, -0.06, 0.02);
});

test('the shift is the median of all differences, and alpha decides', () => {
  const found = halvesAgree([1, 2, 4], [11, 12, 15]);
  assert.equal(found.shift, 10);
  closeTo(found.p, 0.1, 1e-14); // 2 of the 20 splits are as far apart
  assert.equal(halvesAgree([1, 2, 4], [11, 12, 15], 0.2).agree, false);
  assert.equal(halvesAgree([1, 2, 4], [11, 12, 15], 0.05).agree, true);
});
