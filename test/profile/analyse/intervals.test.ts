import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import {
  amdahlBound,
  causalCheck,
  enoughRuns,
  functionIndex,
  predictedSlowdown,
  rankRanges,
  type RunInterval,
  runInterval,
  seenOfWhole,
  shareInterval,
  weighingsOf,
  weighRun,
} from '../../../src/profile/index.ts';
import { randomFrom } from '../../../src/base/index.ts';
import { madeProfile, SUBJECT } from './made-profile.ts';

const interval = (lo: number, hi: number): RunInterval => ({
  estimate: (lo + hi) / 2,
  lo,
  hi,
  n: 5,
});

test("the interval over runs is Student's", () => {
  // t of 4 degrees of freedom at 95 %: 2.7764451; deviation of 1..5: sqrt(2.5)
  const { estimate, lo, hi, n } = runInterval([1, 2, 3, 4, 5]);
  assert.deepEqual([estimate, n], [3, 5]);
  assert.ok(Math.abs((hi ?? 0) - (3 + (2.7764451 * Math.sqrt(2.5)) / Math.sqrt(5))) < 1e-6);
  assert.ok(Math.abs((lo ?? 0) - (6 - (hi ?? 0))) < 1e-9);
});

test('one run has no interval, equal runs one without width, and shares stay within 0 and 1', () => {
  assert.deepEqual(shareInterval([0.2]), { estimate: 0.2, lo: null, hi: null, n: 1 });
  assert.deepEqual(shareInterval([0.2, 0.2]), { estimate: 0.2, lo: 0.2, hi: 0.2, n: 2 });
  const { lo, hi } = shareInterval([0.01, 0.99]);
  assert.deepEqual([lo, hi], [0, 1]);
});

test('the interval holds the true share in about 95 of 100 profiles', () => {
  const random = randomFrom(7, 'coverage');
  const rounds = 1_000;
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    // 300 samples a run, of which 12 % hit the function, with a little spread between runs.
    const shares = Array.from({ length: 5 }, () => {
      const p = 0.12 * (0.8 + 0.4 * random.fraction());
      let hits = 0;
      for (let sample = 0; sample < 300; sample++) {
        hits += random.fraction() < p ? 1 : 0;
      }
      return hits / 300;
    });
    const { lo, hi } = shareInterval(shares);
    held += (lo ?? 1) <= 0.12 && 0.12 <= (hi ?? 0) ? 1 : 0;
  }
  assert.ok(held / rounds > 0.93 && held / rounds < 0.97, `held in ${held} of ${rounds}`);
});

test('intervals that overlap share ranks', () => {
  const ranks = rankRanges([interval(0.2, 0.3), interval(0.25, 0.4), interval(0.05, 0.1)]);
  assert.deepEqual(ranks, [
    { best: 1, worst: 2 },
    { best: 1, worst: 2 },
    { best: 3, worst: 3 },
  ]);
});

test('without intervals everything is a tie', () => {
  const one = { estimate: 0.5, lo: null, hi: null, n: 1 };
  assert.deepEqual(rankRanges([one, { ...one, estimate: 0.1 }]), [
    { best: 1, worst: 2 },
    { best: 1, worst: 2 },
  ]);
});

test('ranks belong to their intervals whatever the order, and no rank is claimed by a tie', () => {
  const intervals = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 9 })),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(intervals, (drawn) => {
      const given = drawn.map(([lo, width]) => interval(lo, lo + width));
      const ranks = rankRanges(given);
      assert.deepEqual(rankRanges(given.toReversed()).toReversed(), ranks);
      given.forEach((one, index) => {
        const above = given.filter(({ lo }) => (lo ?? 0) > (one.hi ?? 0)).length;
        const below = given.filter(({ hi }) => (hi ?? 0) < (one.lo ?? 0)).length;
        assert.deepEqual(ranks[index], { best: above + 1, worst: given.length - below });
      });
    }),
  );
});

