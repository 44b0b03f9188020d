import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Rubric } from '../../src/model/index.ts';
import { parseRubric, RUBRIC_DEFAULT } from '../../src/plan/index.ts';

function problemsOf(value: unknown): string {
  const parsed = parseRubric(value);
  return parsed.kind === 'ok' ? '' : parsed.problems.join('\n');
}

function withWeight(weight: number): Rubric {
  const { dimensions } = RUBRIC_DEFAULT;
  const integration = { ...dimensions.integration, weight };
  return { ...RUBRIC_DEFAULT, dimensions: { ...dimensions, integration } };
}

test('the default rubric is one itself, with the thresholds 6, 7, 8 and 9', () => {
  const written: unknown = JSON.parse(JSON.stringify(RUBRIC_DEFAULT));
  assert.deepEqual(parseRubric(written), { kind: 'ok', rubric: RUBRIC_DEFAULT });
  assert.deepEqual(Object.values(RUBRIC_DEFAULT.thresholds), [6, 7, 8, 9]);
});

test('weights have to add up to 1', () => {
  assert.match(problemsOf(withWeight(0.3)), /add up to 1\.1, not to 1/);
  assert.match(problemsOf(withWeight(0)), /add up to 0\.8, not to 1/);
  assert.equal(problemsOf(withWeight(0.2)), '');
});

test('a dimension too few or too many is refused', () => {
  const { integration: _, ...four } = RUBRIC_DEFAULT.dimensions;
  assert.match(problemsOf({ ...RUBRIC_DEFAULT, dimensions: four }), /dimensions: .*integration/);
  const six = { ...RUBRIC_DEFAULT.dimensions, style: { weight: 0, question: 'Is it nice?' } };
  assert.match(problemsOf({ ...RUBRIC_DEFAULT, dimensions: six }), /style/);
});

test('bands may not overlap and stricter levels may not ask for less', () => {
  const bands = [
    { from: 5, to: 10, meaning: 'good' },
    { from: 0, to: 5, meaning: 'bad' },
  ];
  assert.match(problemsOf({ ...RUBRIC_DEFAULT, bands }), /0-5 and 5-10 overlap/);
  const thresholds = { emergency: 6, standard: 7, enterprise: 5, critical: 9 };
  assert.match(problemsOf({ ...RUBRIC_DEFAULT, thresholds }), /enterprise \(5\) is below standard/);
});

test('nothing is filled in', () => {
  for (const value of [
    {},
    null,
    'default',
    [],
    { schema: 'hone.rubric.v1' },
    { ...RUBRIC_DEFAULT, schema: 'v0' },
  ]) {
    assert.notEqual(problemsOf(value), '');
  }
});
