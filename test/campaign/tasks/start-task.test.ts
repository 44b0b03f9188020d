import assert from 'node:assert/strict';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Hooks } from '../../../src/campaign/hooks.ts';
import { silent } from '../../../src/campaign/hooks.ts';
import { abandonTask } from '../../../src/campaign/tasks/end-task.ts';
import {
  beginTask,
  type BegunTask,
  type StartTaskOptions,
} from '../../../src/campaign/tasks/start-task.ts';
import { recordTaskEvent, taskLog } from '../../../src/campaign/tasks/task-log.ts';
import { stateNamed } from '../../../src/campaign/tasks/task-states.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { gitHubOrigin, withToken } from './github-origin.ts';
import { type TaskSubject, taskSubject } from './task-place.ts';

const BRANCH = 'performance/task-001-faster-report';

const PLAIN: Omit<StartTaskOptions, 'wanted'> = {
  worktree: null,
  ask: false,
  baseBranch: null,
  forge: { use: 'plain-git', apiUrl: null },
  checks: null,
};

async function begin(
  subject: TaskSubject,
  wanted = '1',
  more: Partial<StartTaskOptions> = {},
): Promise<BegunTask & { readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const hooks: Hooks = { ...silent, onWarning: (text) => warnings.push(text) };
  const begun = await beginTask(await subject.place(), { ...PLAIN, wanted, ...more }, hooks);
  return { ...begun, warnings };
}

function withBareOrigin(subject: TaskSubject): string {
  const bare = subject.beside('origin.git');
  subject.git('clone', '-q', '--bare', subject.root, bare);
  subject.git('remote', 'add', 'origin', bare);
  return bare;
}

const branchesOf = (subject: TaskSubject): string =>
  subject.git('branch', '--format=%(refname:short)').trim();

const kinds = ({ store }: TaskSubject): string[] =>
  taskLog(store, taskId('001')).map(({ kind }) => kind);

/** Fails unless nothing was begun. */
function assertNothingBegun(subject: TaskSubject): void {
  assert.equal(branchesOf(subject), 'main');
  assert.equal(subject.git('branch', '--show-current').trim(), 'main');
  assert.deepEqual(taskLog(subject.store, taskId('001')), []);
}

test('makes the branch, commits the documents, sends them and opens the draft', async (t) => {
  const subject = await taskSubject(t);
  const bare = withBareOrigin(subject);
  const { root, warnings, started } = await begin(subject);
  assert.deepEqual([root, warnings], [subject.root, []]);
  assert.equal(subject.git('branch', '--show-current').trim(), BRANCH);
  assert.equal(subject.git('log', '-1', '--format=%s').trim(), 'docs(task-001): begin');
  assert.equal(subject.git('show', '--name-only', '--format=').trim(), 'tasks/001/journal.md');
  assert.equal(subject.git('-C', bare, 'rev-parse', BRANCH), subject.git('rev-parse', BRANCH));
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.equal(started.baseCommit, subject.git('rev-parse', 'main').trim());
  assert.deepEqual(kinds(subject), ['started', 'pull-request']);
});

test('cut short anywhere, the start goes on to the same end', async (t) => {
  const subject = await taskSubject(t);
  withBareOrigin(subject);
  const { started } = await begin(subject);
  const events = kinds(subject);
  subject.git('switch', '-q', 'main'); // the branch is there, and nobody on it
  assert.equal((await begin(subject)).started.baseCommit, started.baseCommit);
  assert.equal(subject.git('branch', '--show-current').trim(), BRANCH);
  assert.deepEqual(kinds(subject), events);
  const other = await taskSubject(t); // only said to be begun
  const { branch, baseBranch, forge, ask, checks } = started;
  const here = { root: other.root, isOwnWorktree: false };
  const baseCommit = other.git('rev-parse', 'main').trim();
  const event = {
    kind: 'started',
    branch,
    baseBranch,
    forge,
    ask,
    checks,
    ...here,
    baseCommit,
  } as const;
  recordTaskEvent(other.store, taskId('001'), event, `started/${branch}`);
  await begin(other);
  assert.deepEqual(kinds(other), events);
  assert.equal(other.git('log', '--format=%s', 'main..').trim(), 'docs(task-001): begin');
});

