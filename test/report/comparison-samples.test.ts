import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  decisivePairs,
  drawnPairs,
  samplesByComparison,
  thinned,
} from '../../src/report/comparison-samples.ts';
import { compareResult, matrixResult, measured, variedResult } from './results.ts';

test('samples find their comparison by benchmark or by parameters', () => {
  for (const result of [variedResult(), matrixResult()]) {
    const found = samplesByComparison(result);
    assert.equal(found.length, result.comparisons.length);
    assert.equal(
      found.reduce((sum, samples) => sum + (samples?.length ?? 0), 0),
      result.samples.length,
    );
    assert.ok(found.every((samples) => samples !== null && samples.length > 0));
  }
});

test('comparisons that share a label are told apart by their slots', () => {
  const result = compareResult(
    { seed: 1, benchmark: 'same', candidates: { head: 0.9 }, confirmation: 10 },
    { seed: 2, benchmark: 'same', candidates: { head: 1.1 }, confirmation: 30 },
  );
  const sizes = samplesByComparison(result).map((samples) => samples?.length);
  assert.deepEqual(sizes, [(1 + 20 + 10) * 2, (1 + 20 + 30) * 2]);
});

test('samples that can not be told apart are not guessed', () => {
  const one = measured({ seed: 1, benchmark: 'same', candidates: { head: 0.9 } });
  const result = compareResult({ seed: 1, benchmark: 'same', candidates: { head: 0.9 } });
  const doubled = { ...result, comparisons: [one.comparison, one.comparison] };
  assert.deepEqual(samplesByComparison(doubled), [null, null]);
});

test('pairs leave out warm-ups and rounds with an unknown value', () => {
  const { samples } = measured({ seed: 1, candidates: { head: 0.9 }, screening: 5 });
  const names = { base: 'main', candidate: 'head' };
  const pairs = drawnPairs(samples, names, 'wall');
  assert.equal(pairs.length, 65);
  assert.equal(decisivePairs(pairs).length, 60);
  assert.deepEqual(
    pairs.map((pair) => pair.round),
    pairs.map((pair) => pair.round).toSorted((left, right) => left - right),
  );
  assert.deepEqual(drawnPairs(samples, names, 'unknown'), []);
});

test('thinning is even and keeps both ends', () => {
  const items = Array.from({ length: 1_000 }, (_, index) => index);
  const kept = thinned(items, 5);
  assert.deepEqual(kept, [0, 250, 500, 749, 999]);
  assert.deepEqual(thinned([1, 2], 5), [1, 2]);
});
