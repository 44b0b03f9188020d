import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NS_PER_MS } from '../../../src/base/index.ts';
import { affordableRounds, affordableScreening } from '../../../src/bench/measure/time-budget.ts';
import { planFor, sampleOfProgram } from './simulated.ts';

const BASE = { name: 'base', wallNs: 100 * NS_PER_MS, cpuShare: 1 };
const CANDIDATE = { name: 'candidate', wallNs: 300 * NS_PER_MS, cpuShare: 1 };
const SIDES = ['base', 'candidate'];

function planWithin(timeLimitMs: number): ReturnType<typeof planFor> {
  const plan = planFor(BASE, [CANDIDATE]);
  return { ...plan, stopping: { ...plan.stopping, timeLimitMs } };
}

const ROUND = [BASE, CANDIDATE].map((side) => sampleOfProgram(side, { round: 0 }));

test('counts the whole rounds that fit into what is left', () => {
  assert.equal(affordableRounds(planWithin(4_400), ROUND, SIDES), 10);
  assert.equal(affordableRounds(planWithin(4_399), ROUND, SIDES), 9);
});

test('counts only the sides that are asked for', () => {
  assert.equal(affordableRounds(planWithin(4_400), ROUND, ['base']), 40);
});

test('nothing fits when the time is used up, and never less than nothing', () => {
  assert.equal(affordableRounds(planWithin(400), ROUND, SIDES), 0);
  assert.equal(affordableRounds(planWithin(1), ROUND, SIDES), 0);
});

test('screening may use half of the limit', () => {
  assert.equal(affordableScreening(planWithin(8_800), ROUND, SIDES), 10);
});

test('the commands before and after a run use up the limit too', () => {
  const prepared = ROUND.map((sample) => ({ ...sample, aroundNs: 600 * NS_PER_MS }));
  // A round takes 400 ms of its own and 1200 ms around it, and one is over.
  assert.equal(affordableRounds(planWithin(16_000), prepared, SIDES), 9);
  assert.equal(affordableRounds(planWithin(16_000), ROUND, SIDES), 39);
});

test('times of zero do not divide by zero', () => {
  const instant = sampleOfProgram({ ...BASE, wallNs: 0 }, { round: 0 });
  assert.ok(Number.isFinite(affordableRounds(planWithin(1_000), [instant], ['base'])));
});
