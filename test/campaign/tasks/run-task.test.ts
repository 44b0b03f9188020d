import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import { resumeTask, startTask } from '../../../src/campaign/tasks/run-task.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import { recordTaskEvent } from '../../../src/campaign/tasks/task-log.ts';
import { stateNamed } from '../../../src/campaign/tasks/task-states.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { control } from '../flow/flow-place.ts';
import { NOTHING } from './task-at-github.ts';
import { taskSubject } from './task-place.ts';

const BRANCH = 'performance/task-001-faster-report';

const START = {
  wanted: '001',
  worktree: { path: null },
  ask: false,
  baseBranch: null,
  forge: { use: 'plain-git', apiUrl: null },
  checks: null,
} as const;

test('what a start that was cut short was to try is not known, so that is said', async (t) => {
  const subject = await taskSubject(t);
  const resumed = () =>
    resumeTask('1', { ...NOTHING, folder: subject.root, flow: null }, control([]));
  await assert.rejects(resumed(), failure('E_USAGE', /not started yet: hone task start 001/));
  await beginTask(await subject.place(), START, silent);
  const how = /cut short before a run began\. .*--proposal, --role.*: hone task start 001$/s;
  await assert.rejects(resumed(), failure('E_USAGE', how));
  const { status } = await stateNamed(await subject.place(), '001');
  assert.match(status.why, how);
  assert.match(status.why, /^Its start stopped/);
});

test('a start that lacks what it needs is refused before anything of it is there', async (t) => {
  const subject = await taskSubject(t);
  const options = { ...NOTHING, folder: subject.root, flow: null };
  const started = startTask({ ...START, worktree: null }, options, control([]));
  await assert.rejects(started, failure('E_CONFIG', /no hone\.yaml/));
  assert.equal(subject.git('branch', '--format=%(refname:short)').trim(), 'main');
  assert.equal((await stateNamed(await subject.place(), '001')).status.kind, 'pending');
});

test('a branch that somebody deleted is not made anew in silence', async (t) => {
  const subject = await taskSubject(t);
  const { root } = await beginTask(await subject.place(), START, silent);
  const commit = subject.git('rev-parse', BRANCH).trim();
  const event = { kind: 'commit', phase: 3, commit, subject: 'x', run: null } as const;
  recordTaskEvent(subject.store, taskId('001'), event);
  subject.git('worktree', 'remove', '--force', root);
  subject.git('branch', '-q', '-D', BRANCH);
  const proposals = [{ kind: 'revision', revision: 'main' }] as const;
  const options = { ...NOTHING, proposals: [...proposals], folder: subject.root, flow: null };
  const resumed = resumeTask('1', options, control([]));
  const how = new RegExp(`is gone\\. .*end of phase 3: git branch ${BRANCH} ${commit}`);
  await assert.rejects(resumed, failure('E_REPOSITORY', how));
  assert.equal(subject.git('branch', '--format=%(refname:short)').trim(), 'main');
});
