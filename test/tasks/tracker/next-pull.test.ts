import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextPull, type TaskRun, taskStatus, type TrackerPull } from '../../../src/tasks/index.ts';
import { taskId } from '../task-texts.ts';
import { pullOf } from './trackers.ts';

const NONE = { kind: 'none' } as const;

/** A pull request with a run in this state. */
function running(id: string, state: TaskRun['state'], given: Partial<TrackerPull> = {}) {
  const status = taskStatus({ run: { id: 'r', phase: 4, state }, merge: NONE, blockers: [] });
  return pullOf(id, { status, ...given });
}

function blocked(id: string, by: string): TrackerPull {
  const dependency = taskId(by);
  const blocker = { kind: 'not-completed', dependency, reason: '', status: 'waiting' } as const;
  return pullOf(id, { status: taskStatus({ run: null, merge: NONE, blockers: [blocker] }) });
}

const completed = pullOf('9', {
  status: taskStatus({
    run: null,
    merge: { kind: 'merged', name: '#9', commit: 'abcdef' },
    blockers: [],
  }),
});

function nextId(...pulls: readonly TrackerPull[]): string | null {
  const next = nextPull(pulls);
  return next.kind === 'pull' ? next.id : null;
}

test('what is in progress comes first, then what stopped, then what may be started', () => {
  const asks = running('1', { kind: 'asks', question: 'Is it right?' });
  const fresh = pullOf('2', { priority: 'P1' });
  const stopped = running('3', { kind: 'stopped', why: 'It was killed.' }, { priority: 'P3' });
  const open = running('4', { kind: 'open' }, { priority: 'P3' });
  assert.equal(nextId(asks, fresh, stopped, open), '004');
  assert.equal(nextId(asks, fresh, stopped), '003');
  assert.equal(nextId(asks, fresh), '002');
  assert.equal(nextId(asks, blocked('5', '1')), '001');
});

test('among equals priority decides, then the number', () => {
  const low = pullOf('1', { priority: 'P3' });
  const none = pullOf('2', { priority: null });
  const high = pullOf('1000', { priority: 'P1' });
  const high2 = pullOf('200', { priority: 'P1' });
  assert.equal(nextId(low, none, high, high2), '200');
  assert.equal(nextId(none, low), '001');
  assert.equal(nextId(none), '002');
});

test('says why there is none', () => {
  const gone = running('8', { kind: 'abandoned', why: 'No gain.' });
  assert.deepEqual(nextPull([]), {
    kind: 'none',
    why: 'The campaign has no pull requests yet.',
  });
  assert.equal(nextPull([completed, gone]).why, 'Every pull request is completed.');
  assert.equal(nextPull([gone]).why, 'Every pull request was abandoned.');
  assert.equal(
    nextPull([completed, blocked('2', '1')]).why,
    'All that is left is blocked. 002: It depends on task 001, which is waiting.',
  );
  const many = ['11', '12', '13', '14', '15', '16', '17'].map((id) => blocked(id, '1'));
  assert.match(nextPull(many).why, /015: [^:]*waiting\. And 2 more\.$/);
});
