import assert from 'node:assert/strict';
import { test } from 'node:test';

import { spendingWithin } from '../../../src/agent/model/spending.ts';

const NOTHING = { tokens: null, cost: null };

test('what is reported is added up, and nothing is nothing', () => {
  const spending = spendingWithin('It', undefined);
  assert.equal(spending.total(), null);
  spending.add(NOTHING, 1_000, 1_000);
  assert.equal(spending.total(), null);
  spending.add({ tokens: 5, cost: null }, 0, 0);
  spending.add({ tokens: 6, cost: 0.5 }, 0, 0);
  assert.deepEqual(spending.total(), { tokens: 11, cost: 0.5 });
  assert.equal(spending.over(), null);
  assert.equal(spending.overWith(1e9), null);
});

test('a budget may be used up, not passed', () => {
  const spending = spendingWithin('It', { tokensMax: 10, costMax: 1 });
  spending.add({ tokens: 10, cost: 1 }, 0, 0);
  assert.equal(spending.over(), null);
  spending.add({ tokens: 0, cost: 0.01 }, 0, 0);
  assert.equal(spending.over()?.code, 'E_BUDGET');
});

test('estimates count where nothing is reported, and an answer on its way at the least', () => {
  const spending = spendingWithin('It', { tokensMax: 100, costMax: null });
  spending.add(NOTHING, 200, 200);
  assert.equal(spending.over(), null);
  assert.equal(spending.overWith(0), null);
  assert.match(spending.overWith(80)?.message ?? '', /about 110 tokens/);
  spending.add(NOTHING, 4, 0);
  assert.match(spending.over()?.message ?? '', /about 101 tokens/);
});
