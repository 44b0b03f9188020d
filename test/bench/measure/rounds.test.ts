import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PADDING_BYTES_MAX } from '../../../src/bench/measure/limits.ts';
import {
  logDifferences,
  nextRound,
  orderOfRound,
  pairsOf,
} from '../../../src/bench/measure/rounds.ts';
import { batchOf, planFor, sampleOfProgram } from './simulated.ts';

const BASE = { name: 'base', wallNs: 100, cpuShare: 1 };
const CANDIDATE = { name: 'candidate', wallNs: 110, cpuShare: 1 };
const SIDES = { base: 'base', candidate: 'candidate' };
const PLAN = planFor(BASE, [CANDIDATE]);

/** 1 where the base comes first, by round. */
function baseFirst(seed: number, rounds: number, benchmark: string | null = null): number[] {
  const plan = { ...PLAN, seed, benchmark };
  return Array.from({ length: rounds }, (_, round) =>
    orderOfRound(plan, round, batchOf({})).sides[0] === 'base' ? 1 : 0,
  );
}

function correlation(left: readonly number[], right: readonly number[]): number {
  const products = left.map((value, index) => (2 * value - 1) * (2 * (right[index] ?? 0) - 1));
  return products.reduce((sum, value) => sum + value, 0) / products.length;
}

test('the base comes first in about half of the rounds', () => {
  const share = baseFirst(1, 2_000).reduce((sum, first) => sum + first, 0) / 2_000;
  assert.ok(Math.abs(share - 0.5) < 0.05, `${share}`);
});

test('no round’s order can be told from the rounds before', () => {
  for (const seed of [0, 1, 2, 77, 2 ** 31, 2 ** 32 - 1]) {
    const order = baseFirst(seed, 2_000);
    for (const lag of [1, 2, 3, 4, 5, 8, 10, 20, 100]) {
      const shifted = correlation(order.slice(lag), order.slice(0, -lag));
      assert.ok(Math.abs(shifted) < 0.12, `seed ${seed}, lag ${lag}: ${shifted}`);
    }
  }
});

test('another seed is another order, and so is its neighbour', () => {
  const seeds = [0, 1, 2, 3, 4, 256, 65_536, -1];
  for (const [index, left] of seeds.entries()) {
    for (const right of seeds.slice(index + 1)) {
      const alike = correlation(baseFirst(left, 1_000), baseFirst(right, 1_000));
      assert.ok(Math.abs(alike) < 0.16, `seeds ${left} and ${right}: ${alike}`);
    }
  }
});

test('the same seed and round is the same order, and padding stays within its limit', () => {
  for (let round = 0; round < 200; round++) {
    const order = orderOfRound(PLAN, round, batchOf({}));
    assert.deepEqual(orderOfRound(PLAN, round, batchOf({})), order);
    assert.ok(order.paddingBytes >= 0 && order.paddingBytes <= PADDING_BYTES_MAX);
  }
});

test('each of six orders of three sides comes up about as often', () => {
  const counts = new Map<string, number>();
  for (let round = 0; round < 3_000; round++) {
    const order = orderOfRound(PLAN, round, batchOf({ sides: ['a', 'b', 'c'] })).sides.join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const [order, count] of counts) {
    assert.ok(Math.abs(count - 500) < 100, `${order}: ${count}`);
  }
});

test('the base comes first in every warm-up', () => {
  for (let round = 0; round < 50; round++) {
    const order = orderOfRound(PLAN, round, batchOf({ phase: 'warmup' }));
    assert.deepEqual(order.sides, ['base', 'candidate']);
  }
});

test('pairs are in order of time, and a round with one side only gives none', () => {
  const samples = [
    sampleOfProgram(CANDIDATE, { round: 4 }),
    sampleOfProgram(BASE, { round: 4 }),
    sampleOfProgram(BASE, { round: 2 }),
    sampleOfProgram(BASE, { round: 3 }),
    sampleOfProgram(CANDIDATE, { round: 3 }),
    sampleOfProgram({ ...CANDIDATE, name: 'other' }, { round: 2 }),
  ];
  assert.deepEqual(
    pairsOf(samples, SIDES, 'wall', {}).map(({ round }) => round),
    [3, 4],
  );
});

test('pairs are made of the samples that were asked for only', () => {
  const free = [BASE, CANDIDATE].map((side) => sampleOfProgram(side, { round: 1 }));
  const pinned = [BASE, CANDIDATE].map((side) =>
    sampleOfProgram(side, { round: 2, batch: { placement: 'pinned' } }),
  );
  const second = [BASE, CANDIDATE].map((side) =>
    sampleOfProgram(side, { round: 3, batch: { phase: 'confirmation', half: 1 } }),
  );
  const rounds = (filter: Parameters<typeof pairsOf>[3]) =>
    pairsOf([...free, ...pinned, ...second], SIDES, 'wall', filter).map(({ round }) => round);
  assert.deepEqual(rounds({}), [1, 2, 3]);
  assert.deepEqual(rounds({ phase: 'screening' }), [1, 2]);
  assert.deepEqual(rounds({ phase: 'screening', placement: 'pinned' }), [2]);
  assert.deepEqual(rounds({ half: 1 }), [3]);
});

test('a value that is unknown gives no pair, and one that is not above zero no logarithm', () => {
  const unknown = [
    sampleOfProgram(BASE, { round: 1 }),
    sampleOfProgram({ ...CANDIDATE, cpuShare: null }, { round: 1 }),
  ];
  assert.deepEqual(pairsOf(unknown, SIDES, 'cpu', {}), []);
  assert.deepEqual(
    logDifferences([
      { round: 1, base: 0, candidate: 5 },
      { round: 2, base: 5, candidate: -1 },
      { round: 3, base: 2, candidate: 2 },
    ]),
    [0],
  );
});

test('the next round follows the last sample', () => {
  assert.equal(nextRound([]), 0);
  assert.equal(nextRound([sampleOfProgram(BASE, { round: 7 })]), 8);
});
