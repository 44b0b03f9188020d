import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Random, randomFrom } from '../../../src/base/index.ts';
import { comparedAgainstRest, type PerRun } from '../../../src/profile/analyse/against-the-rest.ts';
import { normalDraws } from '../../stats/draws.ts';

const RUNS = 12;
const SAMPLE_NS = 250_000;

/** Shares of what the functions take; the rest is the start of the process. */
const SHARES = [0.3, 0.15, 0.1, 0.08, 0.05, 0.04, 0.03, 0.02];

/** A program of 0.3 s on a machine whose speed differs by 15 % from run to run. */
function sampled(
  random: Random,
  factors: { readonly before: readonly number[]; readonly after: readonly number[] },
): { functions: PerRun[]; totals: PerRun } {
  const runsOf = (side: 'before' | 'after'): { times: number[]; total: number }[] =>
    normalDraws(random, RUNS).map((speed) => {
      const whole = 0.3e9 * Math.exp(0.15 * speed);
      const noise = normalDraws(random, SHARES.length + 1);
      const times = [...SHARES, 0.23].map((share, index) => {
        const samples = (whole * share * (factors[side][index] ?? 1)) / SAMPLE_NS;
        return Math.max(0, samples + Math.sqrt(samples) * (noise[index] ?? 0)) * SAMPLE_NS;
      });
      return { times, total: times.reduce((sum, time) => sum + time, 0) };
    });
  const [before, after] = [runsOf('before'), runsOf('after')];
  return {
    functions: SHARES.map((_, index) => ({
      before: before.map(({ times }) => times[index] ?? 0),
      after: after.map(({ times }) => times[index] ?? 0),
    })),
    totals: { before: before.map(({ total }) => total), after: after.map(({ total }) => total) },
  };
}

/** Which functions are named over many diffs, and how often. */
function namedOver(rounds: number, name: string, after: readonly number[]): number[] {
  const random = randomFrom(5, name);
  const counts = SHARES.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const { functions, totals } = sampled(random, { before: [], after });
    comparedAgainstRest(functions, totals, SAMPLE_NS).forEach(({ pValue }, index) => {
      counts[index] = (counts[index] ?? 0) + (pValue <= 0.01 ? 1 : 0);
    });
  }
  return counts;
}

const others = (counts: readonly number[], but: readonly number[]): number =>
  counts.reduce((sum, count, index) => sum + (but.includes(index) ? 0 : count), 0);

test('a program that is 5 % slower by one function shows it on a machine that varies by 15 %', () => {
  const counts = namedOver(100, 'planted', [1, 1 + 0.05 / 0.15]);
  assert.ok((counts[1] ?? 0) >= 95, counts.join(' '));
  assert.ok(others(counts, [1]) <= 5, counts.join(' '));
});

test('what became five times as fast makes nothing else look slower', () => {
  const counts = namedOver(100, 'much faster', [0.2]);
  assert.equal(counts[0], 100);
  assert.ok(others(counts, [0]) <= 5, counts.join(' '));
});

test('two that changed are both found', () => {
  const counts = namedOver(100, 'two', [1.3, 1, 0.5]);
  assert.ok((counts[0] ?? 0) >= 99 && (counts[2] ?? 0) >= 99, counts.join(' '));
  assert.ok(others(counts, [0, 2]) <= 5, counts.join(' '));
});

test('when nothing changed, hardly a diff names anything', () => {
  assert.ok(others(namedOver(300, 'null', []), []) <= 10);
});

test('a function that is nearly all there is is compared as it is', () => {
  const own = { before: [95, 96, 97], after: [190, 191, 192] };
  const totals = { before: [100, 101, 102], after: [195, 196, 197] };
  const [compared] = comparedAgainstRest([own], totals, 0);
  assert.deepEqual([compared?.before, compared?.after], [96, 191]);
  assert.equal(compared?.test.difference, 95);
});
