import assert from 'node:assert/strict';
import { test } from 'node:test';

import { autocorrelation } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

test('autocorrelations agree with the definition in numpy', () => {
  // numpy 2.4.6: sum((v[:-l] - m) * (v[l:] - m)) / sum((v - m)**2), as R's acf
  const expected = [1, -0.5337301587301587, 0.5912698412698413, -0.41865079365079366];
  expected.forEach((value, lag) => {
    closeTo(autocorrelation([2, 4, 1, 5, 3, 6, 2, 7], lag), value, 1e-13);
  });
});

test('equal values are not correlated', () => {
  assert.equal(autocorrelation([3, 3, 3], 1), 0);
});

test('a lag that the series is too short for is refused', () => {
  assert.throws(() => autocorrelation([1, 2], 2), /at least 3/);
  assert.throws(() => autocorrelation([1, 2], 0.5), /whole number/);
});
