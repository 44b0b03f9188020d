import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import type { TaskBranch } from '../../../src/campaign/tasks/task-branch.ts';
import { withoutCopies } from '../../../src/campaign/tasks/without-copies.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { type TaskSubject, taskSubject, taskText } from './task-place.ts';

const ID = taskId('002');
const PATH = 'tasks/002/task.md';

/** A task whose file nobody committed on the base, worked on beside it. */
async function start(
  t: TestContext,
): Promise<{ readonly subject: TaskSubject; readonly branch: TaskBranch }> {
  const subject = await taskSubject(t, {});
  subject.write(PATH, taskText('002'));
  const options = {
    wanted: '002',
    worktree: { path: null },
    ask: false,
    baseBranch: null,
    forge: { use: 'plain-git', apiUrl: null } as const,
    checks: null,
  };
  const { started } = await beginTask(await subject.place(), options, silent);
  const { repository, store } = await subject.place();
  const branch = { repository, store, branch: started.branch, base: started.baseCommit };
  return { subject, branch };
}

test('a copy that the branch has is out of the way for the merge, which brings it', async (t) => {
  const { subject, branch } = await start(t);
  const order = { id: ID, baseBranch: 'main' };
  const merge = async (): Promise<string> => {
    assert.ok(!existsSync(join(subject.root, PATH)));
    return subject.git('merge', '--ff-only', branch.branch);
  };
  assert.match(await withoutCopies(branch, order, merge, {}), /Fast-forward/);
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.ok(existsSync(join(subject.root, 'tasks/002/journal.md')));
});

test('it is put back when nothing was merged, and what a person changed stays', async (t) => {
  const { subject, branch } = await start(t);
  const order = { id: ID, baseBranch: 'main' };
  const fails = withoutCopies(branch, order, () => Promise.reject(new Error('no')), {});
  await assert.rejects(fails, /no/);
  assert.equal(readFileSync(join(subject.root, PATH), 'utf8'), taskText('002'));
  subject.write(PATH, 'my own words\n');
  const isThere = await withoutCopies(
    branch,
    order,
    async () => existsSync(join(subject.root, PATH)),
    {},
  );
  assert.ok(isThere);
  assert.equal(readFileSync(join(subject.root, PATH), 'utf8'), 'my own words\n');
});