test('a start beside the repository leaves what is checked out alone', async (t) => {
  const subject = await taskSubject(t, { '001': {}, '002': { title: 'Smaller' } });
  const first = await begin(subject, '1', { worktree: { path: null } });
  const second = await begin(subject, '2', { worktree: { path: subject.beside('two') } });
  assert.deepEqual([first.root, second.root], [`${subject.root}-task-001`, subject.beside('two')]);
  assert.equal(subject.git('branch', '--show-current').trim(), 'main');
  assert.ok(existsSync(join(first.root, 'tasks/001/journal.md')));
  assert.ok(!existsSync(join(first.root, '.hone')));
  const taken = begin(await taskSubject(t), '1', { worktree: { path: second.root } });
  await assert.rejects(taken, failure('E_BUSY', /No working tree could be made.*--worktree PATH/s));
});

test('refuses what it depends on and is not there, not done, or in a circle', async (t) => {
  const subject = await taskSubject(t, {
    '001': { dependsOn: ['009: the parser'] },
    '002': { dependsOn: ['003'] },
    '003': { dependsOn: ['002'] },
    '004': { dependsOn: ['005: reads faster'] },
    '005': {},
  });
  await assert.rejects(begin(subject, '1'), failure('E_USAGE', /009.*not exist|no task 009/i));
  await assert.rejects(begin(subject, '2'), failure('E_USAGE', /002.*003.*002/s));
  await assert.rejects(
    begin(subject, '4'),
    failure('E_USAGE', /005 \(reads faster\), which is pending/),
  );
  await assert.rejects(begin(subject, '7'), failure('E_NOT_FOUND', /There are 001, 002/));
  await assert.rejects(begin(subject, 'x'), failure('E_USAGE', /no number of a task/));
  assertNothingBegun(subject);
  await begin(subject, '5');
  await assert.rejects(
    begin(subject, '4'),
    failure('E_USAGE', /005 \(reads faster\), which is stopped/),
  );
});

test('refuses a task file that is not understood, naming its lines', async (t) => {
  const subject = await taskSubject(t);
  subject.write('tasks/001/task.md', '# Tas\n\n## Targets\n\n- make it fast\n');
  subject.commit('broken');
  await assert.rejects(begin(subject), failure('E_CONFIG', /tasks\/001\/task\.md:\d+/));
  subject.remove('tasks/001/task.md');
  subject.git('config', 'core.symlinks', 'true');
  subject.write('tasks/001/task.md/x', 'a folder');
  await assert.rejects(begin(subject), failure('E_CONFIG', /is no ordinary file/));
  assertNothingBegun(subject);
});

test('refuses changes that are not committed, but for the task itself', async (t) => {
  const subject = await taskSubject(t);
  subject.write('code.js', 'mine\n');
  await assert.rejects(begin(subject), failure('E_DIRTY_TREE', /code\.js/));
  assertNothingBegun(subject);
});

test('refuses a task that is being worked on here, and one that was begun elsewhere', async (t) => {
  const subject = await taskSubject(t);
  const bare = withBareOrigin(subject);
  subject.git('branch', 'performance/task-001-other-title');
  await assert.rejects(begin(subject), failure('E_BUSY', /other-title is in this repository/));
  subject.git('push', '-q', 'origin', 'performance/task-001-other-title');
  subject.git('branch', '-q', '-D', 'performance/task-001-other-title');
  subject.git('update-ref', '-d', 'refs/remotes/origin/performance/task-001-other-title');
  const remote = failure('E_BUSY', /other-title is at origin\. If nobody does, delete/);
  await assert.rejects(begin(subject), remote);
  assertNothingBegun(subject);
  subject.git('-C', bare, 'branch', '-D', 'performance/task-001-other-title');
  await begin(subject);
});

test('what was abandoned can be started again, on another branch', async (t) => {
  const subject = await taskSubject(t);
  await begin(subject);
  await abandonTask(await subject.place(), '1', { why: 'too hard', by: 'Ada' });
  assert.equal((await stateNamed(await subject.place(), '1')).status.kind, 'abandoned');
  const again = await begin(subject);
  assert.equal(again.started.branch, `${BRANCH}-2`);
  assert.equal((await stateNamed(await subject.place(), '1')).status.kind, 'stopped');
});

