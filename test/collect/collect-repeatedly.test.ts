import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collectRepeatedly } from '../../src/collect/index.ts';
import { optionsFor } from './collect-setup.ts';

test('runs until there is enough, at most as often as allowed', async (t) => {
  const options = optionsFor(t, ['-e', '0'], { gc: true });
  const asked: number[] = [];
  const enough = (bound: number) => (soFar: readonly unknown[]) => {
    asked.push(soFar.length);
    return soFar.length >= bound;
  };
  assert.equal((await collectRepeatedly(options, enough(2))).length, 2);
  assert.deepEqual(asked, [1, 2]);
  assert.equal((await collectRepeatedly(options, enough(99), 2)).length, 2);
  assert.deepEqual(asked, [1, 2, 1]);
});
