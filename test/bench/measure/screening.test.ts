import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NS_PER_MS } from '../../../src/base/index.ts';
import { screeningOf } from '../../../src/bench/measure/screening.ts';
import type { Sample } from '../../../src/model/index.ts';
import { planFor, sampleOfProgram, type SimulatedProgram } from './simulated.ts';

const BASE: SimulatedProgram = { name: 'base', wallNs: 100 * NS_PER_MS, cpuShare: 1 };
const FASTER: SimulatedProgram = { name: 'faster', wallNs: 80 * NS_PER_MS, cpuShare: 1 };
const PLAN = planFor(BASE, [FASTER]);

function roundsOf(sides: readonly SimulatedProgram[], from: number, count: number): Sample[] {
  return Array.from({ length: count }, (_, index) =>
    sides.map((side) => sampleOfProgram(side, { round: from + index })),
  ).flat();
}

function within(plan: typeof PLAN, timeLimitMs: number): typeof PLAN {
  return { ...plan, stopping: { ...plan.stopping, timeLimitMs } };
}

test('before the first look all its pairs are missing', () => {
  assert.deepEqual(screeningOf(PLAN, [], 'free').get('faster'), {
    kind: 'active',
    missing: 10,
    pairs: 0,
  });
});

const endedAfterTen = (end: string) => ({ kind: 'ended', end, pairs: 10 });

test('ten pairs that agree are a win, or a loss for a metric that should be high', () => {
  const samples = roundsOf([BASE, FASTER], 0, 10);
  const high = { ...PLAN, claimed: { ...PLAN.claimed, direction: 'higher' as const } };
  assert.deepEqual(screeningOf(PLAN, samples, 'free').get('faster'), endedAfterTen('win'));
  assert.deepEqual(screeningOf(high, samples, 'free').get('faster'), endedAfterTen('loss'));
});

test('samples of another placement or phase are not part of screening', () => {
  const samples = roundsOf([BASE, FASTER], 0, 10);
  assert.equal(screeningOf(PLAN, samples, 'pinned').get('faster')?.kind, 'active');
  const fresh = samples.map((sample) => ({ ...sample, phase: 'confirmation' as const }));
  assert.equal(screeningOf(PLAN, fresh, 'free').get('faster')?.pairs, 0);
});

test('without looks everything is skipped', () => {
  const plan = { ...PLAN, stopping: { ...PLAN.stopping, looks: [] } };
  assert.deepEqual(screeningOf(plan, [], 'free').get('faster'), {
    kind: 'ended',
    end: 'skipped',
    pairs: 0,
  });
});

test('ends by time when the pairs up to the next look do not fit', () => {
  const warm = [BASE, FASTER].map((side) =>
    sampleOfProgram(side, { round: 0, batch: { phase: 'warmup' } }),
  );
  const state = (limitMs: number) => screeningOf(within(PLAN, limitMs), warm, 'free').get('faster');
  assert.equal(state(3_960)?.kind, 'active');
  assert.deepEqual(state(3_959), { kind: 'ended', end: 'time', pairs: 0 });
});

test('all candidates of a round count towards its time', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({ ...BASE, name: `candidate ${index}` }));
  const plan = within(planFor(BASE, many), 10_000);
  const warm = [BASE, ...many].map((side) =>
    sampleOfProgram(side, { round: 0, batch: { phase: 'warmup' } }),
  );
  for (const [, state] of screeningOf(plan, warm, 'free')) {
    assert.equal(state.kind, 'ended');
  }
});

test('what the confirmation costs does not change how screening ended', () => {
  const warm = [BASE, FASTER].map((side) =>
    sampleOfProgram({ ...side, wallNs: side.wallNs * 3 }, { round: 0, batch: { phase: 'warmup' } }),
  );
  const plan = within(PLAN, 8_000);
  const quick = roundsOf([BASE, FASTER], 1, 20).map((sample) => ({
    ...sample,
    phase: 'confirmation' as const,
    wallNs: sample.wallNs / 100,
  }));
  assert.deepEqual(screeningOf(plan, warm, 'free').get('faster'), {
    kind: 'ended',
    end: 'time',
    pairs: 0,
  });
  assert.deepEqual(screeningOf(plan, [...warm, ...quick], 'free'), screeningOf(plan, warm, 'free'));
});

test('a metric that is never known ends screening after as many rounds as it may have', () => {
  const plan = { ...PLAN, claimed: { ...PLAN.claimed, name: 'rss' } };
  const sides = [BASE, FASTER].map((side) => ({ ...side, rssBytes: null }));
  const state = (rounds: number) =>
    screeningOf(plan, roundsOf(sides, 0, rounds), 'free').get('faster');
  assert.deepEqual(state(95), { kind: 'active', missing: 5, pairs: 0 });
  assert.deepEqual(state(100), { kind: 'ended', end: 'cap', pairs: 0 });
});

test('a metric that is always zero ends screening without a signal', () => {
  const plan = { ...PLAN, claimed: { ...PLAN.claimed, name: 'errors' } };
  const sides = [BASE, FASTER].map((side) => ({ ...side, values: { errors: 0 } }));
  const state = screeningOf(plan, roundsOf(sides, 0, 100), 'free').get('faster');
  assert.deepEqual(state, { kind: 'ended', end: 'cap', pairs: 100 });
});

const latencyRounds = (from: number, count: number, base: number, candidate: number) =>
  roundsOf(
    [
      { ...BASE, values: { latency: base } },
      { ...FASTER, values: { latency: candidate } },
    ],
    from,
    count,
  );

test('a look is decided from its own pairs, whatever came later', () => {
  const plan = { ...PLAN, claimed: { ...PLAN.claimed, name: 'latency' } };
  // Pairs without a logarithm must not make room for later ones.
  const first = [...latencyRounds(0, 9, 0, 0), ...latencyRounds(9, 1, 100, 50)];
  const later = latencyRounds(10, 9, 100, 50);
  const state = (samples: Sample[]) => screeningOf(plan, samples, 'free').get('faster');
  const early = state(first);
  assert.equal(early?.kind, 'active');
  assert.deepEqual(state([...first, ...later]), { kind: 'active', missing: 1, pairs: 19 });
});
