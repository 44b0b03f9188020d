import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { signFlipCdf, untiedSignFlipCdf } from '../../src/stats/sign-flip-distribution.ts';

/** Every sign pattern, counted: the definition. */
function enumerated(doubledRanks: readonly number[], most: number): number {
  let count = 0;
  for (let signs = 0; signs < 2 ** doubledRanks.length; signs++) {
    const sum = doubledRanks.reduce((total, rank, bit) => total + ((signs >> bit) & 1) * rank, 0);
    count += sum <= most ? 1 : 0;
  }
  return count / 2 ** doubledRanks.length;
}

test('the distribution is that of all sign patterns', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), (ranks) => {
      const cdf = signFlipCdf(ranks);
      cdf.forEach((probability, sum) => assert.equal(probability, enumerated(ranks, sum)));
      assert.equal(cdf.at(-1), 1);
    }),
    { numRuns: 50 },
  );
});

test('fifty ranks are counted without rounding', () => {
  const cdf = untiedSignFlipCdf(50);
  assert.equal(cdf[0], 2 ** -50);
  assert.equal(cdf.at(-1), 1);
  assert.equal(cdf.length, 50 * 51 + 1);
  // Doubled sums are even, and the middle of 1275 lies between two of them.
  assert.equal(cdf[1275], 0.5);
});

test('more ranks than the counts can hold are refused', () => {
  assert.throws(() => signFlipCdf(Array.from({ length: 51 }, () => 2)), /few ranks/);
});
