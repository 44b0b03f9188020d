import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isCertainLoss } from '../../../src/campaign/try/certain-loss.ts';
import type { MetricResult } from '../../../src/model/index.ts';

function lost(pValue: number, verdict: MetricResult['verdict'] = 'regressed'): MetricResult {
  return {
    verdict,
    reason: 'slower',
    unit: 'ns',
    direction: 'lower',
    claimed: true,
    placement: 'pinned',
    ratio: { estimate: 1.2, lo: 1.1, hi: 1.3, confidence: 0.95 },
    halves: [],
    pairs: { screening: 0, confirmation: 16 },
    screening: 'skipped',
    pValue,
    minEffect: 0.02,
    base: { median: 100, mad: 1 },
    candidate: { median: 120, mad: 1 },
  };
}

test('a loss that significance alone speaks for is not certain in a large family', () => {
  assert.equal(isCertainLoss(lost(0.04), 1), true);
  assert.equal(isCertainLoss(lost(0.04), 2), false);
});

test('the bound is that of Benjamini and Yekutieli for one small p-value among many', () => {
  const tests = 18; // nine proposals, two benchmarks: 18 · (1 + 1/2 + … + 1/18) = 62.9
  assert.equal(isCertainLoss(lost(0.05 / 62.9 + 1e-5), tests), false);
  assert.equal(isCertainLoss(lost(0.05 / 63), tests), true);
});

test('what did not regress, or was not measured, is no loss', () => {
  assert.equal(isCertainLoss(lost(1e-9, 'improved'), 1), false);
  assert.equal(isCertainLoss(lost(1e-9, 'inconclusive'), 1), false);
  assert.equal(isCertainLoss(null, 1), false);
});
