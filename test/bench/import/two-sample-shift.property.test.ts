import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { at, randomFrom, shuffled } from '../../../src/base/index.ts';
import { twoSampleShift } from '../../../src/bench/import/index.ts';

const group = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 20 });

/** All differences in order: what the counting in the code stands for. */
const differences = (base: readonly number[], candidate: readonly number[]): number[] =>
  base.flatMap((low) => candidate.map((high) => high - low)).toSorted((a, b) => a - b);

test('is the median of all differences, and its interval ends are differences', () => {
  fc.assert(
    fc.property(group, group, (base, candidate) => {
      const all = differences(base, candidate);
      const { shift, interval } = twoSampleShift(base, candidate, 0.9);
      const middle = (all.length - 1) / 2;
      assert.equal(shift, (at(all, Math.floor(middle)) + at(all, Math.ceil(middle))) / 2);
      if (interval !== null) {
        assert.ok(all.includes(interval.lo) && all.includes(interval.hi));
        assert.ok(interval.lo <= shift && shift <= interval.hi);
      }
    }),
  );
});

test('does not depend on the order, and turns round with the groups', () => {
  fc.assert(
    fc.property(group, group, fc.integer(), (base, candidate, seed) => {
      const found = twoSampleShift(base, candidate, 0.95);
      const random = randomFrom(seed);
      assert.deepEqual(
        twoSampleShift(shuffled(base, random), shuffled(candidate, random), 0.95),
        found,
      );
      const turned = twoSampleShift(candidate, base, 0.95);
      assert.equal(turned.shift + found.shift, 0);
      assert.equal((turned.interval?.lo ?? 0) + (found.interval?.hi ?? 0), 0);
    }),
  );
});

test('covers the true shift about as often as it says', () => {
  const random = randomFrom(11, 'coverage');
  const draw = (): number => -Math.log(1 - random.fraction()); // skewed, as times are
  let covered = 0;
  const trials = 600;
  for (let trial = 0; trial < trials; trial++) {
    const base = Array.from({ length: 12 }, draw);
    const candidate = Array.from({ length: 15 }, () => draw() + 0.5);
    const { interval } = twoSampleShift(base, candidate, 0.95);
    covered += interval !== null && interval.lo <= 0.5 && interval.hi >= 0.5 ? 1 : 0;
  }
  const rate = covered / trials; // standard error 0.9 %
  assert.ok(rate > 0.925 && rate < 0.985, `covered ${rate}`);
});
