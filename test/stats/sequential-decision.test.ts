import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../../src/base/index.ts';
import { pocockBound, sequentialDecision } from '../../src/stats/index.ts';
import { normalDraws } from './draws.ts';

const looks = [10, 20, 40, 70, 100];
const alpha = 0.05;
const bound = pocockBound({ looks, alpha });
const minEffect = Math.log1p(0.02);

/** Differences of a median and spread, the same in every run of the test. */
function differences(count: number, centre: number, spread: number): number[] {
  return normalDraws(randomFrom(4, 'look'), count).map((value) => centre + spread * value);
}

function decide(values: readonly number[], index: number): ReturnType<typeof sequentialDecision> {
  return sequentialDecision({ differences: values, looks, alpha, bound, index, minEffect });
}

test('ten pairs on one side end at the first look', () => {
  const smaller = Array.from({ length: 10 }, (_, index) => -0.1 - index / 1000);
  assert.equal(decide(smaller, 0).kind, 'below');
  assert.equal(
    decide(
      smaller.map((value) => -value),
      0,
    ).kind,
    'above',
  );
});

test('a clear change is found, a weak one goes on, and the last look is the cap', () => {
  assert.equal(decide(differences(20, -0.05, 0.03), 1).kind, 'below');
  assert.equal(decide(differences(20, 0.05, 0.03), 1).kind, 'above');
  assert.equal(decide(differences(10, 0, 0.06), 0).kind, 'continue');
  assert.equal(decide(differences(100, 0, 0.06), 4).kind, 'cap');
});

test('a machine that can not see the smallest effect in the time left ends as futile', () => {
  const found = decide(differences(40, 0, 0.4), 2);
  assert.equal(found.kind, 'futile');
  assert.ok(found.kind === 'futile' && found.because === 'low-power');
});

test('the threshold of futility is a parameter, and 0 never stops', () => {
  const look = { looks, alpha, bound, index: 2, minEffect, differences: differences(40, 0, 0.4) };
  assert.equal(sequentialDecision({ ...look, futilePower: 0 }).kind, 'continue');
  const weak = { ...look, index: 1, differences: differences(20, 0, 0.06) };
  assert.equal(sequentialDecision({ ...weak, futilePower: 0.999 }).kind, 'futile');
});

test('differences that exclude the smallest effect end as equivalent', () => {
  const found = decide(differences(40, 0, 0.01), 2);
  assert.equal(found.kind, 'futile');
  assert.ok(found.kind === 'futile' && found.because === 'equivalent');
});

test('a run of zeros is equivalent, and a few pairs are not', () => {
  const zeros = Array.from({ length: 10 }, () => 0);
  assert.deepEqual(decide(zeros, 0), { kind: 'futile', z: 0, because: 'equivalent' });
  assert.deepEqual(decide(zeros.slice(0, 3), 0), { kind: 'continue', z: 0 });
  assert.deepEqual(decide([], 0), { kind: 'continue', z: 0 });
  assert.deepEqual(decide([0.5], 0), { kind: 'continue', z: 0 });
});

test('a large trend is never futile while looks are left', () => {
  const values = differences(10, 0.15, 0.25);
  const found = decide(values, 0);
  assert.ok(found.kind === 'continue' || found.kind === 'above', found.kind);
});

test('a look that does not fit its plan is refused', () => {
  const look = { looks, alpha, bound, index: 0, minEffect, differences: [1, 2] };
  assert.throws(() => sequentialDecision({ ...look, alpha: 0.01 }), /these looks and this alpha/);
  assert.throws(() => sequentialDecision({ ...look, looks: [10, 20] }), /these looks/);
  assert.throws(() => sequentialDecision({ ...look, index: 5 }), /one of the plan/);
  assert.throws(() => sequentialDecision({ ...look, minEffect: 0 }), /above 0/);
  assert.throws(
    () => sequentialDecision({ ...look, differences: differences(11, 0, 1) }),
    /no more pairs/,
  );
});