test("the bound is Amdahl's, with the ends of the share", () => {
  const { free, halved, visible } = amdahlBound(interval(0.1, 0.3), 0.02);
  assert.deepEqual(free, { estimate: 1.25, lo: 1 / 0.9, hi: 1 / 0.7 });
  assert.deepEqual(halved, { estimate: 1 / 0.9, lo: 1 / 0.95, hi: 1 / 0.85 });
  assert.equal(visible, true);
  assert.deepEqual(amdahlBound(interval(1, 1), null), {
    free: { estimate: null, lo: null, hi: null },
    halved: { estimate: 2, lo: 2, hi: 2 },
    visible: null,
  });
});

test('what could not be seen if it were gone is not visible, unless its share is not known', () => {
  assert.equal(amdahlBound(interval(0.005, 0.015), 0.02).visible, false);
  assert.equal(amdahlBound(interval(0.005, 0.025), 0.02).visible, true);
  const once = { estimate: 0.01, lo: null, hi: null, n: 1 };
  assert.equal(amdahlBound(once, 0.02).visible, true);
});

test('a second call is expected to cost the share, or half of it when its data is warm', () => {
  assert.deepEqual(predictedSlowdown(interval(0.06, 0.08)), { estimate: 1.07, lo: 1.03, hi: 1.08 });
  assert.equal(predictedSlowdown({ estimate: 0.1, lo: null, hi: null, n: 1 }), null);
});

const measured = (lo: number, hi: number) => ({ estimate: (lo + hi) / 2, lo, hi });

test('an experiment agrees with the profile, contradicts it, or does not tell', () => {
  const share = interval(0.06, 0.08);
  assert.equal(causalCheck(share, measured(1.04, 1.06)).kind, 'agrees');
  assert.equal(causalCheck(share, measured(0.99, 1.01)).kind, 'contradicts');
  assert.equal(causalCheck(share, measured(1.2, 1.3)).kind, 'contradicts');
  assert.equal(causalCheck(share, measured(0.98, 1.07)).kind, 'undecided');
  const once = { estimate: 0.1, lo: null, hi: null, n: 1 };
  assert.equal(causalCheck(once, measured(1.04, 1.06)).kind, 'undecided');
});

test('a share of what was profiled is less of what is measured', () => {
  const share = interval(0.2, 0.4);
  const { estimate, lo, hi } = seenOfWhole(share, { seen: 60, whole: 80 });
  assert.ok(Math.abs(estimate - 0.225) < 1e-12 && Math.abs((lo ?? 0) - 0.15) < 1e-12);
  assert.equal(hi, 0.4, 'the upper end stays');
  assert.deepEqual(seenOfWhole(share, { seen: 90, whole: 80 }), share, 'never more than all');
  assert.deepEqual(seenOfWhole(share, { seen: null, whole: 80 }), share);
});

/** Runs in which `hot` takes these shares. */
function runsOf(shares: readonly number[]) {
  const index = functionIndex(SUBJECT);
  const runs = shares.map((share) =>
    weighRun(
      {
        cpu: [
          madeProfile([
            { stack: ['main', 'hot'], value: share * 1_000 },
            { stack: ['main'], value: (1 - share) * 1_000 },
          ]),
        ],
        allocation: [],
      },
      index,
    ),
  );
  return { index, weighings: weighingsOf(runs, 'process-cpu') ?? [] };
}

function decide(shares: readonly number[]) {
  const { index, weighings } = runsOf(shares);
  return enoughRuns(weighings, index);
}

test('profiling goes on until the largest shares stand still, or ten runs are there', () => {
  assert.deepEqual(decide([0.5, 0.5]), { kind: 'more', widest: null });
  assert.deepEqual(decide([0.5, 0.5, 0.51]), { kind: 'enough', because: 'stable' });
  const moving = decide([0.2, 0.4, 0.6]);
  assert.equal(moving.kind, 'more');
  assert.equal(moving.kind === 'more' ? moving.widest?.name : '', 'hot');
  const ten = [0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9];
  assert.deepEqual(decide(ten), { kind: 'enough', because: 'runs-max' });
});
