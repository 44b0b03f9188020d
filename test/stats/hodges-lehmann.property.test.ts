import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { type Random, randomFrom, shuffled } from '../../src/base/index.ts';
import { hodgesLehmann, hodgesLehmannRatio, signedRank } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { burstyDraws, normalDraws } from './draws.ts';

const differences = fc.array(fc.integer({ min: -1000, max: 1000 }), {
  minLength: 2,
  maxLength: 60,
});

test('the order of the differences does not matter', () => {
  fc.assert(
    fc.property(differences, fc.integer(), (values, seed) => {
      const other = shuffled(values, randomFrom(seed));
      assert.deepEqual(hodgesLehmann(other, 0.95), hodgesLehmann(values, 0.95));
    }),
  );
});

test('turning all signs mirrors the interval', () => {
  fc.assert(
    fc.property(differences, (values) => {
      const found = hodgesLehmann(values, 0.9);
      const turned = hodgesLehmann(
        values.map((value) => -value),
        0.9,
      );
      closeTo(turned.estimate, -found.estimate, 1e-12);
      closeTo(turned.lo, -found.hi, 1e-12);
      closeTo(turned.hi, -found.lo, 1e-12);
    }),
  );
});

test('shifting all differences shifts the estimate and its interval', () => {
  fc.assert(
    fc.property(differences, fc.integer({ min: -99, max: 99 }), (values, shift) => {
      const found = hodgesLehmann(values, 0.95);
      const moved = hodgesLehmann(
        values.map((value) => value + shift),
        0.95,
      );
      closeTo(moved.estimate, found.estimate + shift, 1e-12);
      closeTo(moved.lo, found.lo + shift, 1e-12);
      closeTo(moved.hi, found.hi + shift, 1e-12);
    }),
  );
});

test('an estimate lies in its interval, and more confidence never narrows it', () => {
  fc.assert(
    fc.property(differences, (values) => {
      const [narrow, wide] = [hodgesLehmann(values, 0.8), hodgesLehmann(values, 0.99)];
      assert.ok(narrow.lo <= narrow.estimate && narrow.estimate <= narrow.hi);
      assert.ok(wide.lo <= narrow.lo && narrow.hi <= wide.hi);
      assert.ok(wide.achieved >= narrow.achieved);
    }),
  );
});

test('the unit does not matter to a ratio, and swapping sides inverts it', () => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }));
  const scale = fc.constantFrom(1e-9, 0.37, 3, 1e6);
  fc.assert(
    fc.property(fc.array(pair, { minLength: 2, maxLength: 40 }), scale, (pairs, factor) => {
      const [base, candidate] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
      const found = hodgesLehmannRatio(base, candidate, 0.95);
      const scaled = hodgesLehmannRatio(
        base.map((value) => value * factor),
        candidate.map((value) => value * factor),
        0.95,
      );
      const swapped = hodgesLehmannRatio(candidate, base, 0.95);
      closeTo(Math.log(scaled.estimate), Math.log(found.estimate), 1e-9);
      closeTo(Math.log(scaled.hi), Math.log(found.hi), 1e-9);
      closeTo(Math.log(swapped.estimate), -Math.log(found.estimate), 1e-9);
      closeTo(Math.log(swapped.lo), -Math.log(found.hi), 1e-9);
    }),
  );
});

test('the interval holds 0 exactly when the test without ties does not reject it', () => {
  const random = randomFrom(7, 'duality');
  for (let round = 0; round < 300; round++) {
    const values = normalDraws(random, 6 + random.integer(40)).map((value) => value + 0.4);
    const { lo, hi, achieved } = hodgesLehmann(values, 0.95);
    const rejected = signedRank(values).p <= 1 - achieved + 1e-12;
    assert.equal(lo > 0 || hi < 0, rejected);
  }
});

const TRIALS = 3_000;

function coverage(draw: (random: Random) => number[], confidence: number): number {
  const random = randomFrom(99, 'coverage');
  const held = Array.from({ length: TRIALS }, () => hodgesLehmann(draw(random), confidence));
  return held.filter(({ lo, hi }) => lo <= 0 && hi >= 0).length / TRIALS;
}

test('intervals hold the truth at least as often as they promise', () => {
  const tolerance = 3 * Math.sqrt((0.95 * 0.05) / TRIALS);
  const cases: Record<string, (random: Random) => number[]> = {
    smallest: (random) => normalDraws(random, 6),
    small: (random) => normalDraws(random, 12),
    usual: (random) => burstyDraws(random, 40),
    large: (random) => normalDraws(random, 80),
    rounded: (random) => normalDraws(random, 30).map(Math.round),
  };
  for (const [label, draw] of Object.entries(cases)) {
    const share = coverage(draw, 0.95);
    assert.ok(share >= 0.95 - tolerance, `${label}: ${share}`);
  }
});
