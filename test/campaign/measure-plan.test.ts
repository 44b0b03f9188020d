import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stoppingRule } from '../../src/campaign/measure-plan.ts';

test('looks are taken up to the most pairs that are wanted', () => {
  assert.deepEqual(stoppingRule(100, 1_000, 'after-signal').looks, [10, 20, 40, 70, 100]);
  assert.deepEqual(stoppingRule(69, 1_000, 'always').looks, [10, 20, 40]);
  assert.deepEqual(stoppingRule(20, 1_000, 'after-signal').looks, [10, 20]);
});

test('with fewer than twenty pairs there is only a confirmation, of exactly that size', () => {
  for (const confirmation of ['always', 'after-signal'] as const) {
    for (const pairs of [8, 10, 19]) {
      const rule = stoppingRule(pairs, 1_000, confirmation);
      assert.deepEqual(rule.looks, []);
      assert.deepEqual(rule.confirmationPairs, { min: pairs, max: pairs });
    }
  }
});
