import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import { abandonTask, allowMerge } from '../../../src/campaign/tasks/end-task.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskSubject } from './task-place.ts';

test('a merge is allowed only when the task waits for it; giving up needs a reason', async (t) => {
  const subject = await taskSubject(t);
  const options = {
    wanted: '001',
    worktree: null,
    ask: false,
    baseBranch: null,
    forge: { use: 'plain-git', apiUrl: null } as const,
    checks: null,
  };
  await beginTask(await subject.place(), options, silent);
  const early = allowMerge(await subject.place(), '001', { by: null, method: null });
  await assert.rejects(early, failure('E_USAGE', /can't be merged yet.*hone task start 001/s));
  const silently = abandonTask(await subject.place(), '001', { why: ' ', by: null });
  await assert.rejects(silently, failure('E_USAGE', /--reason/));
  await abandonTask(await subject.place(), '001', { why: 'x', by: null });
  const twice = abandonTask(await subject.place(), '001', { why: 'x', by: null });
  await assert.rejects(twice, failure('E_USAGE', /is abandoned/));
});
