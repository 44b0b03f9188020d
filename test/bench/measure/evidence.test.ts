import assert from 'node:assert/strict';
import { test } from 'node:test';

import { evidenceOn, placementsUsed } from '../../../src/bench/measure/evidence.ts';
import type { Batch } from '../../../src/bench/measure/rounds.ts';
import type { Sample } from '../../../src/model/index.ts';
import { sampleOfProgram } from './simulated.ts';

const SIDES = { base: 'base', candidate: 'candidate' };

/** One round with given wall times. */
function roundOf(
  round: number,
  [base, candidate]: readonly [number, number],
  batch: Partial<Batch> = { phase: 'confirmation' },
): Sample[] {
  return [
    sampleOfProgram({ name: 'base', wallNs: base, cpuShare: 1 }, { round, batch }),
    sampleOfProgram({ name: 'candidate', wallNs: candidate, cpuShare: null }, { round, batch }),
  ];
}

const TEN = Array.from({ length: 10 }, (_, round) =>
  roundOf(round, [100 + round, 2 * (100 + round)], {
    phase: 'confirmation',
    half: round < 5 ? 0 : 1,
  }),
).flat();

test('estimates from the fresh pairs alone', () => {
  const screening = Array.from({ length: 5 }, (_, index) =>
    roundOf(20 + index, [100, 1], { phase: 'screening' }),
  ).flat();
  const evidence = evidenceOn([...TEN, ...screening], SIDES, 'wall');
  assert.deepEqual(evidence?.pairs, { screening: 5, confirmation: 10 });
  assert.ok(Math.abs((evidence?.ratio?.estimate ?? 0) - 2) < 1e-9);
  assert.equal(evidence?.ratio?.confidence, 0.95);
  assert.equal(evidence?.base.median, 104.5);
  assert.equal(evidence?.base.mad, 2.5);
  assert.equal(evidence?.halves.length, 2);
  // Ten differences of one sign: 2 of 2^10 sign flips are as extreme.
  assert.ok(Math.abs((evidence?.pValueAlone ?? 0) - 2 / 2 ** 10) < 1e-12);
});

test('exchanging the sides inverts the ratio and its interval', () => {
  const noisy = Array.from({ length: 20 }, (_, round) =>
    roundOf(round, [100 + ((round * 7) % 11), 105 + ((round * 5) % 13)]),
  ).flat();
  const there = evidenceOn(noisy, SIDES, 'wall');
  const back = evidenceOn(noisy, { base: 'candidate', candidate: 'base' }, 'wall');
  assert.ok(Math.abs((there?.ratio?.lo ?? 0) * (back?.ratio?.hi ?? 0) - 1) < 1e-12);
  assert.equal(there?.pValueAlone, back?.pValueAlone);
});

test('no confirmation, or no known value, is no evidence', () => {
  assert.equal(evidenceOn([], SIDES, 'wall'), null);
  assert.equal(evidenceOn(roundOf(0, [1, 1], { phase: 'screening' }), SIDES, 'wall'), null);
  assert.equal(evidenceOn(TEN, SIDES, 'cpu'), null);
  assert.equal(evidenceOn(TEN, SIDES, 'no such metric'), null);
  assert.equal(evidenceOn(TEN, { base: 'base', candidate: 'another' }, 'wall'), null);
});

test('one pair is shown but estimates nothing', () => {
  const evidence = evidenceOn(roundOf(0, [100, 50]), SIDES, 'wall');
  assert.equal(evidence?.ratio, null);
  assert.equal(evidence?.pValueAlone, null);
  assert.deepEqual(evidence?.base, { median: 100, mad: 0 });
  assert.deepEqual(evidence?.halves, []);
});

test('few pairs carry the confidence that their interval really has', () => {
  const three = [0, 1, 2].flatMap((round) => roundOf(round, [100, 50]));
  assert.equal(evidenceOn(three, SIDES, 'wall')?.ratio?.confidence, 0.75);
});

test('values that start at zero have a difference in place of a ratio', () => {
  const risen = Array.from({ length: 10 }, (_, round) => roundOf(round, [0, 3 + round])).flat();
  const evidence = evidenceOn(risen, SIDES, 'wall');
  assert.equal(evidence?.ratio, null);
  assert.deepEqual(evidence?.halves, []);
  assert.equal(evidence?.difference?.estimate, 7.5);
  assert.equal(evidence?.difference?.mean, 7.5);
  assert.ok((evidence?.difference?.lo ?? 0) > 0);
  assert.ok(Math.abs((evidence?.pValueAlone ?? 0) - 2 / 2 ** 10) < 1e-12);
});

test('a pair with a zero is not left out, because that would hide what happened in it', () => {
  const evidence = evidenceOn([...TEN, ...roundOf(50, [0, 900])], SIDES, 'wall');
  assert.equal(evidence?.pairs.confirmation, 11);
  assert.equal(evidence?.ratio, null);
  assert.ok((evidence?.difference?.mean ?? 0) > 100);
  assert.equal(evidenceOn(TEN, SIDES, 'wall')?.difference, null);
});

test('one pair with a zero estimates nothing', () => {
  const evidence = evidenceOn(roundOf(0, [0, 10]), SIDES, 'wall');
  assert.deepEqual([evidence?.ratio, evidence?.difference], [null, null]);
});

test('tells where each phase ran', () => {
  const samples = [
    ...roundOf(0, [1, 1], { phase: 'screening', placement: 'pinned' }),
    ...roundOf(1, [1, 1], { phase: 'screening', placement: 'free' }),
    ...roundOf(2, [1, 1]),
  ];
  assert.deepEqual(placementsUsed(samples), { screening: 'pinned', confirmation: 'free' });
  assert.deepEqual(placementsUsed([]), { screening: 'free', confirmation: 'free' });
});
