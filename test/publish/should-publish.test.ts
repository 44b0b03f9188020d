import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type PublishPolicy, type RunSoFar, shouldPublish } from '../../src/publish/index.ts';

const VALIDATIONS = ['passed', 'failed', 'inconclusive', 'overridden', 'missing'] as const;
const ENDS = ['no', 'completed', 'failed', 'cancelled'] as const;

function publishedBy(policy: PublishPolicy): string[] {
  return VALIDATIONS.flatMap((validation) =>
    ENDS.filter((ended) => shouldPublish(policy, { validation, ended }).kind === 'publish').map(
      (ended) => `${validation}/${ended}`,
    ),
  );
}

test('manual never publishes by itself', () => {
  assert.deepEqual(publishedBy('manual'), []);
});

test('auto-on-pass takes a real pass of a run that lives or completed', () => {
  assert.deepEqual(publishedBy('auto-on-pass'), ['passed/no', 'passed/completed']);
});

test('auto-on-complete takes a run that completed', () => {
  const completed = VALIDATIONS.map((validation) => `${validation}/completed`);
  assert.deepEqual(publishedBy('auto-on-complete'), completed);
});

test('what is held says why', () => {
  const rows: [PublishPolicy, RunSoFar, RegExp][] = [
    ['manual', { validation: 'passed', ended: 'completed' }, /a person decides/],
    ['auto-on-pass', { validation: 'inconclusive', ended: 'no' }, /inconclusive, which is no pass/],
    ['auto-on-pass', { validation: 'missing', ended: 'no' }, /no validation that passed/],
    ['auto-on-pass', { validation: 'passed', ended: 'cancelled' }, /was cancelled/],
    ['auto-on-complete', { validation: 'passed', ended: 'no' }, /has not ended/],
    ['auto-on-complete', { validation: 'passed', ended: 'failed' }, /ended as failed/],
  ];
  for (const [policy, run, pattern] of rows) {
    const decision = shouldPublish(policy, run);
    assert.ok(decision.kind === 'hold');
    assert.match(decision.reason, pattern);
  }
});
