import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  lastOf,
  recordTaskEvent,
  sinceStart,
  type TaskEvent,
  taskLog,
} from '../../../src/campaign/tasks/task-log.ts';
import { openSubjectStore } from '../../../src/campaign/try/run-try.ts';
import { runIdNow } from '../../../src/campaign/try/run-id-now.ts';
import { parseRunId } from '../../../src/model/index.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { taskSubject } from './task-place.ts';

const ID = taskId('001');
const note = (text: string): TaskEvent => ({ kind: 'note', phase: 1, text, by: 'Ada' });
const begun = (branch: string): TaskEvent => ({
  kind: 'started',
  branch,
  baseBranch: 'main',
  baseCommit: 'a'.repeat(40),
  root: '/subject',
  isOwnWorktree: false,
  forge: { use: 'auto', apiUrl: null },
  ask: false,
  checks: [],
});

test('the same thing under the same key is recorded once, without a key each time', async (t) => {
  const { store } = await taskSubject(t);
  assert.deepEqual(taskLog(store, ID), []);
  recordTaskEvent(store, ID, note('one'), 'note/1');
  recordTaskEvent(store, ID, note('other words'), 'note/1');
  recordTaskEvent(store, ID, note('two'));
  recordTaskEvent(store, ID, note('two'));
  recordTaskEvent(store, taskId('002'), note('of another task'), 'note/1');
  const texts = taskLog(store, ID).map((event) => (event.kind === 'note' ? event.text : ''));
  assert.deepEqual(texts, ['one', 'two', 'two']);
  assert.ok(taskLog(store, ID).every(({ at }) => /^\d{4}-.*Z$/.test(at)));
  assert.equal(taskLog(store, taskId('002')).length, 1);
});

test('what was before the last start is no part of the work', async (t) => {
  const { store } = await taskSubject(t);
  recordTaskEvent(store, ID, note('before'));
  assert.deepEqual(sinceStart(taskLog(store, ID)), []);
  recordTaskEvent(store, ID, begun('one'), 'started/one');
  recordTaskEvent(store, ID, { kind: 'abandoned', why: 'later', by: 'Ada' });
  recordTaskEvent(store, ID, begun('two'), 'started/two');
  recordTaskEvent(store, ID, note('after'));
  const log = taskLog(store, ID);
  assert.deepEqual(
    sinceStart(log).map(({ kind }) => kind),
    ['started', 'note'],
  );
  assert.equal(lastOf(log, 'started')?.branch, 'two');
  assert.equal(lastOf(sinceStart(log), 'abandoned'), null);
});

test('processes that record at the same time wait for each other', async (t) => {
  const subject = await taskSubject(t);
  const other = await openSubjectStore(await subject.open());
  t.after(() => other.close());
  recordTaskEvent(subject.store, ID, note('one'));
  recordTaskEvent(other, ID, note('two'));
  recordTaskEvent(subject.store, ID, note('three'));
  assert.equal(taskLog(other, ID).length, 3);
});

test('two processes that began a log at the same moment have one', async (t) => {
  const { store } = await taskSubject(t);
  recordTaskEvent(store, ID, begun('one'), 'started/one');
  const run = runIdNow();
  const lease = store.acquireRun(run, { purpose: 'log of task 001', expect: 'new' });
  const data = JSON.parse(JSON.stringify(begun('one')));
  store.appendEvent(run, { type: 'task.started', key: 'started/one', data });
  lease.release();
  recordTaskEvent(store, ID, note('after'));
  const kinds = taskLog(store, ID).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['started', 'note']);
});

test('says that what was recorded is damaged or of another version', async (t) => {
  const { store } = await taskSubject(t);
  recordTaskEvent(store, ID, note('one'));
  const [run] = store.runs().map((one) => parseRunId(one.run));
  assert.ok(run !== undefined);
  const lease = store.acquireRun(run, { purpose: 'a test', expect: 'existing' });
  store.appendEvent(run, { type: 'task.note', key: null, data: { kind: 'note', text: 1 } });
  lease.release();
  assert.throws(() => taskLog(store, ID), {
    code: 'E_JOURNAL',
    message: /about task 001 can't be read: task\.note in run .*Another version of hone/,
  });
});

test('does not take a run of something else for the log of a task', async (t) => {
  const { store } = await taskSubject(t);
  const run = runIdNow();
  store.acquireRun(run, { purpose: 'log of task 001 and more', expect: 'new' }).release();
  assert.deepEqual(taskLog(store, ID), []);
});
