import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listStateOf, type TaskMerge, type TaskRun, taskStatus } from '../../src/tasks/index.ts';
import { taskId } from './task-texts.ts';

const NONE: TaskMerge = { kind: 'none' };

function run(state: TaskRun['state']): TaskRun {
  return { id: '20260102-100000-bcdf', phase: 4, state };
}

function derived(of: TaskRun | null, merge: TaskMerge = NONE): readonly [string, string | null] {
  const status = taskStatus({ run: of, merge, blockers: [] });
  assert.match(status.why, /\.$|:|\?/);
  return [status.kind, listStateOf(status)];
}

test('the status follows from the run alone while nothing is merged', () => {
  assert.deepEqual(derived(null), ['pending', 'pending']);
  assert.deepEqual(derived(run({ kind: 'open' })), ['in-progress', 'in-progress']);
  const asks = run({ kind: 'asks', question: 'May phase 5 begin?' });
  assert.deepEqual(derived(asks), ['waiting', 'in-progress']);
  assert.deepEqual(derived(run({ kind: 'stopped', why: 'x.' })), ['stopped', 'in-progress']);
  assert.deepEqual(derived(run({ kind: 'abandoned', why: 'x.' })), ['abandoned', null]);
});

test('a task is completed when its merge was verified, and not before', () => {
  const ended = run({ kind: 'ended' });
  assert.deepEqual(derived(ended), ['waiting', 'in-progress']);
  assert.deepEqual(derived(ended, { kind: 'open', name: '#12' }), ['waiting', 'in-progress']);
  const merged = { kind: 'merged', name: '#12' } as const;
  assert.deepEqual(derived(ended, { ...merged, commit: null }), ['in-progress', 'in-progress']);
  assert.deepEqual(derived(ended, { ...merged, commit: 'abc' }), ['completed', 'completed']);
  const stale = run({ kind: 'abandoned', why: 'x.' });
  assert.deepEqual(derived(stale, { ...merged, commit: 'abc' }), ['completed', 'completed']);
});

test('a pull request that was closed waits for a person', () => {
  const closed = derived(run({ kind: 'open' }), { kind: 'closed', name: '#12' });
  assert.deepEqual(closed, ['waiting', 'in-progress']);
});

test('what nobody has started is blocked by what it depends on', () => {
  const dependency = taskId('19');
  const blocker = { kind: 'not-completed', dependency, reason: '', status: 'pending' } as const;
  const status = taskStatus({ run: null, merge: NONE, blockers: [blocker] });
  assert.deepEqual([status.kind, listStateOf(status)], ['blocked', 'pending']);
  assert.equal(status.why, 'It depends on task 019, which is pending.');
});
