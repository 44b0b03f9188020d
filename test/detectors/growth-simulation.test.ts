import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { nominate, NOTHING_OBSERVED, type ScalingPoint } from '../../src/detectors/index.ts';
import { normalQuantile } from '../../src/stats/index.ts';

const RUNS = 400;

/** Part of simulated experiments in which the rule names the function. */
function named(
  timeOf: (size: number) => number,
  sizes: readonly number[],
  repeats: number,
  noise: number,
): number {
  const random = randomFrom(20_240_917);
  let count = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const points: ScalingPoint[] = sizes.flatMap((size) =>
      Array.from({ length: repeats }, () => ({
        size,
        ms: timeOf(size) * Math.exp(noise * normalQuantile(random.fraction() * 0.999_8 + 0.000_1)),
      })),
    );
    const { nominations } = nominate({
      hotFunctions: [],
      files: [],
      sourceOf: () => null,
      runtime: { ...NOTHING_OBSERVED, scaling: [{ name: 'f', file: 'f.py', line: 1, points }] },
    });
    count += nominations.length;
  }
  return count / RUNS;
}

const linear = (size: number): number => size / 1e4;
const linearithmic = (size: number): number => (size * Math.log(size)) / 1e5;
const quadratic = (size: number): number => size ** 2 / 1e7;
const quadraticWithStart = (size: number): number => 20 + size ** 2 / 1e6;

const DOUBLED = [1_000, 2_000, 4_000];
const WIDE = [1_000, 4_000, 16_000];

test('never names a linear function, or n log n, by more than chance', () => {
  for (const noise of [0.02, 0.05, 0.15]) {
    for (const sizes of [DOUBLED, WIDE]) {
      for (const repeats of [1, 3]) {
        assert.ok(named(linear, sizes, repeats, noise) <= 0.01);
        assert.ok(named(linearithmic, sizes, repeats, noise) <= 0.01);
      }
    }
  }
});

test('names a quadratic function with three repeats, or one in a quiet place', () => {
  assert.ok(named(quadratic, DOUBLED, 3, 0.05) >= 0.99);
  assert.ok(named(quadratic, WIDE, 3, 0.15) >= 0.99);
  assert.ok(named(quadratic, WIDE, 1, 0.02) >= 0.99);
});

test('one noisy run for each size is too little to name it', () => {
  assert.ok(named(quadratic, DOUBLED, 1, 0.15) < 0.5);
});

test('a fixed cost hides growth and never makes it', () => {
  assert.ok(named(quadraticWithStart, DOUBLED, 3, 0.05) < named(quadratic, DOUBLED, 3, 0.05));
});
