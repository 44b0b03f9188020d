import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Errors } from 'typebox/value';

import { PlanRating, type PlanBody } from '../../src/model/index.ts';
import {
  checkPlan,
  deterministicRating,
  type PlanRatingBody,
  ratePlan,
  type RatingFacts,
  ratingCounts,
  RUBRIC_DEFAULT,
} from '../../src/plan/index.ts';
import { baselineOf, NOW, sha256, soundPlan, suiteWith, TARGET, withTexts } from './suites.ts';

const suite = suiteWith([TARGET]);
const baseline = baselineOf(suite);
const context = { run: 'run-1', rubric: RUBRIC_DEFAULT, sha256 };

function rated(plan: PlanBody, more: Partial<RatingFacts> = {}): PlanRatingBody {
  return ratePlan({
    plan,
    findings: checkPlan(plan, { suite, baseline }),
    ratings: [deterministicRating(plan, suite, baseline)],
    rubric: RUBRIC_DEFAULT,
    earlier: [],
    workflow: 'performance',
    run: 'run-1',
    now: NOW,
    sha256,
    ...more,
  });
}

function reasonsAgainst(rating: PlanRatingBody, plan: PlanBody): string {
  const standing = ratingCounts(rating, plan, context);
  return standing.kind === 'counts' ? '' : standing.reasons.join('\n');
}

test('a sound plan passes, its rating counts and fits its schema', () => {
  const plan = soundPlan(suite);
  const rating = rated(plan);
  assert.equal(rating.status, 'passed');
  assert.equal(reasonsAgainst(rating, plan), '');
  const start = { schema: 'hone.plan-rating.v1', run: 'run-1', commit: null, suiteHash: null };
  assert.deepEqual([...Errors(PlanRating, { ...start, ...rating })], []);
});

test('with a finding nobody is listened to', () => {
  const rating = rated(withTexts(soundPlan(suite), 'x'));
  assert.equal(rating.passed, false);
  assert.equal(rating.overall_score, null);
  assert.match(rating.failures.join(), /hone found \d+ problems/);
});

test('a rater that broke down fails the attempt', () => {
  const rating = rated(soundPlan(suite), { raterFailures: ['claude gave no JSON.'] });
  assert.equal(rating.status, 'retry');
  assert.deepEqual(rating.failures, ['claude gave no JSON.']);
});

test('attempts are counted, kept as history, and end after the third', () => {
  const bad = withTexts(soundPlan(suite), 'x');
  const first = rated(bad);
  const second = rated(bad, { earlier: [first] });
  const third = rated(bad, { earlier: [first, second] });
  assert.deepEqual([first.status, second.status, third.status], ['retry', 'retry', 'failed']);
  assert.deepEqual([first.attempt, second.attempt, third.attempt], [1, 2, 3]);
  assert.deepEqual(
    third.history.map(({ attempt }) => attempt),
    [1, 2],
  );
  assert.equal(rated(soundPlan(suite), { earlier: [first, second] }).status, 'passed');
});

test('a changed plan, another run or another rubric needs a new rating', () => {
  const plan = soundPlan(suite);
  const rating = rated(plan);
  assert.match(reasonsAgainst(rating, { ...plan, name: `${plan.name}!` }), /changed after it was/);
  assert.match(reasonsAgainst({ ...rating, run_id: 'run-0' }, plan), /run-0/);
  const { dimensions } = RUBRIC_DEFAULT;
  const question = 'Is it something else?';
  const rubric = {
    ...RUBRIC_DEFAULT,
    dimensions: { ...dimensions, integration: { ...dimensions.integration, question } },
  };
  assert.equal(ratingCounts(rating, plan, { ...context, rubric }).kind, 'does-not-count');
});

test('a score that was written into a rating does not count', () => {
  const plan = soundPlan(suite);
  const rating = rated(plan, { ratings: [] });
  assert.equal(rating.passed, false);
  const raised = { ...rating, overall_score: 9.9, passed: true, status: 'passed' as const };
  assert.match(reasonsAgainst(raised, plan), /says 9\.9, but its scores give nothing/);
  const lowered = { ...rated(plan), minimum_score_threshold: 1 };
  assert.match(reasonsAgainst(lowered, plan), /threshold is 1/);
  const hidden = { ...rated(plan), status: 'pending' as const };
  assert.match(reasonsAgainst(hidden, plan), /status is pending/);
});
