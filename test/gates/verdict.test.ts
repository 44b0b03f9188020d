import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ALPHA, judge } from '../../src/gates/index.ts';
import { findingOf } from './finding.ts';

test('a lower time whose interval excludes 1 is improved', () => {
  assert.equal(judge(findingOf([0.88, 0.9, 0.92])).verdict, 'improved');
});

test('the same numbers of a metric that should be high are regressed', () => {
  assert.equal(judge(findingOf([0.88, 0.9, 0.92], { direction: 'higher' })).verdict, 'regressed');
});

test('a higher time whose interval excludes 1 is regressed', () => {
  assert.equal(judge(findingOf([1.05, 1.1, 1.15])).verdict, 'regressed');
});

test('the estimate decides whether a change matters, not the near end of its interval', () => {
  assert.equal(judge(findingOf([0.95, 0.97, 0.995])).verdict, 'improved');
});

test('a real change with an estimate that is too small to matter is unchanged and said so', () => {
  const { verdict, reason } = judge(findingOf([0.97, 0.985, 0.995]));
  assert.equal(verdict, 'unchanged');
  assert.match(reason, /a real change/);
});

test('an interval within the smallest change that matters is unchanged', () => {
  const { verdict, reason } = judge(findingOf([0.99, 1, 1.01]));
  assert.equal(verdict, 'unchanged');
  assert.doesNotMatch(reason, /a real change/);
});

test('an interval that includes 1 and reaches beyond what matters is inconclusive', () => {
  assert.equal(judge(findingOf([0.97, 1, 1.03])).verdict, 'inconclusive');
  assert.equal(judge(findingOf([0.8, 0.9, 1.01])).verdict, 'inconclusive');
});

test('what is significant only before adjusting is inconclusive and says why', () => {
  const { verdict, reason } = judge(findingOf([0.85, 0.9, 0.95], { pValue: 0.06 }));
  assert.equal(verdict, 'inconclusive');
  assert.match(reason, /adjusting/);
});

test('the adjusted p-value may be ALPHA but not above', () => {
  assert.equal(judge(findingOf([0.85, 0.9, 0.95], { pValue: ALPHA })).verdict, 'improved');
  assert.equal(
    judge(findingOf([0.85, 0.9, 0.95], { pValue: ALPHA + 1e-9 })).verdict,
    'inconclusive',
  );
});

test('an end of the interval at exactly 1 does not exclude 1', () => {
  assert.equal(judge(findingOf([0.8, 0.9, 1], { pValue: 0.001 })).verdict, 'inconclusive');
  assert.equal(judge(findingOf([1, 1.1, 1.2], { pValue: 0.001 })).verdict, 'inconclusive');
});

test('without an estimate or a p-value nothing is concluded', () => {
  assert.equal(judge(findingOf([0.5, 0.5, 0.5], { ratio: null })).verdict, 'inconclusive');
  assert.equal(judge(findingOf([0.5, 0.5, 0.5], { pValue: null })).verdict, 'inconclusive');
  assert.equal(judge(findingOf([1, 1, 1], { pValue: null })).verdict, 'inconclusive');
});

test('an interval of less than 95 % gives no verdict, however clear it looks', () => {
  const clear = [0.49, 0.5, 0.51] as const;
  assert.equal(judge(findingOf(clear, { confidence: 0.9375 })).verdict, 'inconclusive');
  assert.equal(judge(findingOf(clear, { confidence: 0.95 })).verdict, 'improved');
});

test('equal samples on both sides are unchanged', () => {
  assert.equal(judge(findingOf([1, 1, 1], { pValue: 1 })).verdict, 'unchanged');
});

test('the smallest change that matters is the metric’s own', () => {
  assert.equal(judge(findingOf([0.9, 0.92, 0.94], { minEffect: 0.1 })).verdict, 'unchanged');
  assert.equal(judge(findingOf([0.991, 0.993, 0.995], { minEffect: 0.005 })).verdict, 'improved');
});
