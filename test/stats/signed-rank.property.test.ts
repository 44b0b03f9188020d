import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { type Random, randomFrom, shuffled } from '../../src/base/index.ts';
import { logRatios, signedRank } from '../../src/stats/index.ts';
import { closeTo } from './close-to.ts';
import { burstyDraws, normalDraws } from './draws.ts';

const coarse = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 70 });

test('the order of the differences does not matter', () => {
  fc.assert(
    fc.property(coarse, fc.integer(), (differences, seed) => {
      const other = shuffled(differences, randomFrom(seed));
      const [found, expected] = [signedRank(other), signedRank(differences)];
      closeTo(found.p, expected.p, 1e-12);
      closeTo(found.z, expected.z, 1e-9);
    }),
  );
});

test('turning all signs turns z and keeps p', () => {
  fc.assert(
    fc.property(coarse, (differences) => {
      const found = signedRank(differences);
      const turned = signedRank(differences.map((value) => -value));
      closeTo(turned.p, found.p, 1e-12);
      closeTo(turned.z, -found.z, 1e-9);
    }),
  );
});

test('only ranks matter: any odd increasing transformation keeps p', () => {
  fc.assert(
    fc.property(coarse, (differences) => {
      const cubed = differences.map((value) => value ** 3 * 7);
      assert.deepEqual(signedRank(cubed), signedRank(differences));
    }),
  );
});

function inOtherUnit(values: readonly number[]): number[] {
  return values.map((value) => value * 1024);
}

test('the unit of the values does not matter to a ratio', () => {
  const whole = fc.integer({ min: 1, max: 1e6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(whole, whole), { maxLength: 60 }), (pairs) => {
      const [base, candidate] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
      assert.deepEqual(
        signedRank(logRatios(inOtherUnit(base), inOtherUnit(candidate))),
        signedRank(logRatios(base, candidate)),
      );
    }),
  );
});

test('p is a probability and z is finite for any differences', () => {
  const anything = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    maxLength: 120,
  });
  fc.assert(
    fc.property(anything, fc.constantFrom('pratt', 'wilcoxon'), (differences, zeros) => {
      const { p, z } = signedRank(differences, { zeros });
      assert.ok(p > 0 && p <= 1);
      assert.ok(Number.isFinite(z));
    }),
  );
});

const DRAWS = 4_000;

/** p-values of many null data sets, ascending. */
function nullPValues(draw: (random: Random) => number[], label: string): number[] {
  const random = randomFrom(20_260, label);
  return Array.from({ length: DRAWS }, () => signedRank(draw(random)).p).sort((a, b) => a - b);
}

/** Largest excess of the share of p-values at most t over t itself. */
function excessOverUniform(sorted: readonly number[]): number {
  return Math.max(...sorted.map((p, index) => (index + 1) / sorted.length - p));
}

/** One-sided Kolmogorov-Smirnov bound that uniform p-values pass with probability 0.999. */
const KS_BOUND = Math.sqrt(Math.log(1000) / 2 / DRAWS);

test('p is conservative under the null: small, large, heavy-tailed, tied and with zeros', () => {
  const cases: Record<string, (random: Random) => number[]> = {
    small: (random) => normalDraws(random, 10),
    exact: (random) => normalDraws(random, 40),
    large: (random) => normalDraws(random, 80),
    bursty: (random) => burstyDraws(random, 40),
    rounded: (random) => normalDraws(random, 30).map(Math.round),
  };
  for (const [label, draw] of Object.entries(cases)) {
    const excess = excessOverUniform(nullPValues(draw, label));
    assert.ok(excess <= KS_BOUND, `${label}: ${excess} is at most ${KS_BOUND}`);
  }
});

test('p is uniform under the null when there are many pairs', () => {
  const sorted = nullPValues((random) => normalDraws(random, 80), 'uniform');
  const shortfall = Math.max(...sorted.map((p, index) => p - index / sorted.length));
  assert.ok(shortfall <= KS_BOUND + 0.01, `${shortfall}`); // 0.01 for the steps of the rank sum
});
