import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type GivenScores, combineRatings, RUBRIC_DEFAULT } from '../../src/plan/index.ts';

function given(rater: string, ...scores: readonly unknown[]): GivenScores {
  const [completeness, feasibility, risk_mitigation, agent_coverage, integration] = scores;
  return {
    rater,
    scores: { completeness, feasibility, risk_mitigation, agent_coverage, integration },
  };
}

test('weights the dimensions and passes at the threshold', () => {
  const combined = combineRatings([given('a', 7, 7, 7, 7, 7)], RUBRIC_DEFAULT);
  assert.equal(combined.overall, 7);
  assert.equal(combined.passed, true);
  assert.deepEqual(combined.failures, []);
  assert.equal(combined.disagreement, null);
});

test('rounds down, so that the number shown never passes where the mean does not', () => {
  const combined = combineRatings([given('a', 6.9, 7, 7, 7, 7)], RUBRIC_DEFAULT); // 6.98
  assert.equal(combined.overall, 6.9);
  assert.equal(combined.passed, false);
  assert.match(combined.failures.join(), /6\.9 is below 7 \(standard\)/);
});

test('each level has its own threshold', () => {
  const ratings = [given('a', 8, 8, 8, 8, 8)];
  const passed = (['emergency', 'standard', 'enterprise', 'critical'] as const).map(
    (level) => combineRatings(ratings, RUBRIC_DEFAULT, level).passed,
  );
  assert.deepEqual(passed, [true, true, true, false]);
});

test('weights of the rubric count', () => {
  const { dimensions } = RUBRIC_DEFAULT;
  const rubric = {
    ...RUBRIC_DEFAULT,
    dimensions: {
      ...dimensions,
      completeness: { ...dimensions.completeness, weight: 0.4 },
      integration: { ...dimensions.integration, weight: 0 },
    },
  };
  assert.equal(combineRatings([given('a', 10, 5, 5, 5, 0)], rubric).overall, 7);
});

test('shows how far raters are apart and flags it from 1.5 points on', () => {
  const near = combineRatings(
    [given('a', 8, 8, 8, 8, 8), given('b', 8, 9, 8, 8, 8)],
    RUBRIC_DEFAULT,
  );
  assert.deepEqual(near.disagreement, {
    overall: 0.2,
    per_dimension: {
      completeness: 0,
      feasibility: 1,
      risk_mitigation: 0,
      agent_coverage: 0,
      integration: 0,
    },
    flagged: false,
  });
  assert.equal(near.perDimension?.feasibility, 8.5);
  const far = combineRatings(
    [given('a', 8, 8, 8, 8, 8), given('b', 8, 9.5, 8, 8, 8)],
    RUBRIC_DEFAULT,
  );
  assert.equal(far.disagreement?.flagged, true);
  assert.equal(far.passed, true);
});

const unusable: readonly unknown[] = [undefined, null, NaN, Infinity, -1, 10.1, '9', true, {}];
for (const score of unusable) {
  test(`the score ${String(score)} fails the whole rating`, () => {
    const ratings = [given('good', 10, 10, 10, 10, 10), given('bad', 10, score, 10, 10, 10)];
    const combined = combineRatings(ratings, RUBRIC_DEFAULT);
    assert.equal(combined.passed, false);
    assert.equal(combined.overall, null);
    assert.equal(combined.failures.length, 1);
    assert.match(combined.failures[0] ?? '', /^bad gave .*feasibility/);
  });
}

test('nobody, or one rater twice, is no rating', () => {
  assert.match(combineRatings([], RUBRIC_DEFAULT).failures.join(), /Nobody/);
  const twice = combineRatings(
    [given('a', 9, 9, 9, 9, 9), given('a', 9, 9, 9, 9, 9)],
    RUBRIC_DEFAULT,
  );
  assert.equal(twice.passed, false);
});
