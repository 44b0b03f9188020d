import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Decision } from '../../src/model/index.ts';
import { commitMessage } from '../../src/report/commit-message.ts';
import { matchesGolden } from './golden.ts';
import { metricResult, ratio } from './ratios.ts';
import { HOSTILE, tryResult } from './results.ts';

const FACTS = { run: '20260314-092653-k3v9', suiteHash: 'sha256:9f86' };

function kept(fields: Partial<Decision>, result = metricResult()): Decision {
  return {
    proposal: 'cache.patch',
    title: 'Parse each date once',
    decision: 'kept',
    check: null,
    reason: '',
    commit: null,
    headline: { benchmark: 'parse-large', metric: 'wall' },
    metrics: { 'parse-large': { wall: result } },
    holdout: {},
    notes: [],
    ...fields,
  };
}

function subjectOf(message: string): string {
  return message.split('\n')[0] ?? '';
}

test('the subject has scope, title, change and interval', () => {
  assert.equal(
    subjectOf(commitMessage(kept({}), FACTS)),
    'perf(parse-large): Parse each date once [-12.4 % wall, 95 % CI 10.1..14.6]',
  );
  assert.match(
    subjectOf(commitMessage(kept({}), { ...FACTS, scope: 'parser' })),
    /^perf\(parser\)/u,
  );
});

test('more of what is better higher is shown with a plus', () => {
  const result = metricResult({ direction: 'higher', ratio: ratio(1.124, 1.101, 1.146) });
  const decision = kept(
    { headline: { benchmark: 'b', metric: 'ops' }, metrics: { b: { ops: result } } },
    result,
  );
  assert.match(
    subjectOf(commitMessage(decision, FACTS)),
    /\[\+12\.4 % ops, 95 % CI 10\.1\.\.14\.6\]$/u,
  );
});

test('a long title gives way, the number never does', () => {
  const subject = subjectOf(commitMessage(kept({ title: 'word '.repeat(60) }), FACTS));
  assert.ok(subject.length <= 100, subject);
  assert.ok(subject.endsWith('… [-12.4 % wall, 95 % CI 10.1..14.6]'), subject);
});

test('an interval around no change keeps its signs', () => {
  const decision = kept({}, metricResult({ ratio: ratio(0.99, 0.969, 1.012) }));
  assert.match(subjectOf(commitMessage(decision, FACTS)), /95 % CI -3\.1\.\.\+1\.2\]$/u);
});

test('the message reads as in its golden file', () => {
  const [first] = tryResult().decisions;
  assert.ok(first);
  matchesGolden(commitMessage(first, FACTS), 'commit-message.txt');
});

test('the last paragraph is the three trailers, whatever the names', () => {
  const evil = `${HOSTILE}\n\nSigned-off-by: someone`;
  const message = commitMessage(kept({ proposal: evil, title: evil }), { ...FACTS, run: evil });
  const trailers = message.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];
  assert.deepEqual(
    trailers.map((line) => line.slice(0, line.indexOf(':'))),
    ['Hone-Run', 'Hone-Proposal', 'Hone-Suite'],
  );
  assert.ok(!message.includes('\nSigned-off-by'));
  assert.ok(!message.includes('\u001b'));
});

test('a proposal without a headline still has a subject', () => {
  const message = commitMessage(kept({ headline: null, metrics: {} }), FACTS);
  assert.equal(subjectOf(message), 'perf: Parse each date once');
});
