import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import {
  type CommentOutcome,
  handleReview,
  openReview,
  type ReviewSession,
} from '../../../src/campaign/tasks/review-task.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import { taskLog } from '../../../src/campaign/tasks/task-log.ts';
import { type ServerPull, written } from '../../git/forge/github-routes.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { type GitHubOrigin, gitHubOrigin, withToken } from './github-origin.ts';
import { lines, type TaskSubject, taskSubject } from './task-place.ts';

interface Start {
  readonly subject: TaskSubject;
  readonly origin: GitHubOrigin;
  readonly pull: ServerPull;
  readonly open: () => Promise<string[]>;
  readonly handle: (...outcomes: readonly CommentOutcome[]) => Promise<ReviewSession>;
  readonly journal: () => string;
}

/** A task whose pull request has a comment on code, one on the whole and an approval. */
async function start(t: TestContext): Promise<Start> {
  const subject = await taskSubject(t);
  const origin = await gitHubOrigin(t, subject);
  withToken(t, origin.server.token);
  const options = {
    wanted: '001',
    worktree: null,
    ask: false,
    baseBranch: null,
    forge: { use: 'github-rest', apiUrl: origin.server.url } as const,
    checks: null,
  };
  await beginTask(await subject.place(), options, silent);
  const [pull] = origin.server.pulls;
  assert.ok(pull !== undefined);
  const place = { path: 'code.js', line: 3, side: 'RIGHT', diff_hunk: '@@ -3 +3 @@\n+fast 3' };
  pull.codeComments.push(written(101, 'ines', 'Why this line?', place));
  pull.issueComments.push(written(102, 'tom', 'Is it tested?'));
  pull.reviews.push({
    ...written(103, 'eva', 'Good.'),
    state: 'APPROVED',
    submitted_at: '2026-01-02T10:00:00Z',
    commit_id: 'a'.repeat(40),
  });
  return {
    subject,
    origin,
    pull,
    open: async () => {
      const { comments } = await openReview(await subject.place(), '001');
      return comments.map(({ id }) => id);
    },
    handle: async (...outcomes) => handleReview(await subject.place(), '001', outcomes),
    journal: () => readFileSync(join(subject.root, 'tasks/001/journal.md'), 'utf8'),
  };
}

const bodies = (comments: readonly Record<string, unknown>[]): string[] =>
  comments.map(({ body }) => String(body).replaceAll(/\s*<!--.*?-->/gs, ''));

test('comments are changed, answered or asked back, each answered where it stands', async (t) => {
  const { subject, origin, pull, open, handle, journal } = await start(t);
  const [code = '', talk = '', ...more] = await open();
  assert.deepEqual([code.startsWith('code/'), more], [true, []]);
  subject.write('code.js', lines({ 3: 'faster 3' }));
  const commit = subject.commit('perf: line 3');
  const { left, session } = await handle(
    { id: code, outcome: 'changed', text: commit.slice(0, 12) },
    { id: talk, outcome: 'open', text: 'Which test do you mean?' },
  );
  assert.deepEqual([session, left], [1, 1]);
  assert.deepEqual(bodies(pull.codeComments), ['Why this line?', `Changed in ${commit}.`]);
  const branch = 'performance/task-001-faster-report';
  assert.equal(origin.git('rev-parse', branch), subject.git('rev-parse', 'HEAD'));
  origin.git('merge-base', '--is-ancestor', commit, branch);
  assert.deepEqual(await open(), [talk], 'the question is not settled');
  assert.equal((await handle({ id: talk, outcome: 'answered', text: 'Now it is.' })).left, 0);
  assert.deepEqual(await open(), []);
  assert.match(journal(), /Which test do you mean\?/);
  assert.match(journal(), new RegExp(`Changed: ${code} in ${commit.slice(0, 12)}`));
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('never handles a comment twice; one that was edited comes again', async (t) => {
  const { subject, pull, open, handle } = await start(t);
  const [code = '', talk = ''] = await open();
  await handle({ id: talk, outcome: 'answered', text: 'Yes.' });
  const again = handle({ id: talk, outcome: 'answered', text: 'Yes!' });
  await assert.rejects(again, failure('E_NOT_FOUND', new RegExp(`${talk}\\. Open are: ${code}`)));
  const [comment] = pull.issueComments;
  assert.ok(comment !== undefined);
  Object.assign(comment, { body: 'Is it tested on Arm?', updated_at: '2027-01-01T00:00:00Z' });
  assert.deepEqual((await open()).toSorted(), [code, talk].toSorted());
  const twice = { id: code, outcome: 'answered', text: 'Yes.' } as const;
  await assert.rejects(handle(twice, twice), failure('E_USAGE', /named twice/));
  const sessions = taskLog(subject.store, taskId('001')).filter(({ kind }) => kind === 'review');
  assert.equal(sessions.length, 1);
});

test('killed after the answer was posted, it is not posted again', async (t) => {
  const { subject, origin, pull, open, handle } = await start(t);
  const [code = '', talk = ''] = await open();
  let isDown = true;
  origin.first = ({ method, url }) => {
    const isLast = isDown && method === 'POST' && url.includes('/issues/');
    return isLast ? { kind: 'raw', bytes: '{', last: 'cut' } : null;
  };
  const both = [
    { id: code, outcome: 'answered', text: 'Because.' },
    { id: talk, outcome: 'answered', text: 'Yes.' },
  ] as const;
  await assert.rejects(handle(...both), { code: 'E_FORGE' });
  assert.deepEqual((await open()).length, 2);
  isDown = false;
  assert.equal((await handle(...both)).session, 1);
  assert.deepEqual(bodies(pull.codeComments), ['Why this line?', 'Because.']);
  assert.equal(pull.issueComments.length, 2);
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('what is said has to be so: a commit of the branch, and some words', async (t) => {
  const { subject, pull, open, handle } = await start(t);
  const [code = ''] = await open();
  subject.git('branch', 'side', 'main');
  subject.git('switch', '-q', 'side');
  subject.write('code.js', 'x\n');
  const other = subject.commit('elsewhere');
  subject.git('switch', '-q', '-');
  const changed = (text: string) => handle({ id: code, outcome: 'changed', text });
  await assert.rejects(changed(other), failure('E_USAGE', /is not on performance\/task-001/));
  await assert.rejects(changed('nowhere'), { code: 'E_NOT_FOUND' });
  await assert.rejects(
    handle({ id: code, outcome: 'answered', text: ' ' }),
    failure('E_USAGE', /Say what became of/),
  );
  assert.equal(pull.codeComments.length, 1);
});

test('without a pull request nobody could have commented', async (t) => {
  const subject = await taskSubject(t);
  const review = openReview(await subject.place(), '001');
  await assert.rejects(review, failure('E_USAGE', /no pull request yet/));
});
