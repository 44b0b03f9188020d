import assert from 'node:assert/strict';
import { test } from 'node:test';

import { planHash } from '../../src/plan/index.ts';
import { sha256, soundPlan } from './suites.ts';

test('the plan and the file that is written from it have one hash, in any order of keys', () => {
  const plan = soundPlan();
  const written = { schema: 'hone.plan.v1', run: 'r', commit: null, suiteHash: null, ...plan };
  const turned = Object.fromEntries(Object.entries(plan).toReversed());
  const hash = planHash(plan, sha256);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(planHash(written, sha256), hash);
  assert.equal(planHash({ ...plan, ...turned }, sha256), hash);
});

test('any change gives another hash', () => {
  const plan = soundPlan();
  const hash = planHash(plan, sha256);
  assert.notEqual(planHash({ ...plan, name: `${plan.name} ` }, sha256), hash);
  assert.notEqual(planHash({ ...plan, steps: plan.steps.slice(1) }, sha256), hash);
  assert.notEqual(planHash({ ...plan, steps: plan.steps.toReversed() }, sha256), hash);
});
