import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runningSteps } from '../../src/cli/running-steps.ts';

const AT = '2026-01-31T14:25:01Z';

function step(kind: 'step-started' | 'step-done', id: string, title: string, attempt = 1) {
  return { kind, id, title, attempt, at: AT } as const;
}

test('what runs is told with its time, several at once, and nothing when nothing does', () => {
  const running = runningSteps();
  assert.equal(running.line(0), null);
  running.take(step('step-started', '3/a', 'developer-1: proposal'), 0);
  assert.equal(running.line(14_900), 'developer-1: proposal, 14 s');
  running.take(step('step-started', '3/b', ''), 10_000);
  assert.equal(
    running.line(75_000),
    '2 at once: developer-1: proposal, 1 min 15 s · 3/b, 1 min 5 s',
  );
  running.take(step('step-done', '3/a', ''), 75_000);
  assert.equal(running.line(10_000), '3/b, 0 s');
  running.take(step('step-done', '3/b', ''), 75_000);
  assert.equal(running.line(80_000), null);
});

test('another attempt, the wait before it and a gate that takes a while are told', () => {
  const running = runningSteps();
  const failed = { attempt: 1, failure: 'rate limit', at: AT } as const;
  running.take({ kind: 'attempt-failed', id: '0/planner', title: 'planner: Plan', ...failed }, 0);
  assert.equal(running.line(1_000), 'planner: Plan, before the next attempt, 1 s');
  running.take(step('step-started', '0/planner', 'planner: Plan', 2), 1_000);
  assert.equal(running.line(3_000), 'planner: Plan, attempt 2, 2 s');
  running.take({ kind: 'rewound', rewind: REWIND, at: AT }, 3_000);
  assert.equal(running.line(3_000), null, 'what went back runs no more');
  running.take({ kind: 'gate-checking', id: '0/gate', check: 'its files', at: AT }, 4_000);
  running.take({ kind: 'gate-checking', id: '0/gate', check: 'its shape', at: AT }, 6_000);
  assert.equal(running.line(7_000), '0/gate: its shape, 3 s');
  running.take({ kind: 'gate-passed', id: '0/gate', at: AT }, 7_000);
  assert.equal(running.line(7_000), null);
});

const REWIND = { gate: null, commit: null, reason: '', by: 'Ada', at: AT, data: null };
