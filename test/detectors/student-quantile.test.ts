import assert from 'node:assert/strict';
import { test } from 'node:test';

import { studentQuantile } from '../../src/detectors/student-quantile.ts';

// Abramowitz and Stegun 1964, table 26.10: t for A(t | v) = 0.95 and 0.99.
const TABLE = [
  [1, 12.706, 63.657],
  [2, 4.303, 9.925],
  [3, 3.182, 5.841],
  [4, 2.776, 4.604],
  [7, 2.365, 3.499],
  [10, 2.228, 3.169],
  [29, 2.045, 2.756],
  [120, 1.98, 2.617],
] as const;

test('agrees with the printed table', () => {
  for (const [degrees, at95, at99] of TABLE) {
    assert.ok(Math.abs(studentQuantile(0.95, degrees) - at95) < 0.0006, `95 %, ${degrees}`);
    assert.ok(Math.abs(studentQuantile(0.99, degrees) - at99) < 0.0006, `99 %, ${degrees}`);
  }
});

test('refuses what is no probability and no whole number of degrees', () => {
  assert.throws(() => studentQuantile(1, 3), /a probability/);
  assert.throws(() => studentQuantile(0.95, 0), /degrees of freedom/);
  assert.throws(() => studentQuantile(0.95, 1.5), /degrees of freedom/);
});
