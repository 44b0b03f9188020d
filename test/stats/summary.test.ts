import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mad, mean, median, quantile, spreadOf, standardDeviation } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

const VALUES = [3, 1, 4, 1, 5, 9, 2, 6];

// numpy 2.4.6: numpy.quantile(VALUES, fraction), its default method 'linear', which is type 7
const QUANTILES: [number, number][] = [
  [0, 1],
  [0.1, 1],
  [0.25, 1.75],
  [0.5, 3.5],
  [0.9, 6.9],
  [1, 9],
];

test('quantiles agree with numpy', () => {
  for (const [fraction, expected] of QUANTILES) {
    closeTo(quantile(VALUES, fraction), expected, 1e-12);
  }
});

test('summaries agree with numpy and scipy', () => {
  closeTo(mean(VALUES), 3.875, 1e-15);
  closeTo(median(VALUES), 3.5, 1e-15);
  closeTo(median([9, 1, 5]), 5, 1e-15);
  closeTo(mad(VALUES), 2, 1e-15); // scipy 1.17.1: median_abs_deviation
  closeTo(standardDeviation(VALUES), 2.748376143938713, 1e-12); // numpy: std(ddof=1)
  closeTo(spreadOf(VALUES), 2.965204437011204, 1e-12); // median_abs_deviation(scale='normal')
});

test('one value is its own median and quantile', () => {
  assert.equal(median([7]), 7);
  assert.equal(quantile([7], 0.99), 7);
  assert.equal(mad([7]), 0);
});

test('the spread falls back to the standard deviation when most values are equal', () => {
  closeTo(spreadOf([1, 1, 1, 1, 2]), standardDeviation([1, 1, 1, 1, 2]), 1e-15);
  assert.equal(spreadOf([2, 2, 2]), 0);
});

test('the input is left in its order', () => {
  const values = [3, 1, 2];
  median(values);
  quantile(values, 0.5);
  mad(values);
  assert.deepEqual(values, [3, 1, 2]);
});

test('no values, or one that is not finite, are refused', () => {
  for (const statistic of [mean, median, mad]) {
    assert.throws(() => statistic([]), /at least 1 values/);
    assert.throws(() => statistic([1, Number.NaN]), /finite/);
  }
  assert.throws(() => quantile([1, Infinity], 0.5), /finite/);
  assert.throws(() => quantile([1, 2], 1.5), /from 0 to 1/);
  assert.throws(() => standardDeviation([1]), /at least 2 values/);
});
