import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Check } from 'typebox/value';

import { metricNamed, PlanBody, type Suite } from '../../src/model/index.ts';
import { basicPlan, checkPlan, combineRatings } from '../../src/plan/index.ts';
import { deterministicRating, RUBRIC_DEFAULT } from '../../src/plan/index.ts';
import { baselineOf, benchmark, NOW, suiteWith, TARGET } from './suites.ts';

const render = { benchmark: 'render', metric: 'wall', atMost: 1e7 };
const rows = { benchmark: 'parse', metric: 'rows', atLeast: 500 };
const many = Array.from({ length: 500 }, (_, index) =>
  benchmark(`bench-${index}`, [metricNamed('wall')]),
);
const suites: Readonly<Record<string, Suite>> = {
  'one target': suiteWith([TARGET]),
  'several targets': suiteWith([TARGET, render, rows]),
  'no target': suiteWith(),
  'a target that is reached already': suiteWith([{ ...TARGET, atMost: 1e9 }]),
  'a target almost reached': suiteWith([{ ...TARGET, atMost: 11.99e6 }]),
  'the largest suite': suiteWith([], { benchmarks: many }),
};

for (const [name, suite] of Object.entries(suites)) {
  for (const baseline of [null, baselineOf(suite)]) {
    const known = baseline === null ? 'without a baseline' : 'with a baseline';
    test(`the built-in plan for ${name} ${known} passes the checks and the rating by merit`, () => {
      const plan = basicPlan({ planId: 'p', subject: 'access-log', suite, baseline, now: NOW });
      assert.ok(Check(PlanBody, plan));
      assert.deepEqual(checkPlan(plan, { suite, baseline }), []);
      const rating = deterministicRating(plan, suite, baseline);
      const { overall } = combineRatings([rating], RUBRIC_DEFAULT);
      assert.ok(overall !== null && overall >= 7, `it gets ${overall}`);
    });
  }
}

test('the plan quotes what was measured and expects what the target needs', () => {
  const suite = suiteWith([TARGET]);
  const baseline = baselineOf(suite);
  const plan = basicPlan({ planId: 'p', subject: 's', suite, baseline, now: NOW });
  const change = plan.steps.find(({ kind }) => kind === 'change');
  assert.match(plan.made_by, /built-in planner, no model/);
  assert.match(change?.evidence[0]?.text ?? '', /parse takes 12 ms of wall \(median of n = 5 runs/);
  assert.match(change?.evidence[1]?.text ?? '', /sets the target parse wall <= 8 ms/);
  assert.equal(change?.expected_gain?.amount, 33.33); // 12 ms to 8 ms
});

test('without a baseline it promises no more than the smallest change that matters', () => {
  const suite = suiteWith([TARGET]);
  const plan = basicPlan({ planId: 'p', subject: 's', suite, baseline: null, now: NOW });
  const change = plan.steps.find(({ kind }) => kind === 'change');
  assert.equal(change?.expected_gain?.amount, 2);
  assert.match(change?.expected_gain?.basis ?? '', /not measured yet.*more is not promised/);
});

test('a target beyond belief is left to the checks to find', () => {
  const suite = suiteWith([{ ...TARGET, atMost: 1 }]);
  const baseline = baselineOf(suite);
  const plan = basicPlan({ planId: 'p', subject: 's', suite, baseline, now: NOW });
  const found = checkPlan(plan, { suite, baseline }).map(({ rule }) => rule);
  assert.deepEqual(found, ['gain-too-large']);
});