test('of two starts at once after it was abandoned one is told, and one branch is made', async (t) => {
  const subject = await taskSubject(t);
  await begin(subject);
  await abandonTask(await subject.place(), '1', { why: 'too hard', by: 'Ada' });
  subject.git('switch', '-q', 'main');
  const trees = ['one', 'two'].map((name) => ({ path: subject.beside(name) }));
  const ends = await Promise.allSettled(trees.map((worktree) => begin(subject, '1', { worktree })));
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  assert.equal(failures.length, 1, failures.join('\n'));
  assert.match(failures[0] ?? '', /is being started by another process right now/);
  assert.deepEqual(branchesOf(subject).split('\n'), ['main', BRANCH, `${BRANCH}-2`]);
  const starts = kinds(subject).filter((kind) => kind === 'started');
  assert.equal(starts.length, 2);
});

test('a place for a working tree that is taken is told before anything is begun', async (t) => {
  const subject = await taskSubject(t);
  const taken = subject.beside('taken');
  subject.git('init', '-q', taken);
  const start = begin(subject, '1', { worktree: { path: taken } });
  await assert.rejects(start, failure('E_BUSY', /not empty\. Name another place: --worktree PATH/));
  assertNothingBegun(subject);
});

test('a completed task is not started again', async (t) => {
  const subject = await taskSubject(t);
  await begin(subject);
  const merged = {
    kind: 'merged',
    name: '#1',
    commit: 'c'.repeat(40),
    head: 'd'.repeat(40),
  } as const;
  recordTaskEvent(subject.store, taskId('001'), merged);
  await assert.rejects(begin(subject), failure('E_USAGE', /completed: #1 is merged as cccc/));
});

test('a remote that is gone, or refuses the push, is told and no reason to stop', async (t) => {
  const subject = await taskSubject(t);
  const bare = withBareOrigin(subject);
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "no pushes on Fridays" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  const { warnings } = await begin(subject);
  assert.match(warnings.join('\n'), /could not be pushed.*Fridays.*tried again/s);
  const log = taskLog(subject.store, taskId('001'));
  assert.ok(log.some((event) => event.kind === 'trouble' && /Fridays/.test(event.text)));
  rmSync(bare, { recursive: true });
  const again = await begin(subject);
  assert.match(again.warnings.join('\n'), /could not be pushed/);
  assert.equal(subject.git('branch', '--show-current').trim(), BRANCH);
});

/** A start whose pull request is at GitHub. */
async function beginAtGitHub(
  t: TestContext,
  token: string | null,
  limit = false,
): Promise<{ readonly warnings: string; readonly events: string; readonly subject: TaskSubject }> {
  const subject = await taskSubject(t);
  const origin = await gitHubOrigin(t, subject);
  withToken(t, token ?? origin.server.token);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' };
  const body = { message: 'API rate limit exceeded for user ID 1.' };
  const refused = { kind: 'answer', status: 403, headers, body } as const;
  origin.first = () => (limit ? refused : null);
  const forge = { use: 'github-rest', apiUrl: origin.server.url } as const;
  const { warnings } = await begin(subject, '1', { forge });
  const log = taskLog(subject.store, taskId('001'));
  const events = log.map((event) =>
    event.kind === 'pull-request' ? `${event.name} ${event.url ?? ''}` : event.kind,
  );
  assert.equal(origin.git('rev-parse', BRANCH), subject.git('rev-parse', BRANCH));
  return { warnings: warnings.join('\n'), events: events.join(', '), subject };
}

test('opens a draft at GitHub once the branch is there', async (t) => {
  const { warnings, events } = await beginAtGitHub(t, null);
  assert.equal(warnings, '');
  assert.equal(events, 'started, #7 https://github.com/ada/engine/pull/7');
});

test('a wrong token and a rate limit are told; the work goes on without the draft', async (t) => {
  const wrong = await beginAtGitHub(t, 'ghp_wrong');
  assert.match(
    wrong.warnings,
    /Opening the draft of the pull request failed: .*(token|login|401)/is,
  );
  assert.doesNotMatch(wrong.warnings, /ghp_wrong/);
  assert.equal(wrong.events, 'started, trouble');
  assert.equal((await stateNamed(await wrong.subject.place(), '1')).status.kind, 'stopped');
  const limited = await beginAtGitHub(t, null, true);
  assert.match(limited.warnings, /Opening the draft .*rate limit/is);
  assert.equal(limited.events, 'started, trouble');
});
