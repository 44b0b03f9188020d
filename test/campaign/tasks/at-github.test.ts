import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cleanUpTasks } from '../../../src/campaign/tasks/clean-up-tasks.ts';
import { allowMerge } from '../../../src/campaign/tasks/end-task.ts';
import { handleReview } from '../../../src/campaign/tasks/review-task.ts';
import { recordTaskEvent } from '../../../src/campaign/tasks/task-log.ts';
import { phaseExits, phaseRecord } from '../../../src/campaign/tasks/task-phases-of-run.ts';
import type { GitHubServer } from '../../git/forge/github-server.ts';
import { written } from '../../git/forge/github-routes.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { assertEnded, assertWaits } from '../flow/flow-place.ts';
import { type GitHubOrigin, mergeAt } from './github-origin.ts';
import { BRANCH, type SmallTask, smallTask } from './task-at-github.ts';

type Instead = GitHubServer['misbehave'];

const red = [{ name: 'test', status: 'completed', conclusion: 'failure' }];

const refusing: Instead = () => {
  return { kind: 'answer', status: 401, body: { message: 'Bad credentials' } };
};

/** The limit of an hour is used up, and begins anew in the year 2100. */
const limiting: Instead = () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' };
  const body = { message: 'API rate limit exceeded for user ID 1.' };
  return { kind: 'answer', status: 403, headers, body };
};

/** Answers so to one request alone, the first that `isMeant`. */
function once(isMeant: (method: string, url: string) => boolean, answer: Instead): Instead {
  let isDone = false;
  return (request) => {
    if (isDone || !isMeant(request.method, request.url)) {
      return null;
    }
    isDone = true;
    return answer(request);
  };
}

const isMerge = (method: string, url: string): boolean =>
  method === 'PUT' && url.endsWith('/merge');

const review = (id: number, state: string, body = ''): Record<string, unknown> => ({
  ...written(id, 'eva', body),
  state,
  submitted_at: '2026-01-02T10:00:00Z',
  commit_id: 'a'.repeat(40),
});

/** Merges that the host was asked for. */
const asked = ({ server }: GitHubOrigin): number =>
  server.seen.filter(({ method, url }) => isMerge(method, url)).length;

const headOf = ({ origin }: SmallTask): string => origin.git('rev-parse', BRANCH);

/** Fails unless the task is merged, once, and said to be completed. */
async function assertMerged(task: SmallTask, merges: number): Promise<void> {
  const { origin, subject, state } = task;
  assert.equal((await state()).status.kind, 'completed');
  assert.equal(task.merges(), 1);
  assert.equal(asked(origin), merges);
  const before = subject.git('rev-parse', 'main').trim();
  assert.equal(origin.git('rev-list', '--count', `${before}..main`).trim(), '1');
}

