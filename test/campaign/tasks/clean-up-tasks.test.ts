import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import { type CleanedTask, cleanUpTasks } from '../../../src/campaign/tasks/clean-up-tasks.ts';
import { abandonTask } from '../../../src/campaign/tasks/end-task.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import { recordTaskEvent, taskLog } from '../../../src/campaign/tasks/task-log.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { type TaskSubject, taskSubject } from './task-place.ts';

const ID = taskId('001');
const BRANCH = 'performance/task-001-faster-report';

interface Start {
  readonly subject: TaskSubject;
  /** Where the work is done. */
  readonly root: string;
  readonly bare: string;
  /** Merges the branch at the remote and says so. */
  readonly merge: () => void;
  readonly clean: (isDry: boolean, from?: string) => Promise<CleanedTask[]>;
}

async function start(t: TestContext, own = true): Promise<Start> {
  const subject = await taskSubject(t);
  const bare = subject.beside('origin.git');
  subject.git('clone', '-q', '--bare', subject.root, bare);
  subject.git('remote', 'add', 'origin', bare);
  const options = {
    wanted: '001',
    worktree: own ? { path: null } : null,
    ask: false,
    baseBranch: null,
    forge: { use: 'plain-git', apiUrl: null } as const,
    checks: null,
  };
  const { root } = await beginTask(await subject.place(), options, silent);
  return {
    subject,
    root,
    bare,
    merge: () => {
      const head = subject.git('rev-parse', BRANCH).trim();
      const tree = subject.git('rev-parse', `${BRANCH}^{tree}`).trim();
      const commit = subject.git('commit-tree', tree, '-p', 'main', '-m', 'merge').trim();
      subject.git('push', '-q', bare, `${commit}:refs/heads/main`);
      recordTaskEvent(subject.store, ID, { kind: 'merged', name: '#1', commit, head });
    },
    clean: async (isDry, from = subject.root) =>
      cleanUpTasks(await subject.place(from), '001', isDry),
  };
}

const branches = (subject: TaskSubject, root = subject.root): string[] =>
  subject.git('-C', root, 'branch', '--format=%(refname:short)').trim().split('\n');

test('shows what it would remove, removes that, and then nothing is left to do', async (t) => {
  const { subject, root, bare, merge, clean } = await start(t);
  merge();
  const dry = await clean(true);
  assert.deepEqual(dry, [
    { id: '001', removed: [`the working tree ${root}`, `the branch ${BRANCH}`], kept: [] },
  ]);
  assert.ok(existsSync(root));
  const [done] = await clean(false);
  assert.deepEqual(done?.kept, []);
  assert.deepEqual(done?.removed, [...(dry[0]?.removed ?? []), `the branch ${BRANCH} at origin`]);
  assert.ok(!existsSync(root));
  assert.deepEqual([branches(subject), branches(subject, bare)], [['main'], ['main']]);
  assert.deepEqual(await clean(false), []);
});

test('what is under way stays, and says where it stands', async (t) => {
  const { subject, root, clean } = await start(t);
  const [kept] = await clean(false);
  assert.match(kept?.kept.join() ?? '', /Task 001 is stopped/);
  assert.deepEqual(await cleanUpTasks(await subject.place(), null, false), []);
  assert.ok(existsSync(root));
});

test('nothing that is not committed is removed, nor where somebody stands', async (t) => {
  const { root, merge, clean } = await start(t);
  merge();
  const [here] = await clean(false, root);
  assert.match(here?.kept.join('\n') ?? '', /is where you are/);
  writeFileSync(join(root, 'untracked.txt'), 'mine\n');
  for (const isDry of [true, false]) {
    const [cleaned] = await clean(isDry);
    assert.match(cleaned?.kept.join('\n') ?? '', /stays: not committed are .*untracked\.txt/);
  }
  assert.ok(existsSync(join(root, 'untracked.txt')));
});

test('commits after the merge that exist here alone keep the tree and the branch', async (t) => {
  const { subject, root, merge, clean } = await start(t);
  merge();
  writeFileSync(join(root, 'code.js'), 'more\n');
  subject.git('-C', root, 'commit', '-q', '-a', '-m', 'after the merge');
  const tip = subject.git('rev-parse', BRANCH);
  for (const isDry of [true, false]) {
    const [cleaned] = await clean(isDry);
    const kept = cleaned?.kept.join('\n') ?? '';
    assert.match(kept, /has commits that exist here alone/);
    assert.deepEqual(
      cleaned?.removed.filter((what) => !what.includes('origin')),
      [],
      String(isDry),
    );
  }
  assert.ok(existsSync(root));
  assert.equal(subject.git('rev-parse', BRANCH), tip);
});

test('the tree of an abandoned task goes once it is pushed; its branch stays', async (t) => {
  const { subject, root, bare, clean } = await start(t);
  await abandonTask(await subject.place(), '001', { why: 'too hard', by: 'Ada' });
  subject.git('-C', bare, 'branch', '-D', BRANCH);
  subject.git('update-ref', '-d', `refs/remotes/origin/${BRANCH}`);
  assert.match((await clean(false))[0]?.kept.join() ?? '', /exist here alone/);
  subject.git('push', '-q', 'origin', BRANCH);
  subject.git('fetch', '-q', 'origin');
  assert.deepEqual((await clean(false))[0]?.removed, [`the working tree ${root}`]);
  assert.ok(branches(subject).includes(BRANCH));
  const log = taskLog(subject.store, ID);
  assert.ok(log.some((event) => event.kind === 'abandoned' && event.why === 'too hard'));
});

test("a working tree that was deleted by hand is in nobody's way", async (t) => {
  const { subject, root, merge, clean } = await start(t);
  merge();
  rmSync(root, { recursive: true });
  const [cleaned] = await clean(false);
  assert.deepEqual(cleaned?.kept, []);
  assert.match(cleaned?.removed.join('\n') ?? '', /which was deleted by hand/);
  assert.deepEqual(branches(subject), ['main']);
  assert.doesNotMatch(subject.git('worktree', 'list'), /task-001/);
});

test('on the main working tree it goes back to the base, as the remote has it', async (t) => {
  const { subject, merge, clean } = await start(t, false);
  merge();
  subject.write('code.js', 'mine\n');
  assert.match((await clean(false))[0]?.kept.join('\n') ?? '', /stays on .*code\.js/);
  subject.git('checkout', '-q', '--', 'code.js');
  await clean(true);
  assert.equal(subject.git('branch', '--show-current').trim(), BRANCH);
  assert.deepEqual((await clean(false))[0]?.kept, []);
  assert.equal(subject.git('branch', '--show-current').trim(), 'main');
  assert.equal(subject.git('log', '-1', '--format=%s').trim(), 'merge');
  assert.equal(subject.git('status', '--porcelain'), '');
  assert.deepEqual(branches(subject), ['main']);
});

test('the branch at the remote stays until the merge is seen there', async (t) => {
  const { subject, bare, merge, clean } = await start(t);
  merge();
  const before = subject.git('rev-parse', 'main').trim();
  subject.git('-C', bare, 'update-ref', 'refs/heads/main', before);
  assert.match((await clean(false))[0]?.kept.join('\n') ?? '', /stays at origin: the merge .* not/);
  assert.ok(branches(subject, bare).includes(BRANCH));
});
