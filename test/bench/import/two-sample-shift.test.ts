import assert from 'node:assert/strict';
import { test } from 'node:test';

import { twoSampleShift } from '../../../src/bench/import/index.ts';

// Reference: numpy.median of all differences; interval ends are the outermost differences at which
// scipy 1.17.1 mannwhitneyu(candidate - shift, base) keeps p > 1 - confidence ('exact' up to case
// 3, 'asymptotic' with continuity for case 4).
const numbers = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index));

const close = (found: ReturnType<typeof twoSampleShift>, expected: readonly number[]): void => {
  const ends = [found.shift, found.interval?.lo ?? Number.NaN, found.interval?.hi ?? Number.NaN];
  for (const [index, value] of expected.entries()) {
    assert.ok(
      Math.abs((ends[index] ?? Number.NaN) - value) < 1e-9,
      `${String(ends)} against ${String(expected)}`,
    );
  }
};

const FEW = [12.1, 11.8, 12.6, 13.0, 12.2, 11.9];
const OTHERS = [11.2, 11.5, 12.0, 10.9, 11.7, 11.1, 12.3];

test('agrees with scipy on small groups', () => {
  close(twoSampleShift(FEW, OTHERS, 0.95), [-0.7, -1.4, -0.1]);
  close(twoSampleShift(FEW, OTHERS, 0.99), [-0.7, -1.7, 0.2]);
  close(twoSampleShift([5, 7, 3, 9, 8], [1, 2, 4, 6, 2.5], 0.95), [-3, -7, 1]);
});

test('agrees with scipy on middling groups, by the exact distribution', () => {
  const base = numbers(30, (index) => ((index * 37) % 101) + index * 0.013);
  const candidate = numbers(25, (index) => ((index * 53) % 97) * 1.1 + index * 0.017);
  close(twoSampleShift(base, candidate, 0.95), [-1.9915, -19.421, 16.095]);
});

test('agrees with scipy on larger groups, by the normal distribution', () => {
  const base = numbers(120, (index) => ((index * 377) % 1009) + index * 0.0013);
  const candidate = numbers(140, (index) => ((index * 541) % 997) * 1.05 + index * 0.0017);
  close(twoSampleShift(base, candidate, 0.95), [19.15475, -56.6564, 94.769]);
});

test('gives no interval where the groups are too small for the confidence', () => {
  assert.equal(twoSampleShift([1, 2, 3], [4.5, 5.6, 6.8, 7.1], 0.95).interval, null);
  assert.equal(twoSampleShift([1], [2], 0.95).interval, null);
  assert.notEqual(twoSampleShift([1, 2, 3, 4], [4.5, 5.6, 6.8, 7.1], 0.95).interval, null);
});

test('finds no shift between groups of one value', () => {
  assert.deepEqual(
    twoSampleShift(
      numbers(9, () => 5),
      numbers(9, () => 5),
      0.95,
    ),
    {
      shift: 0,
      interval: { lo: 0, hi: 0 },
    },
  );
});

test('takes a hundred thousand samples on each side', () => {
  const base = numbers(100_000, (index) => (index * 377) % 1009);
  const found = twoSampleShift(
    base,
    base.map((value) => value + 7),
    0.95,
  );
  assert.ok(Math.abs(found.shift - 7) < 1.01);
});
