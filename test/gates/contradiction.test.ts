import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contradiction } from '../../src/gates/index.ts';
import type { VerdictKind, Witness } from '../../src/model/index.ts';
import { resultOf } from './trial-facts.ts';

function counted(estimate: number, spread = 0.0005): Witness {
  const ratio = { estimate, lo: estimate - spread, hi: estimate + spread };
  return { kind: 'perf', base: [1_000_000], candidate: [Math.round(estimate * 1e6)], ratio };
}

const disagrees = (
  timeRatio: number,
  instructionRatio: number,
  verdict?: VerdictKind,
  metric = 'wall',
): boolean => {
  const result = resultOf(timeRatio, verdict === undefined ? {} : { verdict });
  return contradiction(metric, result, counted(instructionRatio)) !== null;
};

test('a gain without fewer instructions is told, with both figures', () => {
  const note = contradiction('wall', resultOf(0.8), counted(0.9999));
  assert.equal(note?.code, 'witness-disagrees');
  assert.match(note?.text ?? '', /Wall time went to 0\.800 .* perf counted 0\.9999 \(0\.9994 to/);
  assert.match(note?.advice ?? '', /blind to caches, memory and waiting/);
});

test('instructions that went the same way back a verdict', () => {
  assert.equal(disagrees(0.8, 0.9), false);
  assert.equal(disagrees(1.3, 1.2), false);
  assert.equal(disagrees(0.8, 0.98), true, 'a tenth of the gain is not enough');
});

test('instructions that went the other way contradict', () => {
  assert.equal(disagrees(0.8, 1.1), true);
  assert.equal(disagrees(1.3, 0.9), true);
});

test('no change in time is contradicted by a clear change of instructions', () => {
  assert.equal(disagrees(1, 0.9), true);
  assert.equal(disagrees(1, 1.1), true);
  assert.equal(disagrees(1, 1.01), false, 'less than what matters');
  const wide = contradiction('wall', resultOf(1), counted(0.95, 0.06));
  assert.equal(wide, null, 'a range that includes no change says nothing');
});

test('nothing is said where there is nothing to contradict', () => {
  assert.equal(disagrees(0.8, 1, 'inconclusive'), false);
  assert.equal(disagrees(0.8, 1, 'improved', 'rss'), false);
  assert.equal(disagrees(0.8, 1, 'improved', 'throughput'), false);
  assert.equal(contradiction('wall', resultOf(0.8, { ratio: null }), counted(1)), null);
});
