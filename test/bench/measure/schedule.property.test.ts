import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { NS_PER_MS } from '../../../src/base/index.ts';
import type { MeasurePlan } from '../../../src/bench/measure/plan.ts';
import { nextBatch } from '../../../src/bench/measure/schedule.ts';
import { metricNamed } from '../../../src/model/index.ts';
import { planFor, simulate, type SimulatedMachine, type SimulatedProgram } from './simulated.ts';

interface Situation {
  readonly plan: MeasurePlan;
  readonly programs: readonly SimulatedProgram[];
  readonly machine: SimulatedMachine;
  readonly seed: number;
}

const situations: fc.Arbitrary<Situation> = fc
  .record({
    speeds: fc.array(fc.constantFrom(0.5, 0.9, 0.97, 1, 1.02, 1.3, 4), {
      minLength: 1,
      maxLength: 4,
    }),
    cpuShare: fc.constantFrom(1, 0.5, 2, null),
    rssBytes: fc.constantFrom(5e7, null),
    metric: fc.constantFrom('wall', 'cpu', 'rss', 'errors'),
    confirmIn: fc.constantFrom('pinned' as const, 'free' as const),
    looks: fc.constantFrom([], [10], [10, 20, 40], [10, 20, 40, 70, 100]),
    confirmation: fc.constantFrom('always' as const, 'after-signal' as const),
    pairsMax: fc.integer({ min: 8, max: 120 }),
    timeLimitMs: fc.constantFrom(500, 3_000, 10_000, 40_000, 3_600_000),
    warmups: fc.integer({ min: 1, max: 12 }),
    canPin: fc.boolean(),
    free: fc.constantFrom(0, 0.01, 0.05, 0.3),
    seed: fc.integer(),
  })
  .map((drawn) => {
    const { cpuShare, rssBytes, looks, confirmation, pairsMax, timeLimitMs, free } = drawn;
    const programs = [1, ...drawn.speeds].map((speed, index) => ({
      name: index === 0 ? 'base' : `candidate ${index}`,
      wallNs: speed * 50 * NS_PER_MS,
      cpuShare,
      rssBytes,
      values: { errors: index % 2 },
    }));
    const [base, ...candidates] = programs;
    assert.ok(base !== undefined);
    const plan = planFor(base, candidates, {
      claimed: metricNamed(drawn.metric),
      confirmIn: drawn.confirmIn,
      warmups: drawn.warmups,
      seed: drawn.seed,
      stopping: {
        looks,
        alpha: 0.2,
        confirmation,
        confirmationPairs: { min: Math.min(20, pairsMax), max: pairsMax },
        timeLimitMs,
      },
    });
    const machine = { canPin: drawn.canPin, noise: { pinned: free / 3, free } };
    return { plan, programs, machine, seed: drawn.seed };
  });

function run({ plan, programs, machine, seed }: Situation): ReturnType<typeof simulate> {
  return simulate(plan, programs, machine, seed);
}

const RUNS = { numRuns: 150 };

test('resuming after any batch goes on with the batch that would have come', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const { samples, batches, end } = run(situation);
      let taken = 0;
      for (const batch of batches) {
        const before = samples.slice(0, taken);
        assert.deepEqual(nextBatch(situation.plan, before, situation.machine), batch);
        taken += batch.rounds.length * batch.sides.length;
      }
      assert.equal(taken, samples.length);
      assert.deepEqual(nextBatch(situation.plan, samples, situation.machine), end);
    }),
    RUNS,
  );
});

test('rounds count up from 0 without a gap, and the base runs in each', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const { samples, batches } = run(situation);
      const rounds = batches.flatMap((batch) => batch.rounds);
      assert.deepEqual(
        rounds,
        rounds.map((_, index) => index),
      );
      assert.ok(batches.every(({ sides }) => sides[0] === 'base' && sides.length > 1));
      for (const round of rounds) {
        const names = samples.filter((one) => one.round === round).map(({ side }) => side);
        assert.equal(names.filter((name) => name === 'base').length, 1);
        assert.equal(new Set(names).size, names.length);
      }
    }),
    { numRuns: 40 },
  );
});

test('phases come in order: warm-up, screening, first half, warm-up, second half', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const { batches } = run(situation);
      const steps = batches.map(({ phase, half }) => `${phase} ${half}`);
      const order = ['warmup 0', 'screening 0', 'confirmation 0', 'warmup 1', 'confirmation 1'].map(
        (step) => steps.lastIndexOf(step),
      );
      const firsts = [...new Set(steps)].map((step) => steps.indexOf(step));
      assert.deepEqual(
        firsts,
        firsts.toSorted((a, b) => a - b),
      );
      const seen = order.filter((index) => index >= 0);
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      );
      assert.equal(steps.length === 0 || steps[0] === 'warmup 0', true);
    }),
    RUNS,
  );
});

test('a confirmation has as many pairs as it was meant to have, in halves equal within one', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const { batches, end } = run(situation);
      const half = (wanted: 0 | 1) =>
        batches
          .filter((batch) => batch.phase === 'confirmation' && batch.half === wanted)
          .reduce((sum, batch) => sum + batch.rounds.length, 0);
      const [first, second] = [half(0), half(1)];
      assert.ok(first - second === 0 || first - second === 1);
      assert.ok(first + second === 0 || first + second === end.confirmationPairs);
      assert.ok(first + second <= situation.plan.stopping.confirmationPairs.max);
      const sides = batches.filter((batch) => batch.phase === 'confirmation');
      assert.ok(new Set(sides.map((batch) => batch.sides.join())).size <= 1);
    }),
    RUNS,
  );
});

test('a program on several cores, or on nobody knows how many, is never pinned', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const shares = situation.programs.map(({ cpuShare }) => cpuShare);
      fc.pre(shares.some((share) => share === null || share >= 1.5));
      assert.ok(run(situation).batches.every(({ placement }) => placement === 'free'));
    }),
    RUNS,
  );
});

test('every candidate’s screening has an end, and screening stays within its last look', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const { samples, end } = run(situation);
      const names = situation.plan.candidates.map(({ name }) => name);
      assert.deepEqual([...end.screening.keys()], names);
      const looks = situation.plan.stopping.looks;
      const most = (looks.at(-1) ?? 0) + 8;
      for (const name of names) {
        const own = samples.filter((one) => one.phase === 'screening' && one.side === name);
        assert.ok(own.length <= most, `${own.length} rounds of screening`);
      }
    }),
    RUNS,
  );
});

test('steady programs stay within the time limit once they are warm', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      // Only what is known in advance can be kept: without noise, to the last round.
      const machine = { ...situation.machine, noise: { pinned: 0, free: 0 } };
      const { samples } = run({ ...situation, machine });
      const limitNs = situation.plan.stopping.timeLimitMs * NS_PER_MS;
      const warmNs = samples
        .filter(({ phase, half }) => phase === 'warmup' && half === 0)
        .reduce((sum, { wallNs }) => sum + wallNs, 0);
      const usedNs = samples.reduce((sum, { wallNs }) => sum + wallNs, 0);
      assert.ok(usedNs <= Math.max(limitNs, warmNs) * (1 + 1e-9), `${usedNs} of ${limitNs} ns`);
    }),
    RUNS,
  );
});
