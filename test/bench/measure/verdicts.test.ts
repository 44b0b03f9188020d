import assert from 'node:assert/strict';
import { test } from 'node:test';

import { at, NS_PER_MS } from '../../../src/base/index.ts';
import { evidenceOn } from '../../../src/bench/measure/evidence.ts';
import { SIZING_ALPHA } from '../../../src/bench/measure/limits.ts';
import { judge } from '../../../src/gates/index.ts';
import { metricNamed, type VerdictKind } from '../../../src/model/index.ts';
import { planFor, simulate, type SimulatedMachine } from './simulated.ts';

const BASE = { name: 'base', wallNs: 100 * NS_PER_MS, cpuShare: 1 };
const QUIET: SimulatedMachine = { canPin: true, noise: { pinned: 0.01, free: 0.03 } };
const NOISY: SimulatedMachine = { canPin: true, noise: { pinned: 0.05, free: 0.15 } };

/** One for all trials: its bound is computed once. */
const STOPPING = { ...planFor(BASE, []).stopping, alpha: SIZING_ALPHA };

/** How often each verdict comes out of the whole way from schedule to judgement. */
function verdicts(
  ratio: number,
  machine: SimulatedMachine,
  trials: number,
  overrides: Parameters<typeof planFor>[2] = {},
): Record<VerdictKind, number> {
  const candidate = { ...BASE, name: 'candidate', wallNs: ratio * BASE.wallNs };
  const counts = { improved: 0, regressed: 0, unchanged: 0, inconclusive: 0 };
  for (let seed = 0; seed < trials; seed++) {
    const plan = planFor(BASE, [candidate], { seed, stopping: STOPPING, ...overrides });
    const { samples } = simulate(plan, [BASE, candidate], machine, seed);
    const sides = { base: 'base', candidate: 'candidate' };
    const evidence = evidenceOn(samples, sides, plan.claimed.name);
    const { verdict } = judge({
      ratio: evidence?.ratio ?? null,
      pValue: evidence?.pValueAlone ?? null,
      direction: plan.claimed.direction,
      minEffect: plan.claimed.minEffect,
    });
    counts[verdict]++;
  }
  return counts;
}

/** Four standard deviations above the nominal 5 %: fixed seeds, so this is no lottery. */
function mostFalse(trials: number): number {
  return 0.05 * trials + 4 * Math.sqrt(0.05 * 0.95 * trials);
}

test('nothing changed: a false alarm in at most one of twenty, with noise and without', () => {
  for (const machine of [QUIET, NOISY]) {
    const trials = 200;
    const { improved, regressed, unchanged } = verdicts(1, machine, trials);
    assert.ok(improved + regressed <= mostFalse(trials), `${improved} + ${regressed}`);
    assert.ok(machine === NOISY || unchanged > trials / 4, `${unchanged} unchanged`);
  }
});

test('a smallest change of almost nothing does not hide false alarms', () => {
  const trials = 200;
  const claimed = metricNamed('wall', 1e-6);
  const { improved, regressed } = verdicts(1, QUIET, trials, { claimed });
  assert.ok(improved + regressed <= mostFalse(trials), `${improved} + ${regressed}`);
  assert.ok(improved + regressed > 0, 'the tail of the test was reached at all');
});

test('5 % is mostly found on a quiet machine, on the right side', () => {
  const faster = verdicts(0.95, QUIET, 100);
  assert.ok(faster.improved >= 85, JSON.stringify(faster));
  assert.equal(faster.regressed, 0);
  const slower = verdicts(1.05, QUIET, 100);
  assert.ok(slower.regressed >= 85, JSON.stringify(slower));
  assert.equal(slower.improved, 0);
});

test('what cannot be seen is inconclusive, not unchanged', () => {
  const found = verdicts(0.97, NOISY, 60);
  assert.ok(found.inconclusive > 30, JSON.stringify(found));
  assert.equal(found.unchanged, 0);
});

test('the interval holds the true ratio in about 95 of 100 measurements', () => {
  const trials = 300;
  const candidate = { ...BASE, name: 'candidate', wallNs: 0.9 * BASE.wallNs };
  let missed = 0;
  for (let seed = 0; seed < trials; seed++) {
    const plan = planFor(BASE, [candidate], { seed, stopping: STOPPING });
    const { samples } = simulate(plan, [BASE, candidate], QUIET, seed);
    const sides = { base: 'base', candidate: 'candidate' };
    const ratio = evidenceOn(samples, sides, 'wall')?.ratio;
    assert.ok(ratio != null);
    missed += ratio.lo > 0.9 || ratio.hi < 0.9 ? 1 : 0;
  }
  assert.ok(missed <= mostFalse(trials) && missed >= 3, `${missed} of ${trials} missed`);
});

test('a confirmation is never looked at before it is complete', () => {
  const candidate = { ...BASE, name: 'candidate', wallNs: 0.5 * BASE.wallNs };
  const plan = planFor(BASE, [candidate]);
  const { samples, end } = simulate(plan, [BASE, candidate], QUIET, 1);
  const pairs = evidenceOn(samples, { base: 'base', candidate: 'candidate' }, 'wall')?.pairs;
  assert.equal(pairs?.confirmation, end.confirmationPairs);
  assert.equal(at(samples, -1).phase, 'confirmation');
});
