import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failure } from '../temporary-repository.ts';
import { type GitHubWorld, gitHubKinds } from './forge-worlds.ts';
import { type ServerPull, written } from './github-routes.ts';

const TEXT = { head: 'faster', base: 'main', title: 'Parse faster', body: '' };

async function readyPull(world: GitHubWorld): Promise<ServerPull> {
  await world.forge.open(TEXT);
  const [pull] = world.server.pulls;
  assert.ok(pull !== undefined);
  pull.draft = false;
  return pull;
}

const review = (id: number, login: string, state: string, body = ''): Record<string, unknown> => ({
  ...written(id, login, body),
  state,
  submitted_at: '2026-01-01T00:00:00Z',
  commit_id: 'b'.repeat(40),
});

const run = (name: string, status: string, conclusion: string | null) => ({
  name,
  status,
  conclusion,
});

for (const { name, make } of gitHubKinds) {
  test(`${name}: tells every check and the missing ones, the worst of one name`, async (t) => {
    const world = await make(t);
    const { server, forge } = world;
    const { number } = await readyPull(world);
    server.pageSizeMax = 2;
    server.checkRuns = [
      run('build', 'completed', 'success'),
      run('lint', 'completed', 'skipped'),
      run('test', 'completed', 'failure'),
      run('test', 'completed', 'success'),
      run('slow', 'in_progress', null),
      run('odd', 'completed', 'a-new-word'),
    ];
    server.statuses = [{ context: 'ci/old', state: 'error' }];
    server.requiredChecks = ['build', 'deploy'];
    server.ruledChecks = ['scan'];
    const { checks } = await forge.read(number);
    assert.deepEqual(
      checks.map((check) => `${check.name} ${check.state} ${check.word}`),
      [
        'build passed success',
        'ci/old failed error',
        'deploy missing not reported',
        'lint passed skipped',
        'odd failed a-new-word',
        'scan missing not reported',
        'slow pending in_progress',
        'test failed failure',
      ],
    );
    const outcome = await forge.merge(number, { expectedHead: world.head() });
    assert.ok(outcome.kind === 'checks-red');
    assert.deepEqual(
      outcome.checks.map((check) => check.name),
      ['ci/old', 'odd', 'test'],
    );
  });

  test(`${name}: the last approval or refusal of a reviewer counts`, async (t) => {
    const world = await make(t);
    const pull = await readyPull(world);
    pull.requestedReviewers = ['zoe'];
    pull.reviews.push(
      review(1, 'bob', 'CHANGES_REQUESTED', 'no'),
      review(2, 'bob', 'APPROVED'),
      review(3, 'bob', 'COMMENTED', 'nice'),
      review(4, 'cy', 'APPROVED'),
      review(5, 'cy', 'DISMISSED'),
      review(6, 'dan', 'CHANGES_REQUESTED', 'Slower here'),
    );
    const { reviews } = await world.forge.read(pull.number);
    assert.deepEqual(
      reviews.map(({ reviewer, verdict }) => `${reviewer} ${verdict}`),
      ['bob approved', 'cy none', 'dan changes-requested', 'zoe none'],
    );
    const order = { expectedHead: world.head() };
    const outcome = await world.forge.merge(pull.number, order);
    assert.ok(outcome.kind === 'reviews-missing');
    assert.match(outcome.why, /dan/);
    pull.reviews.push(review(7, 'dan', 'APPROVED'));
    world.server.reviewDecision = 'REVIEW_REQUIRED';
    assert.equal((await world.forge.merge(pull.number, order)).kind, 'reviews-missing');
    world.server.reviewDecision = 'APPROVED';
    assert.equal((await world.forge.merge(pull.number, order)).kind, 'merged');
  });

  test(`${name}: lists all that was written over several pages and answers once`, async (t) => {
    const world = await make(t);
    const { forge, server } = world;
    const pull = await readyPull(world);
    const place = { path: 'src/ä.js', line: 3, side: 'RIGHT', diff_hunk: '@@ -1 +1 @@\n-a\n+b' };
    pull.codeComments.push(
      written(11, 'bob', 'Why?', place),
      written(12, 'bob', 'Old', { ...place, line: null, side: 'LEFT' }),
      written(13, 'ci-bot', 'Because', { ...place, in_reply_to_id: 11 }),
    );
    pull.issueComments.push(written(14, 'eve', 'When?'));
    pull.reviews.push(review(15, 'bob', 'APPROVED'), review(16, 'dan', 'COMMENTED', 'Hm'));
    pull.reviews.push({ ...review(17, 'me', 'PENDING', 'draft'), submitted_at: undefined });
    pull.resolved = [11];
    server.pageSizeMax = 1;
    const comments = await forge.comments(pull.number);
    assert.deepEqual(
      comments.map(({ id, author, authorKind }) => `${id} ${author} ${authorKind}`),
      [
        'review/16 dan person',
        'code/11 bob person',
        'code/12 bob person',
        'code/13 ci-bot bot',
        'conversation/14 eve person',
      ],
    );
    const [, first, second, third, fourth] = comments;
    assert.ok(first?.kind === 'code' && second?.kind === 'code' && third?.kind === 'code');
    assert.deepEqual(first.place, {
      path: 'src/ä.js',
      line: 3,
      side: 'new',
      diffHunk: place.diff_hunk,
    });
    assert.deepEqual([second.place.line, second.place.side], [null, 'old']);
    assert.deepEqual([first.thread, second.thread, third.thread], ['resolved', 'open', 'resolved']);
    assert.equal(third.inReplyTo, 'code/11');
    const reply = { to: third, body: 'Measured: 2x', key: 'session-1/code/13--x' };
    const posted = await forge.reply(pull.number, reply);
    assert.equal(posted.kind, 'posted');
    assert.equal(pull.codeComments.at(-1)?.['in_reply_to_id'], 11);
    const again = await forge.reply(pull.number, reply);
    assert.deepEqual(again, { ...posted, kind: 'already-posted' });
    assert.ok(fourth !== undefined);
    await forge.reply(pull.number, { to: fourth, body: 'Soon', key: 'k' });
    assert.match(String(pull.issueComments.at(-1)?.['body']), /^@eve in https:.*\n\nSoon\n\n<!--/s);
    assert.equal(pull.codeComments.length + pull.issueComments.length, 6);
  });

  test(`${name}: what the host refuses at the merge itself is told by its reason`, async (t) => {
    const world = await make(t);
    const { forge, server } = world;
    const { number } = await readyPull(world);
    const expectedHead = world.head();
    const said = async (status: number, message: string): Promise<string> => {
      server.misbehave = ({ method }) =>
        method === 'PUT' ? { kind: 'answer', status, body: { message } } : null;
      const outcome = await forge.merge(number, { expectedHead });
      return `${outcome.kind} ${'why' in outcome ? outcome.why : ''}`.trim();
    };
    const needed = 'At least 1 approving review is required by reviewers with write access.';
    assert.equal(await said(405, needed), `reviews-missing ${needed}`);
    assert.equal(await said(405, 'Required status check "ci" is expected.'), 'checks-unfinished');
    const method = 'Squash merges are not allowed on this repository.';
    assert.equal(await said(405, method), `not-mergeable ${method}`);
    const base = 'Base branch was modified. Review and try the merge again.';
    assert.equal(await said(409, base), `not-mergeable ${base}`);
    server.misbehave = ({ method: verb }) => {
      if (verb === 'PUT') {
        world.push(); // between what was read and the merge
      }
      return null;
    };
    assert.deepEqual(await forge.merge(number, { expectedHead }), {
      kind: 'head-moved',
      head: world.head(),
    });
  });

  test(`${name}: a merge whose answer was lost is found when it is asked again`, async (t) => {
    const world = await make(t);
    const { forge, server } = world;
    const pull = await readyPull(world);
    const expectedHead = world.head();
    server.misbehave = ({ method }) => {
      if (method !== 'PUT') {
        return null;
      }
      Object.assign(pull, { merged: true, state: 'closed', mergeCommit: 'c'.repeat(40) });
      pull.headCommit = expectedHead;
      return { kind: 'raw', bytes: '{"sha"', last: 'cut' };
    };
    await assert.rejects(forge.merge(pull.number, { expectedHead }), { reason: 'network' });
    const outcome = await forge.merge(pull.number, { expectedHead });
    assert.equal(outcome.kind, 'already-merged');
  });

  test(`${name}: opens without a draft where there are none, and finds what another opened`, async (t) => {
    const world = await make(t);
    const { forge, server } = world;
    server.hasDrafts = false;
    const opened = await forge.open(TEXT);
    assert.ok(opened.kind === 'opened');
    assert.equal(opened.pullRequest.state, 'open');
    let asked = 0;
    server.misbehave = ({ method, url }) =>
      method === 'GET' && url.includes('head=') && asked++ === 0
        ? { kind: 'answer', status: 200, body: [] }
        : null;
    assert.equal((await forge.open(TEXT)).kind, 'existing');
  });

  test(`${name}: each failure says what to do, and none the token`, async (t) => {
    const world = await make(t);
    const { forge, server } = world;
    const rejects = async (
      status: number,
      body: unknown,
      headers: Record<string, string>,
      wanted: object,
    ): Promise<void> => {
      server.misbehave = () => ({ kind: 'answer', status, body, headers });
      await assert.rejects(forge.read(7), (thrown) => {
        assert.ok(thrown instanceof Error);
        assert.ok(!thrown.message.includes(server.token), thrown.message);
        assert.throws(() => {
          throw thrown;
        }, wanted);
        return true;
      });
    };
    const bad = { message: 'Bad credentials' };
    await rejects(
      401,
      bad,
      {},
      failure('E_FORGE', /does not accept the login.*(GH_TOKEN|gh auth)/),
    );
    const forbidden = { message: 'Resource not accessible by personal access token' };
    const needs = { 'x-accepted-github-permissions': 'pull_requests=write' };
    await rejects(403, forbidden, needs, failure('E_FORGE', /It needs pull_requests=write/));
    const scopes = { 'x-oauth-scopes': '', 'x-github-sso': 'required; url=https://sso.example' };
    await rejects(403, forbidden, scopes, failure('E_FORGE', /has no scope.*sso\.example/));
    await rejects(404, { message: 'Not Found' }, {}, failure('E_NOT_FOUND', /ada\/engine/));
    const invalid = { message: 'Validation Failed', errors: [{ field: 'title', code: 'missing' }] };
    await rejects(422, invalid, {}, failure('E_FORGE', /Validation Failed; title missing/));
    const proxy = '<html><h1>502 Bad Gateway</h1></html>';
    const transient = { name: 'TransientError', code: 'E_FORGE', reason: 'network' };
    await rejects(502, proxy, {}, { ...transient, message: /HTTP 502: 502 Bad Gateway/ });
    await rejects(200, '<html>log in</html>', {}, failure('E_FORGE', /no JSON: log in/));
    await rejects(200, { number: 7 }, {}, failure('E_FORGE', /not one of GitHub's/));
    await rejects(200, [], {}, failure('E_FORGE', /not one of GitHub's/));
  });

  test(`${name}: a rate limit says when it ends by the host's clock, and is waited for`, async (t) => {
    const waits: number[] = [];
    const wait = async (ms: number): Promise<void> => {
      waits.push(ms);
      server.misbehave = () => null;
    };
    const options = { rateWaitMsMax: 120_000, wait };
    const { forge, server } = await make(t, options);
    const date = 'Thu, 01 Jan 2015 00:00:00 GMT'; // far from the clock here
    const limit = (status: number, message: string, headers: Record<string, string>): void => {
      server.misbehave = () => ({ kind: 'answer', status, body: { message }, headers });
    };
    const reset = (s: number): string => String(Date.parse(date) / 1000 + s);
    const exhausted = { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(30) };
    limit(403, 'API rate limit exceeded for user ID 1.', exhausted);
    await forge.open(TEXT);
    limit(429, 'You have exceeded a secondary rate limit.', { date, 'retry-after': '7' });
    await forge.read(7);
    assert.deepEqual(waits, [30_000, 7_000]);
    limit(403, 'You have exceeded a secondary rate limit.', { date });
    await forge.read(7);
    assert.equal(waits[2], 60_000);
    limit(403, 'API rate limit exceeded', { ...exhausted, 'x-ratelimit-reset': reset(3600) });
    await assert.rejects(forge.read(7), {
      name: 'RateLimitError',
      reason: 'rate-limit',
      endsAt: '2015-01-01T01:00:00.000Z',
      waitMs: 3_600_000,
    });
    assert.equal(waits.length, 3);
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
    server.misbehave = ({ url }) =>
      url === '/graphql'
        ? { kind: 'answer', status: 200, body: { errors }, headers: { date, 'retry-after': '3' } }
        : null;
    await forge.read(7);
    assert.deepEqual(waits.slice(3), [3_000]);
  });

  test(`${name}: an answer without an end, or too long, is not read for ever`, async (t) => {
    const limits = { pagesMax: 3, answerBytesMax: 200_000, requestMs: 2_000 };
    const world = await make(t, { limits });
    const { forge, server } = world;
    const { number } = await readyPull(world);
    const link = '<https://evil.example/steal?page=2>; rel="next"';
    server.misbehave = ({ url }) =>
      url.includes('/issues/')
        ? { kind: 'answer', status: 200, body: [], headers: { link } }
        : null;
    await assert.rejects(forge.comments(number), failure('E_FORGE', /does not end after 3 pages/));
    assert.equal(server.seen.filter(({ url }) => url.includes('/issues/')).length, 3);
    server.misbehave = () => ({ kind: 'raw', bytes: `"${'x'.repeat(300_000)}"`, last: 'end' });
    await assert.rejects(forge.read(number), failure('E_FORGE', /200000 bytes/));
    server.misbehave = () => ({ kind: 'raw', bytes: '{"number": 7', last: 'end' });
    await assert.rejects(forge.read(number), failure('E_FORGE', /no JSON/));
  });
}
