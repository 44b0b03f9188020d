import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recordTaskEvent } from '../../../src/campaign/tasks/task-log.ts';
import { forgeOfTask } from '../../../src/campaign/tasks/task-pull.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { withToken, withVariable } from './github-origin.ts';
import { type TaskSubject, taskSubject } from './task-place.ts';

const ID = taskId('001');

/** A task that was started with whatever forge there is, whose remote is at GitHub. */
function begin(subject: TaskSubject): () => Promise<string> {
  subject.git('remote', 'add', 'origin', 'https://github.com/ada/engine.git');
  recordTaskEvent(subject.store, ID, {
    kind: 'started',
    branch: 'performance/task-001-x',
    baseBranch: 'main',
    baseCommit: subject.git('rev-parse', 'main').trim(),
    root: subject.root,
    isOwnWorktree: false,
    forge: { use: 'auto', apiUrl: 'http://127.0.0.1:9' },
    ask: false,
    checks: [],
  });
  return async () => {
    const forge = await forgeOfTask(await subject.open(), subject.store, ID, {});
    return forge.describe().kind;
  };
}

const opened = (subject: TaskSubject, url: string | null): void => {
  const event = { kind: 'pull-request', number: 1, name: '#1', url, title: 'x' } as const;
  recordTaskEvent(subject.store, ID, event);
};

test('a pull request that was kept here stays here when somebody logs in', async (t) => {
  const subject = await taskSubject(t);
  const kind = begin(subject);
  withVariable(t, 'GH_TOKEN', null);
  withToken(t, null);
  assert.equal(await kind(), 'plain-git');
  opened(subject, null);
  withToken(t, 'ghp_0123456789secret');
  assert.equal(await kind(), 'plain-git', "number 1 of the host is somebody else's");
});

test('a pull request at a host is looked for nowhere else when nobody is logged in', async (t) => {
  const subject = await taskSubject(t);
  const kind = begin(subject);
  withVariable(t, 'GH_TOKEN', null);
  withToken(t, 'ghp_0123456789secret');
  assert.equal(await kind(), 'github-rest');
  opened(subject, 'https://github.com/ada/engine/pull/1');
  assert.equal(await kind(), 'github-rest');
  withToken(t, null);
  const message = /#1 is https:\/\/.*\/pull\/1, which can't be asked now\. .*there is no login/;
  await assert.rejects(kind(), failure('E_FORGE', message));
});
