import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Check } from 'typebox/value';

import { type PlanBody, Rating } from '../../src/model/index.ts';
import { combineRatings, deterministicRating, RUBRIC_DEFAULT } from '../../src/plan/index.ts';
import { baselineOf, soundPlan, suiteWith, TARGET, withTexts } from './suites.ts';

const suite = suiteWith([TARGET]);
const baseline = baselineOf(suite);

function overallOf(plan: PlanBody): number {
  const rating = deterministicRating(plan, suite, baseline);
  assert.ok(Check(Rating, rating));
  return combineRatings([rating], RUBRIC_DEFAULT).overall ?? NaN;
}

test('a sound plan gets full marks, with reasons that count', () => {
  const rating = deterministicRating(soundPlan(suite), suite, baseline);
  assert.equal(overallOf(soundPlan(suite)), 10);
  assert.match(rating.reasons.integration, /100 % changes that come after a measurement/);
  assert.deepEqual(rating.improvements_suggested, []);
});

test('a plan of "x" gets 0, although it has every key', () => {
  const rating = deterministicRating(withTexts(soundPlan(suite), 'x'), suite, baseline);
  assert.equal(overallOf(withTexts(soundPlan(suite), 'x')), 0);
  assert.match(rating.reasons.completeness, /of its texts say nothing/);
  assert.equal(rating.improvements_suggested[0]?.priority, 'high');
});

test('a plan of one change and nothing else does not reach 7', () => {
  const plan = soundPlan(suite);
  const steps = plan.steps
    .filter(({ kind }) => kind === 'change')
    .map((step) => ({ ...step, dependencies: [], risks: [], mitigation: [] }));
  const score = overallOf({ ...plan, steps, risks: [] });
  assert.ok(score > 2 && score < 7, `it gets ${score}`);
});

test('half of the texts empty costs half of the score', () => {
  const plan = soundPlan(suite);
  const hollow = withTexts(plan, 'x');
  const score = overallOf({
    ...plan,
    steps: [...plan.steps.slice(0, 2), ...hollow.steps.slice(2)],
  });
  assert.ok(score < 7, `it gets ${score}`);
});

test('checking your own work costs points for agents', () => {
  const plan = soundPlan(suite);
  const steps = plan.steps.map((step) => ({ ...step, agent: 'developer' }));
  const { scores, improvements_suggested: improvements } = deterministicRating(
    { ...plan, steps },
    suite,
    baseline,
  );
  assert.ok(scores.agent_coverage < 5);
  assert.ok(scores.completeness === 10);
  assert.ok(improvements.some(({ suggestion }) => suggestion.includes('another role')));
});

test('a plan without a single change scores low wherever changes are counted', () => {
  const plan = soundPlan(suite);
  const steps = plan.steps.filter(({ kind }) => kind !== 'change');
  const { scores } = deterministicRating({ ...plan, steps }, suite, baseline);
  assert.ok(scores.feasibility < 5 && scores.integration < 5);
});