test('what is in the way of a merge is told; put right, it is merged once', async (t) => {
  const task = await smallTask(t, [8]);
  const { subject, origin, pull, refused, retried } = task;
  const { server } = origin;
  const passed = server.checkRuns;
  const answered = async (...ids: readonly string[]): Promise<void> => {
    const outcomes = ids.map((id) => ({ id, outcome: 'answered', text: 'Yes.' }) as const);
    await handleReview(await subject.place(), '001', outcomes);
  };
  assertWaits(task.run, 'phase-8/complete');
  const head = headOf(task);
  server.checkRuns = [
    { name: 'test', status: 'completed', conclusion: 'failure' },
    { name: 'slow', status: 'in_progress', conclusion: null },
  ];
  server.reviewDecision = 'REVIEW_REQUIRED';
  pull.reviews.push(review(103, 'CHANGES_REQUESTED', 'Not yet.'));
  pull.issueComments.push(written(102, 'tom', 'Is it tested?'));
  const open = await refused();
  assert.match(open, /Not passed: slow \(running\), test \(failed\)\. .*wait for those that run/);
  assert.match(open, /Open: eva asks for changes, the rules of main want a review, comment/);
  assert.match(open, /comment conversation\/102 of tom, comment review\/103 of eva\..*task review/);
  assert.equal(pull.draft, false, 'nobody had made it ready');
  server.checkRuns = passed;
  server.reviewDecision = 'APPROVED';
  pull.reviews.push(review(104, 'APPROVED'));
  origin.first = refusing;
  assert.match(await retried(), /read pull request 7: .*not accept the login .*GITHUB_TOKEN/);
  origin.first = limiting;
  assert.match(await retried(), /no more requests until 2100-01-01T00:00:00/);
  origin.first = () => null;
  assert.equal(headOf(task), head, 'no look begins the checks of the host anew');
  await answered('review/103', 'conversation/102');
  pull.mergeable = false;
  assert.match(await retried(), /not merged: .* and main conflict\. Merge the base branch into/);
  Object.assign(pull, { mergeable: true, draft: true, state: 'closed' });
  assert.match(await retried(), /it is closed\. Reopen it and answer retry, or abandon/);
  Object.assign(pull, { state: 'open', draft: false });

  const theirs = origin.git('commit-tree', `${BRANCH}^{tree}`, '-p', BRANCH, '-m', 'theirs').trim();
  origin.git('update-ref', `refs/heads/${BRANCH}`, theirs);
  subject.write('tasks/001/task.md', `${subject.git('show', 'HEAD:tasks/001/task.md')}\nMine.\n`);
  assert.match(await retried(), /Somebody pushed to it: `git pull origin performance\/task-001/);
  subject.git('pull', '-q', '--no-rebase', '--no-edit', 'origin', BRANCH);

  assert.equal(asked(origin), 0, 'the host is asked for a merge that can be');
  origin.first = once(isMerge, () => {
    const headers = { 'retry-after': '1' }; // a short limit is waited for
    return { kind: 'answer', status: 429, headers, body: { message: 'Slow down.' } };
  });
  origin.instead = once(isMerge, () => ({ kind: 'raw', bytes: '{', last: 'cut' }));
  assertEnded(await task.complete(), 'completed');
  await assertMerged(task, 2);
  assert.match(origin.git('show', 'main:tasks/001/task.md'), /Mine\./);
});

test('a risk that is accepted is merged over, but not the rules of the host', async (t) => {
  const task = await smallTask(t, [8]);
  const { origin, pull, subject } = task;
  origin.server.checkRuns = red;
  pull.reviews.push(review(103, 'CHANGES_REQUESTED'));
  const commit = subject.git('rev-parse', 'HEAD').trim();
  const validated = { kind: 'commit', phase: 5, commit, subject: 'x', run: task.run.run } as const;
  recordTaskEvent(subject.store, taskId('001'), validated);
  subject.write('code.js', 'mine\n');
  subject.commit('perf: mine');
  const override = () => task.answer('phase-8/escalation', 'override', 'It fails since May.');
  const text = await task.refused();
  assert.match(text, /Changed since, measured by nobody: perf: mine\./);
  assert.match(text, /Look again, as hone task complete 001 does \(retry/);
  assert.match(text, /merge it all the same, as far as the rules of the host let you \(override/);
  origin.first = once(isMerge, () => {
    const body = { message: 'Required status check "test" is failing.' };
    return { kind: 'answer', status: 405, body };
  });
  const still = await override();
  assertWaits(still, 'phase-8/escalation');
  const question = still.view.questions[0]?.text ?? '';
  assert.match(question, /test \(failed\)/);
  assert.match(question, /can't be let pass either: .*red: test \(failure\)\. The rules of/);
  const other = allowMerge(await subject.place(), '001', { by: 'Ada', method: 'merge' });
  await assert.rejects(other, failure('E_USAGE', /Ada asked for --method squash.*--gate phase-7/s));

  const ended = await override();
  assertEnded(ended, 'completed');
  await assertMerged(task, 2);
  const message = origin.git('log', '-1', '--format=%B', 'main');
  assert.match(message, /Merged although: .*test \(failed\).*eva asks for changes/);
  assert.match(message, /\nAccepted by tester: It fails since May\.\n\nHone-Run: /);
  assert.match(pull.body, /## Accepted since this was written\n\n- .*tester: It fails since May/);
  const [exit] = phaseExits(ended.view);
  assert.ok(exit?.isPassed);
  const { criteria } = phaseRecord(subject.store, exit);
  assert.deepEqual(
    criteria.filter(({ state }) => state === 'unmet').map(({ id }) => id),
    ['code-measured', 'checks-green', 'reviews-handled'],
  );
  assert.match(criteria.at(-1)?.message ?? '', /#7 is merged; tester let it pass/);
});

test('merged by somebody on its page, it is found, completed and tidied up', async (t) => {
  const task = await smallTask(t, [8]);
  const { origin, pull, subject } = task;
  pull.draft = false;
  origin.server.checkRuns = red;
  const commit = mergeAt(origin, pull, 'Merged by hand');
  origin.git('update-ref', '-d', `refs/heads/${BRANCH}`);
  subject.write('code.js', 'late\n');
  subject.commit('perf: too late');
  assert.match(await task.refused(), /Not saved: code after [0-9a-f]{12}, at which #7 was merged/);
  subject.git('reset', '-q', '--hard', 'HEAD~1');
  const ended = await task.complete();
  assertEnded(ended, 'completed');
  await assertMerged(task, 0);
  assert.match((await task.state()).status.why, new RegExp(commit.slice(0, 12)));
  const [exit] = phaseExits(ended.view);
  assert.ok(exit !== undefined);
  const { criteria } = phaseRecord(subject.store, exit);
  const checks = criteria.find(({ id }) => id === 'checks-green');
  assert.match(checks?.message ?? '', /#7 was merged already when hone looked\. Not passed: test/);
  const [cleaned] = await cleanUpTasks(await subject.place(), '001', false);
  assert.deepEqual(cleaned?.kept, []);
  assert.equal(subject.git('branch', '--format=%(refname:short)').trim(), 'main');
  assert.equal(subject.git('log', '-1', '--format=%s').trim(), 'Merged by hand');
});

test('a pull request that could not be made ready is said to be none, and is later', async (t) => {
  let trouble: Instead = refusing;
  const task = await smallTask(t, [6, 8], (origin) => {
    origin.first = (request) => (origin.server.pulls.length > 0 ? trouble(request) : null);
  });
  const { pull } = task;
  const look = async (): Promise<string> => {
    const ended = await task.answer('phase-6/objectives-achieved', 'yes');
    assertWaits(ended, 'phase-6/escalation');
    return ended.view.questions[0]?.text ?? '';
  };
  const retry = () => task.answer('phase-6/escalation', 'retry');
  assertWaits(task.run, 'phase-6/objectives-achieved');
  const first = await look();
  assert.match(first, /for review: Making the pull request ready failed: .*not accept the login/);
  assert.doesNotMatch(first, /No forge/);
  trouble = limiting;
  await retry();
  assert.match(await look(), /pull request ready failed: .* until 2100-01-01T/);
  assert.equal(pull.draft, true);
  const driven = await task.answer('phase-6/escalation', 'override', 'Nothing was measured.');
  assertWaits(driven, 'phase-8/complete');
  trouble = () => null;
  assertEnded(await task.complete(), 'completed');
  await assertMerged(task, 1);
  assert.match(pull.body, /Nothing was measured/);
});
