import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Random, randomFrom } from '../../src/base/index.ts';
import { pocockBound, sequentialDecision, signedRank } from '../../src/stats/index.ts';
import { burstyDraws, normalDraws } from './draws.ts';

const looks = [10, 20, 40, 70, 100];
const alpha = 0.05;
const bound = pocockBound({ looks, alpha });

/** Share of null sequences in which |z| passes the bound at any look. */
function alarmRate(draw: (random: Random) => number[], trials: number, label: string): number {
  const random = randomFrom(31, label);
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    const differences = draw(random);
    const alarm = looks.some(
      (look) => Math.abs(signedRank(differences.slice(0, look)).z) >= bound.z,
    );
    alarms += alarm ? 1 : 0;
  }
  return alarms / trials;
}

function atMostAlpha(rate: number, trials: number, label: string): void {
  const limit = alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / trials);
  assert.ok(rate <= limit, `${label}: ${rate} is at most ${limit}`);
}

test('five looks together raise at most 5 % false alarms, and not many fewer', () => {
  const trials = 8_000;
  const rate = alarmRate((random) => normalDraws(random, 100), trials, 'normal');
  atMostAlpha(rate, trials, 'normal');
  assert.ok(rate >= 0.04, `${rate} wastes little of the 5 %`);
});

test('heavy tails and coarse clocks raise no more false alarms', () => {
  const trials = 2_000;
  const cases: Record<string, (random: Random) => number[]> = {
    bursty: (random) => burstyDraws(random, 100),
    coarse: (random) => normalDraws(random, 100).map(Math.round),
    halfZeros: (random) => normalDraws(random, 100).map((value) => Math.trunc(value * 1.5)),
  };
  for (const [label, draw] of Object.entries(cases)) {
    atMostAlpha(alarmRate(draw, trials, label), trials, label);
  }
});

/** Runs one screening to its end. */
function screen(differences: readonly number[], minEffect: number): { end: string; pairs: number } {
  for (const [index, look] of looks.entries()) {
    const seen = differences.slice(0, look);
    const decision = sequentialDecision({
      differences: seen,
      looks,
      alpha,
      bound,
      index,
      minEffect,
    });
    if (decision.kind !== 'continue') {
      return { end: decision.kind, pairs: look };
    }
  }
  return { end: 'never', pairs: 0 };
}

test('the whole rule keeps the rate, always ends, and stops early when nothing is there', () => {
  const random = randomFrom(32, 'rule');
  const trials = 1_500;
  const ends = Array.from({ length: trials }, () =>
    screen(
      normalDraws(random, 100).map((value) => value * 0.02),
      Math.log1p(0.02),
    ),
  );
  const alarms = ends.filter(({ end }) => end === 'below' || end === 'above').length;
  atMostAlpha(alarms / trials, trials, 'rule');
  assert.ok(ends.every(({ end }) => end !== 'never'));
  const pairs = ends.reduce((sum, end) => sum + end.pairs, 0) / trials;
  assert.ok(pairs < 50, `${pairs} pairs on average instead of 100`);
});

test('futility costs almost no power for an effect of the smallest size that matters', () => {
  const random = randomFrom(33, 'power');
  const trials = 400;
  const effect = Math.log1p(0.03);
  const run = () => normalDraws(random, 100).map((value) => value * 0.06 - effect);
  let [withRule, without] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const differences = run();
    withRule += screen(differences, Math.log1p(0.02)).end === 'below' ? 1 : 0;
    without += looks.some((look) => signedRank(differences.slice(0, look)).z <= -bound.z) ? 1 : 0;
  }
  assert.ok(without / trials > 0.9, `${without / trials} is the power without futility`);
  assert.ok(without - withRule <= 0.01 * trials, `${withRule} of ${without} are still found`);
});
