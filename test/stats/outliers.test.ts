import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { outliers } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

const VALUES = [10.2, 10.1, 10.4, 9.9, 10, 10.3, 10.1, 25, 10.2, 6];

test('both far values are reported with their scores', () => {
  // numpy 2.4.6: 0.6745 * (log(v) - log(median)) / median(|log(v) - log(median)|)
  const found = outliers(VALUES);
  assert.deepEqual(
    found.map(({ index, value }) => ({ index, value })),
    [
      { index: 7, value: 25 },
      { index: 9, value: 6 },
    ],
  );
  closeTo(found[0]?.score ?? 0, 41.138049137022335, 1e-10);
  closeTo(found[1]?.score ?? 0, -23.992464204711474, 1e-10);
});

test('scores do not depend on the unit', () => {
  const scores = outliers(VALUES.map((value) => value * 1e6)).map(({ score }) => score);
  outliers(VALUES).forEach(({ score }, index) => closeTo(scores[index] ?? 0, score, 1e-9));
});

test('a far value is found when most of the others are equal', () => {
  const found = outliers([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9]);
  assert.deepEqual(
    found.map(({ index }) => index),
    [10],
  );
});

test('equal values and a single value have no outliers', () => {
  assert.deepEqual(outliers([3, 3, 3]), []);
  assert.deepEqual(outliers([3]), []);
});

test('normal noise is hardly ever called an outlier', () => {
  const noise = normalDraws(randomFrom(3, 'noise'), 5_000).map((value) => Math.exp(value * 0.05));
  // 2 * normalCdf(-3.5) is 0.05 %.
  assert.ok(outliers(noise).length <= 10);
});

test('values without a logarithm are refused', () => {
  assert.throws(() => outliers([1, 0]), /above 0/);
  assert.throws(() => outliers([]), /at least 1/);
});
