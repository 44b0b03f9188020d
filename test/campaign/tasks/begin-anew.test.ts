import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import { clearBranch } from '../../../src/campaign/tasks/begin-anew.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import { taskLog } from '../../../src/campaign/tasks/task-log.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { lines, taskSubject } from './task-place.ts';

const START = {
  wanted: '001',
  worktree: null,
  ask: false,
  baseBranch: null,
  forge: { use: 'plain-git', apiUrl: null },
  checks: null,
} as const;

test('what a new run measures as its base although somebody committed it is told once', async (t) => {
  const subject = await taskSubject(t);
  const begun = await beginTask(await subject.place(), START, silent);
  const commit = subject.git('rev-parse', 'main').trim();
  const before = {
    origin: 'x',
    flow: { path: null, name: 'task', text: '' },
    schemas: {},
    target: null,
    base: { commit, tree: subject.git('rev-parse', 'main^{tree}').trim(), branch: 'main' },
    config: null,
    suiteHash: null,
    roles: {},
    raters: [],
    proposals: [],
    publish: { policy: null, targets: [] },
    search: {
      roundsMax: 1,
      barrenRoundsMax: 1,
      elapsedMsMax: null,
      attemptsMax: null,
      costMax: null,
    },
    sandbox: 'none',
    judges: [],
    untested: null,
    seed: 7,
    pairsMax: null,
    timeLimitMs: null,
    values: {},
  };
  const clear = async (): Promise<string[]> => {
    const { signal } = await subject.place();
    await clearBranch(subject.store, begun, before, 'x', { signal, hooks: silent });
    return taskLog(subject.store, taskId('001')).flatMap((event) =>
      event.kind === 'entry' ? [event.entry.content] : [],
    );
  };
  subject.write('README.md', 'A word.\n');
  subject.commit('docs: a word');
  assert.deepEqual(await clear(), [], 'documents are no code');
  subject.write('code.js', lines({ 3: 'mine' }));
  const own = subject.commit('perf: mine');
  const [told = '', ...more] = await clear();
  assert.match(
    told,
    /committed by hand stays.*part of the base, so no number says what it brings/s,
  );
  assert.ok(told.endsWith(`\n- ${own.slice(0, 12)} perf: mine`), told);
  assert.deepEqual(more, []);
  assert.equal((await clear()).length, 1);
  assert.equal(subject.git('status', '--porcelain'), '');
});
