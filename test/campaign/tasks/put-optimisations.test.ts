import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import {
  documentsOn,
  placedOn,
  putOptimisations,
  takeBackAll,
  takenBackOn,
} from '../../../src/campaign/tasks/put-optimisations.ts';
import { taskLog } from '../../../src/campaign/tasks/task-log.ts';
import type { TaskBranch } from '../../../src/campaign/tasks/task-branch.ts';
import type { MeasuredEffect } from '../../../src/model/index.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { lines, type TaskSubject, taskSubject } from './task-place.ts';

const ID = taskId('001');
const BRANCH = 'performance/task-001-faster-report';

type Kept = Parameters<typeof putOptimisations>[2][number];

const WALL: MeasuredEffect = {
  benchmark: 'report',
  metric: 'wall',
  unit: 'ns',
  direction: 'lower',
  placement: 'pinned',
  base_median: 100e6,
  candidate_median: 80e6,
  ratio: { estimate: 0.8, lo: 0.75, hi: 0.85, confidence: 0.95 },
  pairs: 20,
  verdict: 'improved',
  reason: 'The whole interval is below 1.',
};

interface Start {
  readonly subject: TaskSubject;
  /** Kept commits of a run, one upon the other: of lines 3, 9 and 15. */
  readonly kept: readonly [Kept, Kept, Kept];
  readonly branch: () => Promise<TaskBranch>;
  readonly put: (...some: readonly Kept[]) => Promise<readonly string[]>;
  readonly read: () => string;
  readonly log: () => string[];
}

async function start(t: TestContext): Promise<Start> {
  const subject = await taskSubject(t);
  const base = subject.git('rev-parse', 'HEAD').trim();
  subject.git('switch', '-q', '-c', 'hone/run');
  const made: Kept[] = [3, 9, 15].map((line, index) => {
    const earlier = [3, 9, 15].slice(0, index + 1).map((one) => [one, `fast ${one}`] as const);
    subject.write('code.js', lines(Object.fromEntries(earlier)));
    const title = `Line ${line}`;
    const commit = subject.commit(`${title}\n\nWhy.\n\nHone-Run: 20260101-000000-bcdf`);
    return { commit, title, effects: [WALL] };
  });
  const [one, two, three] = made;
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  subject.git('switch', '-q', '-c', BRANCH, 'main');
  const { store } = subject;
  const branch = async (): Promise<TaskBranch> => {
    return { repository: await subject.open(), store, branch: BRANCH, base };
  };
  return {
    subject,
    kept: [one, two, three],
    branch,
    put: async (...some) => {
      const why = 'Step 5.1 sent the work back. It was 0.3 % slower.\nThe target was missed.';
      const placed = await putOptimisations(await branch(), { id: ID, why }, some, {});
      return placed.map(({ measured }) => measured ?? 'by hand');
    },
    read: () => readFileSync(join(subject.root, 'code.js'), 'utf8'),
    log: () => subject.git('log', '--format=%s', `main..${BRANCH}`).trimEnd().split('\n'),
  };
}

test('each optimisation is a commit with its number, and putting it again changes nothing', async (t) => {
  const { subject, kept, put, read, log } = await start(t);
  const [one, two] = kept;
  assert.deepEqual(await put(one, two), [one.commit, two.commit]);
  assert.deepEqual(log(), [
    'perf(task-001): optimize Line 9 - 20 % faster',
    'perf(task-001): optimize Line 3 - 20 % faster',
  ]);
  const trailers = subject.git('log', '-1', '--format=%(trailers)', BRANCH).trim().split('\n');
  assert.deepEqual(trailers, [
    'Hone-Run: 20260101-000000-bcdf',
    `Hone-Commit: ${two.commit}`,
    'Hone-Task: 001',
  ]);
  assert.equal(read(), lines({ 3: 'fast 3', 9: 'fast 9' }));
  assert.equal(subject.git('status', '--porcelain'), '');
  const tip = subject.git('rev-parse', BRANCH);
  assert.deepEqual(await put(one, two), [one.commit, two.commit]);
  assert.equal(subject.git('rev-parse', BRANCH), tip);
});

