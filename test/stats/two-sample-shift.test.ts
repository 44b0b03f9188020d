import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { randomFrom } from '../../src/base/index.ts';
import { twoSampleShift } from '../../src/stats/two-sample-shift.ts';
import { closeTo } from './close-to.ts';
import { normalDraws } from './draws.ts';

// Permeability constants of the chorioamnion, Hollander and Wolfe 1973, table 4.1 (also the example
// of R's wilcox.test): at term, and at 12 to 26 weeks.
const AT_TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLY = [1.15, 0.88, 0.9, 0.74, 1.21];

test('gives the published estimate and 96 % interval of the permeability data', () => {
  const { estimate, lo, hi, achieved } = twoSampleShift(EARLY, AT_TERM, 0.95);
  closeTo(estimate, 0.305, 1e-12);
  closeTo(lo, -0.15, 1e-12);
  closeTo(hi, 0.76, 1e-12);
  closeTo(achieved, 0.96, 1e-3);
});

test('agrees with all differences written out, whichever way is counted', () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, values, (before, after) => {
      const all = after.flatMap((high) => before.map((low) => high - low)).sort((a, b) => a - b);
      const middle = (all[(all.length - 1) >> 1] ?? 0) + (all[all.length >> 1] ?? 0);
      const { estimate, lo, hi } = twoSampleShift(before, after, 0.95);
      assert.equal(estimate, middle / 2);
      assert.ok(all.includes(lo) && all.includes(hi) && lo <= estimate && estimate <= hi);
      const turned = twoSampleShift(after, before, 0.95);
      assert.deepEqual([turned.lo + hi, turned.hi + lo, turned.estimate + estimate], [0, 0, 0]);
    }),
  );
});

test('too few values give the widest interval and say what it is worth', () => {
  const { lo, hi, achieved } = twoSampleShift([1, 2], [5, 7], 0.95);
  assert.deepEqual([lo, hi], [3, 6]);
  closeTo(achieved, 1 - 2 / 6, 1e-12);
});

test('the exact cut and the normal one meet at their border', () => {
  const random = randomFrom(4, 'border');
  const [before, after] = [normalDraws(random, 25), normalDraws(random, 26)];
  const exact = twoSampleShift(before.slice(0, 24), after, 0.95);
  const normal = twoSampleShift(before, after, 0.95);
  closeTo(exact.achieved, normal.achieved, 0.005);
  closeTo((exact.hi - exact.lo) / (normal.hi - normal.lo), 1, 0.1);
});

test('covers a true shift about as often as it says', () => {
  const random = randomFrom(5, 'coverage');
  let covered = 0;
  for (let repeat = 0; repeat < 400; repeat++) {
    const { lo, hi } = twoSampleShift(normalDraws(random, 12), normalDraws(random, 9), 0.9);
    covered += lo <= 0 && 0 <= hi ? 1 : 0;
  }
  assert.ok(covered >= 0.86 * 400, `${covered} of 400`);
});
