import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parsePlan } from '../../src/plan/index.ts';
import { soundPlan } from './suites.ts';

test('reads back a plan that was written as JSON', () => {
  const plan = soundPlan();
  assert.deepEqual(parsePlan(JSON.parse(JSON.stringify(plan))), { kind: 'ok', plan });
});

test('names the fields that are missing or unknown, with their place', () => {
  const { rollback: _, ...step } = soundPlan().steps[0] ?? {};
  const plan = { ...soundPlan(), steps: [{ ...step, roolback: 'x' }], score: 10 };
  const parsed = parsePlan(plan);
  assert.equal(parsed.kind, 'invalid');
  const all = parsed.kind === 'invalid' ? parsed.problems.join('\n') : '';
  assert.match(all, /steps\/0: .*rollback/);
  assert.match(all, /roolback/);
  assert.match(all, /the document: .*score/);
});

test('refuses what is no plan at all', () => {
  for (const value of [null, 'x', [], {}, { plan_id: '../../etc' }, 12]) {
    assert.equal(parsePlan(value).kind, 'invalid');
  }
});
