import assert from 'node:assert/strict';
import { test } from 'node:test';

import { welchTest } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';

const BEFORE = [12.1, 13.4, 11.9, 12.6, 12.0];
const AFTER = [13.9, 14.8, 12.9, 15.1];

test('p, degrees of freedom and interval agree with scipy', () => {
  // scipy 1.17.1: ttest_ind(AFTER, BEFORE, equal_var=False), .confidence_interval(0.95)
  const { p, freedom, lo, hi } = welchTest(BEFORE, AFTER, 0.95);
  closeTo(p, 0.027428377752577976, 1e-12);
  closeTo(freedom, 4.820445041351319, 1e-12);
  closeTo(lo, 0.2983964118734057, 1e-10);
  closeTo(hi, 3.251603588126595, 1e-10);
});

test('turned round, only the sign changes', () => {
  const there = welchTest(BEFORE, AFTER, 0.95);
  const back = welchTest(AFTER, BEFORE, 0.95);
  assert.equal(back.p, there.p);
  closeTo(back.difference, -there.difference, 1e-12);
  closeTo(back.lo, -there.hi, 1e-12);
});

test('constant groups differ for certain or not at all', () => {
  assert.equal(welchTest([2, 2], [2, 2], 0.95).p, 1);
  assert.deepEqual(welchTest([2, 2], [3, 3, 3], 0.95), {
    difference: 1,
    lo: 1,
    hi: 1,
    p: 0,
    freedom: Infinity,
  });
});

test('a group of one is refused', () => {
  assert.throws(() => welchTest([1], [1, 2], 0.95), /at least 2 values/);
});
