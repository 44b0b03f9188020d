import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError, NS_PER_MS } from '../../../src/base/index.ts';
import { PAIRS_MIN, SIZING_ROUNDS } from '../../../src/bench/measure/limits.ts';
import type { MeasurePlan } from '../../../src/bench/measure/plan.ts';
import { nextBatch, placementsFor, usesSeveralCores } from '../../../src/bench/measure/schedule.ts';
import { metricNamed } from '../../../src/model/index.ts';
import { planFor, sampleOfProgram, simulate, type SimulatedProgram } from './simulated.ts';

const BASE: SimulatedProgram = { name: 'base', wallNs: 100 * NS_PER_MS, cpuShare: 1 };
const SAME: SimulatedProgram = { ...BASE, name: 'same' };
const FASTER: SimulatedProgram = { ...BASE, name: 'faster', wallNs: 80 * NS_PER_MS };
const MACHINE = { canPin: true, noise: { pinned: 0.01, free: 0.03 } };
const FREE = { canPin: false, noise: { pinned: 0.03, free: 0.03 } };

function withStopping(plan: MeasurePlan, stopping: Partial<MeasurePlan['stopping']>): MeasurePlan {
  return { ...plan, stopping: { ...plan.stopping, ...stopping } };
}

test('warm-up is first, free, and of all sides with the base in front', () => {
  const plan = planFor(BASE, [SAME, FASTER], { warmups: 13 });
  const { batches } = simulate(plan, [BASE, SAME, FASTER], MACHINE, 1);
  for (const batch of batches.slice(0, 2)) {
    assert.equal(batch.phase, 'warmup');
    assert.equal(batch.placement, 'free');
    assert.deepEqual(batch.sides, ['base', 'same', 'faster']);
  }
  assert.deepEqual(
    batches.slice(0, 2).flatMap(({ rounds }) => rounds),
    Array.from({ length: 13 }, (_, round) => round),
  );
  assert.equal(batches[2]?.phase, 'screening');
});

test('without a warm-up nothing can be planned', () => {
  const plan = planFor(BASE, [SAME], { warmups: 0 });
  assert.throws(() => nextBatch(plan, [], MACHINE), AssertionError);
});

test('screens pinned and confirms free, with sizing rounds in between', () => {
  const { batches } = simulate(planFor(BASE, [FASTER]), [BASE, FASTER], MACHINE, 1);
  const steps = batches.map(({ phase, placement, half, rounds }) =>
    [phase, placement, half, rounds.length].join(' '),
  );
  assert.deepEqual(steps.slice(0, 3), [
    'warmup free 0 2',
    'screening pinned 0 10',
    `screening free 0 ${SIZING_ROUNDS}`,
  ]);
  assert.ok(steps.slice(3).every((step) => / free /.test(step)));
});

test('sides swap once, between the halves, with a warm-up after the swap', () => {
  const { batches } = simulate(planFor(BASE, [FASTER]), [BASE, FASTER], MACHINE, 1);
  const halves = batches.map(({ half }) => half);
  assert.deepEqual(
    halves,
    halves.toSorted((left, right) => left - right),
  );
  const swap = batches[halves.indexOf(1)];
  assert.equal(swap?.phase, 'warmup');
  assert.deepEqual(swap?.rounds.length, 1);
});

test('a CPU claim stays pinned and needs no sizing', () => {
  const plan = planFor(BASE, [FASTER], { claimed: metricNamed('cpu'), confirmIn: 'pinned' });
  const { batches } = simulate(plan, [BASE, FASTER], MACHINE, 1);
  for (const batch of batches.filter(({ phase }) => phase !== 'warmup')) {
    assert.equal(batch.placement, 'pinned');
  }
});

test('nothing is pinned for memory, for printed metrics, or where the machine can’t', () => {
  const warm = [sampleOfProgram(BASE, { round: 0, batch: { phase: 'warmup' } })];
  const placed = (name: string, canPin: boolean) => {
    const plan = planFor(BASE, [SAME], { claimed: metricNamed(name), confirmIn: 'pinned' });
    return placementsFor(plan, warm, canPin);
  };
  const free = { screening: 'free', confirmation: 'free' };
  assert.deepEqual(placed('rss', true), free);
  assert.deepEqual(placed('latency', true), free);
  assert.deepEqual(placed('cpu', false), free);
  assert.deepEqual(placed('cpu', true), { screening: 'pinned', confirmation: 'pinned' });
});

