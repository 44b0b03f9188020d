import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Sample, spentNs, valueOf } from '../../src/model/index.ts';

const SAMPLE: Sample = {
  slot: 0,
  round: 0,
  phase: 'confirmation',
  placement: 'free',
  benchmark: null,
  side: 'base',
  half: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
  wallNs: 100,
  userNs: 60,
  systemNs: 20,
  peakRssBytes: null,
  exit: { kind: 'exited', code: 0 },
  outputSha256: '',
  outputBytes: 0,
  leftovers: [],
  paddingBytes: 0,
  values: { score: 3 },
};

test('knows no metric that the sample does not have itself', () => {
  assert.equal(valueOf(SAMPLE, 'score'), 3);
  for (const name of ['constructor', '__proto__', 'toString', 'other']) {
    assert.equal(valueOf(SAMPLE, name), null, name);
  }
  const odd = { ...SAMPLE, values: Object.fromEntries([['__proto__', 7]]) };
  assert.equal(valueOf(odd, '__proto__'), 7);
});

test('the commands around a run take time as well', () => {
  assert.equal(spentNs(SAMPLE), 100);
  assert.equal(spentNs({ ...SAMPLE, aroundNs: 50 }), 150);
});
