import assert from 'node:assert/strict';
import { test } from 'node:test';

import { studentQuantile, studentTwoSided } from '../../src/stats/index.ts';

// scipy 1.17.1: 2 * scipy.stats.t.sf(t, freedom)
const TWO_SIDED: [t: number, freedom: number, p: number][] = [
  [0, 3, 1],
  [1, 1, 0.5],
  [2.5, 4, 0.06676654481198814],
  [3.4, 10, 0.0067710724243379575],
  [12.7, 1, 0.050024327689344165],
  [0.1, 2.5, 0.9278065440624897],
  [50, 9, 2.5689529108747976e-12],
  [2, 300.5, 0.04640001907726212],
  [0.001, 7, 0.9992300172449988],
];

// scipy 1.17.1: scipy.stats.t.ppf((1 + confidence) / 2, freedom)
const QUANTILES: [confidence: number, freedom: number, t: number][] = [
  [0.95, 1, 12.706204736174694],
  [0.95, 2, 4.302652729749462],
  [0.95, 4, 2.7764451051977934],
  [0.95, 9, 2.262157162798205],
  [0.99, 3.7, 4.8692522532278275],
  [0.5, 5, 0.7266868438004226],
  [0.95, 1000, 1.9623390808264083],
];

test("probabilities of Student's t agree with scipy in the middle and in the tail", () => {
  for (const [t, freedom, p] of TWO_SIDED) {
    const found = studentTwoSided(t, freedom);
    assert.ok(Math.abs(found / p - 1) < 1e-11, `t ${t} with ${freedom}: ${found}`);
    assert.equal(studentTwoSided(-t, freedom), found);
  }
  assert.equal(studentTwoSided(Infinity, 4), 0);
});

test("quantiles of Student's t agree with scipy", () => {
  for (const [confidence, freedom, t] of QUANTILES) {
    const found = studentQuantile(confidence, freedom);
    assert.ok(Math.abs(found / t - 1) < 1e-11, `${confidence} with ${freedom}: ${found}`);
  }
});

test('no degrees of freedom, and a confidence of 1, are refused', () => {
  assert.throws(() => studentTwoSided(1, 0), /degrees of freedom/);
  assert.throws(() => studentQuantile(1, 3), /between 0 and 1/);
});