test('a program on several cores is never pinned, nor one that may be', () => {
  for (const cpuShare of [1.5, 4, null]) {
    const wide = { ...FASTER, cpuShare };
    const plan = planFor(BASE, [wide], { confirmIn: 'pinned' });
    const { samples } = simulate(plan, [BASE, wide], MACHINE, 1);
    assert.ok(samples.every(({ placement }) => placement === 'free'));
    assert.ok(usesSeveralCores(samples));
  }
  const { samples } = simulate(planFor(BASE, [FASTER]), [BASE, FASTER], MACHINE, 1);
  assert.equal(usesSeveralCores(samples), false);
});

test('without a signal nothing is confirmed, if that is the rule', () => {
  const plan = withStopping(planFor(BASE, [SAME, FASTER]), { confirmation: 'after-signal' });
  const { batches, end } = simulate(plan, [BASE, SAME, FASTER], MACHINE, 1);
  const confirmed = batches.filter(({ phase }) => phase === 'confirmation');
  assert.ok(confirmed.length > 0);
  assert.ok(confirmed.every(({ sides }) => sides.join() === 'base,faster'));
  assert.equal(end.screening.get('faster'), 'win');
  assert.equal(end.screening.get('same'), 'futile');
});

test('where nothing is screened everything is confirmed, whatever the rule', () => {
  for (const confirmation of ['always', 'after-signal'] as const) {
    const plan = withStopping(planFor(BASE, [SAME]), { confirmation, looks: [] });
    const { batches, end } = simulate(plan, [BASE, SAME], MACHINE, 1);
    assert.ok(batches.some(({ phase }) => phase === 'confirmation'));
    assert.equal(end.screening.get('same'), 'skipped');
    assert.ok(end.confirmationPairs >= plan.stopping.confirmationPairs.min);
  }
});

test('candidates leave screening one by one, and the base is in every round', () => {
  const plan = planFor(BASE, [SAME, FASTER]);
  const { batches } = simulate(plan, [BASE, SAME, FASTER], FREE, 4);
  const screening = batches.filter(({ phase }) => phase === 'screening');
  assert.deepEqual(screening[0]?.sides, ['base', 'same', 'faster']);
  assert.deepEqual(screening.at(-1)?.sides, ['base', 'same']);
});

const pairsWithNoise = (free: number) =>
  simulate(planFor(BASE, [SAME]), [BASE, SAME], { canPin: false, noise: { pinned: 0, free } }, 1)
    .end.confirmationPairs;

test('noise makes a confirmation larger, within its bounds', () => {
  assert.equal(pairsWithNoise(0.001), 20);
  assert.equal(pairsWithNoise(0.3), 100);
  assert.ok(pairsWithNoise(0.03) > 20 && pairsWithNoise(0.03) < 100);
});

test('sizing leaves time for the smallest confirmation', () => {
  // A round takes 200 ms: two of warm-up, three of sizing, one after the swap, eight pairs.
  const stopping = { looks: [], timeLimitMs: 14 * 200 };
  const plan = withStopping(planFor(BASE, [SAME]), stopping);
  const quiet = { canPin: false, noise: { pinned: 0, free: 0 } };
  const { batches, end } = simulate(plan, [BASE, SAME], quiet, 1);
  const sizing = batches.find(({ phase }) => phase === 'screening');
  assert.equal(sizing?.rounds.length, 3);
  assert.equal(end.confirmationPairs, PAIRS_MIN);
  assert.equal(end.screening.get('same'), 'skipped');
});

test('too little time for a confirmation is the end of those that were to be confirmed', () => {
  const plan = withStopping(planFor(BASE, [SAME]), { looks: [], timeLimitMs: 1_000 });
  const { samples, end } = simulate(plan, [BASE, SAME], FREE, 1);
  assert.ok(samples.every(({ phase }) => phase === 'warmup'));
  assert.equal(end.screening.get('same'), 'time');
  assert.ok(end.confirmationPairs < PAIRS_MIN);
});

test('running out of time hides no other end of a screening', () => {
  const plan = withStopping(planFor(BASE, [SAME, FASTER]), { confirmation: 'after-signal' });
  const { samples } = simulate(plan, [BASE, SAME, FASTER], FREE, 1);
  const screened = samples.filter(({ phase, half }) => phase !== 'confirmation' && half === 0);
  const late = nextBatch(withStopping(plan, { timeLimitMs: 1 }), screened, FREE);
  assert.ok(late.kind === 'finished');
  assert.deepEqual(
    [...late.screening],
    [
      ['same', 'futile'],
      ['faster', 'time'],
    ],
  );
});