test('appends what came later, takes back what did not hold, and brings it again', async (t) => {
  const { subject, kept, branch, put, read, log } = await start(t);
  const [one, two, three] = kept;
  await put(one);
  assert.equal((await put(one, two, three)).length, 3);
  assert.deepEqual(await put(one), [one.commit]);
  assert.equal(read(), lines({ 3: 'fast 3' }));
  assert.deepEqual(log().slice(0, 2), [
    'fix(task-001): take back Line 9',
    'fix(task-001): take back Line 15',
  ]);
  const why = 'Step 5.1 sent the work back. It was 0.3 % slower. The target was missed.';
  assert.deepEqual(await takenBackOn(await branch(), {}), [
    { title: 'Line 15', why },
    { title: 'Line 9', why },
  ]);
  const told = taskLog(subject.store, ID).flatMap((event) =>
    event.kind === 'entry' ? [event.entry.content] : [],
  );
  assert.equal(told.length, 2, 'the journal is told each once');
  assert.match(told[1] ?? '', /^Took back \*\*Line 9\*\* by [0-9a-f]{12}\. Step 5\.1 sent/);
  assert.deepEqual(await put(one, two), [one.commit, two.commit]);
  assert.equal(read(), lines({ 3: 'fast 3', 9: 'fast 9' }));
  assert.deepEqual(await takenBackOn(await branch(), {}), [{ title: 'Line 15', why }]);
  assert.deepEqual(await put(), []);
  assert.equal(read(), lines());
  assert.equal(log().length, 8, 'what others have seen is never rewritten');
});

test('another order takes back from the first difference on', async (t) => {
  const { kept, put, read } = await start(t);
  const [one, two, three] = kept;
  await put(one, two);
  assert.deepEqual(await put(two, three), [two.commit, three.commit]);
  assert.equal(read(), lines({ 9: 'fast 9', 15: 'fast 15' }));
});

test("a person's own commit counts and stays; documents are no optimisations", async (t) => {
  const { subject, kept, branch, put, read } = await start(t);
  const [one, two] = kept;
  await put(one, two);
  subject.write('code.js', lines({ 3: 'fast 3', 9: 'fast 9', 20: 'mine' }));
  const own = subject.commit('perf: mine');
  subject.write('docs/notes.txt', 'x\n');
  subject.write('tasks/001/journal.md', 'x\n');
  subject.write('README.md', 'x\n');
  subject.commit('docs: a word on it');
  assert.deepEqual(await put(one), [one.commit, 'by hand']);
  assert.equal(read(), lines({ 3: 'fast 3', 20: 'mine' }));
  const placed = await placedOn(await branch(), {});
  assert.deepEqual(
    placed.map(({ commit, measured }) => [commit === own, measured]),
    [
      [false, one.commit],
      [true, null],
    ],
  );
  assert.deepEqual(await documentsOn(await branch(), ID, {}), ['README.md', 'docs/notes.txt']);
});

test('names the files of a conflict and changes nothing', async (t) => {
  const { subject, kept, put, read } = await start(t);
  subject.write('code.js', lines({ 3: 'mine' }));
  const own = subject.commit('mine');
  await assert.rejects(put(kept[0]), failure('E_REPOSITORY', /does not fit onto .*: code\.js/));
  assert.equal(subject.git('rev-parse', BRANCH).trim(), own);
  assert.equal(read(), lines({ 3: 'mine' }));
});

test('never overwrites code that is not committed', async (t) => {
  const { subject, kept, put, read } = await start(t);
  subject.write('code.js', lines({ 20: 'mine' }));
  const what = failure('E_DIRTY_TREE', /can't be put onto .*code\.js.*Commit or stash/s);
  await assert.rejects(put(kept[0]), what);
  assert.equal(read(), lines({ 20: 'mine' }));
  subject.git('checkout', '-q', '--', 'code.js');
  assert.equal((await put(kept[0])).length, 1);
});

test('works on a branch that is nowhere checked out', async (t) => {
  const { subject, kept, put } = await start(t);
  subject.git('switch', '-q', 'main');
  await put(kept[0], kept[1]);
  assert.equal(subject.git('show', `${BRANCH}:code.js`), lines({ 3: 'fast 3', 9: 'fast 9' }));
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('a branch that was rebased away from where the task began is told', async (t) => {
  const { subject, kept, put } = await start(t);
  subject.git('checkout', '-q', '--orphan', 'other');
  subject.commit('elsewhere');
  subject.git('branch', '-f', BRANCH);
  subject.git('switch', '-q', BRANCH);
  await assert.rejects(put(kept[0]), failure('E_REPOSITORY', /does not go back to .*rebased/s));
});

test('all of it is taken back for a new beginning, but for what somebody committed', async (t) => {
  const { subject, kept, branch, put, read } = await start(t);
  await put(kept[0], kept[1]);
  subject.write('code.js', lines({ 3: 'fast 3', 9: 'fast 9', 20: 'mine' }));
  subject.commit('mine');
  const told = { id: ID, why: 'The work begins anew, because the suite was changed.' };
  await takeBackAll(await branch(), told, {});
  const tip = subject.git('rev-parse', BRANCH);
  await takeBackAll(await branch(), told, {});
  assert.equal(subject.git('rev-parse', BRANCH), tip);
  assert.equal(read(), lines({ 20: 'mine' }));
  assert.match(subject.git('log', '-1', '--format=%b'), /begins anew, because the suite/);
});
