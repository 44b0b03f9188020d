import assert from 'node:assert/strict';
import { test } from 'node:test';

import { planState } from '../../src/plan/index.ts';

test('a plan of no run is a draft until exactly its content passed a rating', () => {
  assert.equal(planState(false, null), 'draft');
  assert.equal(planState(true, null), 'validated');
});

test('the plan of a run is in execution once the run let it pass, and as long as it goes on', () => {
  const open = { status: 'open', isLetThrough: true } as const;
  assert.equal(planState(false, { ...open, isLetThrough: false }), 'draft');
  assert.equal(planState(true, open), 'in_execution');
  assert.equal(planState(false, open), 'in_execution', 'a person let it pass');
  assert.equal(planState(true, { ...open, status: 'completed' }), 'completed');
  assert.equal(planState(true, { ...open, status: 'ended' }), 'cancelled');
});
