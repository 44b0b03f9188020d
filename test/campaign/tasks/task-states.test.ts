import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engineOn } from '../../../src/campaign/flow/engine-on.ts';
import { recordTaskEvent, type TaskEvent } from '../../../src/campaign/tasks/task-log.ts';
import { MERGED_TRAILER, stateNamed, taskStates } from '../../../src/campaign/tasks/task-states.ts';
import { runIdNow } from '../../../src/campaign/try/run-id-now.ts';
import type { Flow } from '../../../src/port/index.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { type TaskSubject, taskSubject } from './task-place.ts';

const BRANCH = 'performance/task-001-faster-report';

async function kinds(subject: TaskSubject): Promise<string[]> {
  const { repository, store, signal } = await subject.place();
  const states = await taskStates(repository, store, { signal });
  return states.map(({ document, status }) => `${document.id} ${status.kind}`);
}

function record(subject: TaskSubject, event: TaskEvent, key: string | null = null): void {
  recordTaskEvent(subject.store, taskId('001'), event, key);
}

function begun(subject: TaskSubject, branch = BRANCH): TaskEvent {
  return {
    kind: 'started',
    branch,
    baseBranch: 'main',
    baseCommit: subject.git('rev-parse', 'main').trim(),
    root: subject.root,
    isOwnWorktree: false,
    forge: { use: 'plain-git', apiUrl: null },
    ask: false,
    checks: [],
  };
}

/** Drives a run of a flow of the test's own for task 001. */
async function run(subject: TaskSubject, body: (flow: Flow) => Promise<null>): Promise<string> {
  const id = runIdNow();
  record(subject, { kind: 'run', run: id, why: 'a test' });
  const flow = { name: 'x', version: '1', parse: () => null, restore: async () => undefined, body };
  const signal = AbortSignal.timeout(60_000);
  await engineOn(subject.store, null).start(id, flow, null, { signal, onEvent: () => undefined });
  return id;
}

test('what nobody began is pending, or blocked by what it depends on', async (t) => {
  const subject = await taskSubject(t, {
    '001': {},
    '002': { dependsOn: ['001'] },
    '003': { dependsOn: ['004'] },
    '004': { dependsOn: ['003'] },
    '005': { dependsOn: ['099'] },
  });
  assert.deepEqual(await kinds(subject), [
    '001 pending',
    '002 blocked',
    '003 blocked',
    '004 blocked',
    '005 blocked',
  ]);
  subject.write('tasks/006/notes.md', 'no task file\n');
  subject.write('tasks/TASK-LIST.md', '# Task List\n');
  subject.write('tasks/x/task.md', 'no number\n');
  assert.equal((await kinds(subject)).length, 5);
});

test('a start that was cut short is stopped, and says how it goes on', async (t) => {
  const subject = await taskSubject(t);
  record(subject, begun(subject));
  const { status } = await stateNamed(await subject.place(), '001');
  assert.equal(status.kind, 'stopped');
  assert.match(status.why, /hone task start/);
  record(subject, { kind: 'run', run: runIdNow(), why: 'killed before its first event' });
  assert.deepEqual(await kinds(subject), ['001 stopped']);
});

test('it waits while its run asks, and for the merge once every phase has passed', async (t) => {
  const subject = await taskSubject(t);
  record(subject, begun(subject));
  const question = { text: 'May it go on?', of: 'Ada', evidence: null, choices: ['yes'] };
  await run(subject, async (flow) => {
    await flow.ask('phase-1/go-on', question);
    return null;
  });
  const { status } = await stateNamed(await subject.place(), '001');
  assert.equal(status.kind, 'waiting');
  assert.match(status.why, /May it go on\?/);
  await run(subject, async () => null);
  assert.match((await stateNamed(await subject.place(), '001')).status.why, /not merged yet/);
});

test('it is completed once the merge was seen, and abandoned when somebody gave it up', async (t) => {
  const subject = await taskSubject(t, { '001': {}, '002': { dependsOn: ['001'] } });
  record(subject, begun(subject));
  record(subject, { kind: 'pull-request', number: 7, name: '#7', url: null, title: 'x' });
  record(subject, { kind: 'abandoned', why: 'too hard', by: 'Ada' });
  assert.deepEqual(await kinds(subject), ['001 abandoned', '002 blocked']);
  record(subject, begun(subject, `${BRANCH}-2`));
  assert.deepEqual(await kinds(subject), ['001 stopped', '002 blocked']);
  const commit = subject.git('rev-parse', 'main').trim();
  record(subject, { kind: 'merged', name: '#7', commit, head: commit });
  assert.deepEqual(await kinds(subject), ['001 completed', '002 pending']);
});

test('a merge that came from elsewhere is seen by what its commit says', async (t) => {
  const subject = await taskSubject(t, { '001': {}, '002': { dependsOn: ['001'] } });
  subject.commit(`perf(task-001): no word of the merge`);
  subject.commit(`docs: other\n\n${MERGED_TRAILER}: 002`);
  assert.deepEqual(await kinds(subject), ['001 pending', '002 blocked']);
  subject.commit(`perf(task-001): Faster report (#7)\n\nHone-Run: x\n${MERGED_TRAILER}: 001`);
  assert.deepEqual(await kinds(subject), ['001 completed', '002 pending']);
  const { status } = await stateNamed(await subject.place(), '001');
  assert.ok(status.why.includes(subject.git('rev-parse', 'HEAD').slice(0, 12)));
});

test('branches of a task that were begun elsewhere are known, its own are none', async (t) => {
  const subject = await taskSubject(t);
  record(subject, begun(subject));
  subject.git('branch', BRANCH);
  subject.git('branch', 'performance/task-0010-x');
  subject.git('update-ref', 'refs/remotes/origin/performance/task-001-mine', 'main');
  const { elsewhere } = await stateNamed(await subject.place(), '001');
  assert.deepEqual(
    elsewhere.map(({ branch, remote }) => `${remote ?? ''} ${branch}`),
    ['origin performance/task-001-mine'],
  );
});
