import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import type { Forge } from '../../../src/git/index.ts';
import { gitHubRest, type GitHubRestOptions } from '../../../src/git/forge/github-rest.ts';
import { failure } from '../temporary-repository.ts';
import { type GitHubServer, gitHubServer } from './github-server.ts';

const TEXT = { head: 'faster', base: 'main', title: 'Parse faster', body: '' };

async function rest(
  t: TestContext,
  more: Partial<GitHubRestOptions> = {},
): Promise<{ server: GitHubServer; forge: Forge }> {
  const server = await gitHubServer(t);
  const { url: apiUrl, token } = server;
  return { server, forge: gitHubRest({ owner: 'ada', name: 'engine', apiUrl, token, ...more }) };
}

test('every request names the version of the API, the program and the token', async (t) => {
  const { server, forge } = await rest(t);
  await forge.open(TEXT);
  assert.ok(server.seen.length > 5);
  for (const { headers } of server.seen) {
    assert.equal(headers['x-github-api-version'], '2022-11-28');
    assert.equal(headers['accept'], 'application/vnd.github+json');
    assert.equal(headers['user-agent'], 'hone');
    assert.equal(headers['authorization'], `Bearer ${server.token}`);
  }
});

test('a server that never answers, or is not there, is a failure that may be retried', async (t) => {
  const { server, forge } = await rest(t, { limits: { requestMs: 60 } });
  server.misbehave = () => ({ kind: 'hang' });
  await assert.rejects(forge.read(7), { code: 'E_FORGE', reason: 'timeout' });
  server.misbehave = () => ({ kind: 'raw', bytes: '{', last: 'cut' });
  await assert.rejects(forge.read(7), { code: 'E_FORGE', reason: 'network' });
  const nobody = gitHubRest({
    owner: 'ada',
    name: 'engine',
    apiUrl: 'http://127.0.0.1:9',
    token: 'secret',
  });
  await assert.rejects(nobody.read(7), { code: 'E_FORGE', reason: 'network' });
});

test('an interruption in the middle of an answer is one', async (t) => {
  const { server, forge } = await rest(t);
  const stop = new AbortController();
  server.misbehave = () => {
    stop.abort();
    return { kind: 'hang' };
  };
  const { signal } = stop;
  await assert.rejects(forge.read(7, { signal }), failure('E_INTERRUPTED', /127\.0\.0\.1/));
});

const redirect = (location: string) => ({
  kind: 'answer' as const,
  status: 301,
  body: { message: 'Moved Permanently' },
  headers: { location },
});

test('follows a renamed repository on the same host, and never to another one', async (t) => {
  const { server, forge } = await rest(t);
  await forge.open(TEXT);
  const other = await gitHubServer(t);
  server.misbehave = ({ url }) =>
    url.endsWith('/pulls/7') ? redirect('/repos/ada/engine/pulls/7?moved') : null;
  assert.equal((await forge.read(7)).title, TEXT.title);
  server.misbehave = () => redirect(`${other.url}/repos/ada/engine/pulls/7`);
  await assert.rejects(forge.read(7), failure('E_FORGE', /sends the request elsewhere/));
  assert.equal(other.seen.length, 0);
  server.misbehave = ({ url }) => redirect(url);
  await assert.rejects(forge.read(7), failure('E_FORGE', /sends the request elsewhere/));
});

test('a token that the server repeats does not get into a message', async (t) => {
  const { server, forge } = await rest(t);
  server.misbehave = ({ headers }) => ({
    kind: 'answer',
    status: 422,
    body: { message: `Bad header ${headers.authorization}` },
  });
  await assert.rejects(forge.read(7), failure('E_FORGE', /Bad header Bearer \*\*\*/));
});

test('a token or an address that can not be one is refused without showing it', () => {
  const options = { owner: 'ada', name: 'engine', apiUrl: 'https://api.github.com', token: 'x' };
  for (const token of ['', ' ', 'ghp_secret\nghp_more', 'ghp secret', 'ghp_ä']) {
    assert.throws(
      () => gitHubRest({ ...options, token }),
      (thrown) => {
        assert.ok(thrown instanceof Error);
        assert.match(thrown.message, /GH_TOKEN/);
        assert.ok(!thrown.message.includes('ghp'));
        return true;
      },
    );
  }
  const urls = ['', 'api.github.com', 'http://api.example.com', 'https://u:p@api.example.com'];
  for (const apiUrl of [...urls, 'ftp://host']) {
    assert.throws(() => gitHubRest({ ...options, apiUrl }), failure('E_CONFIG', /https:\/\//));
  }
});

test('the GraphQL address of an own server is beside its REST address', async () => {
  const asked: string[] = [];
  const forge = gitHubRest({
    owner: 'ada',
    name: 'engine',
    apiUrl: 'https://git.example.com/api/v3/',
    token: 'x',
    fetch: async (url) => {
      asked.push(String(url instanceof Request ? url.url : url));
      return Response.json({
        number: 7,
        node_id: 'PR_7',
        html_url: 'https://x',
        title: 't',
        body: null,
        state: 'open',
        draft: true,
        merged: false,
        mergeable: null,
        merge_commit_sha: null,
        head: { ref: 'a', sha: 'b' },
        base: { ref: 'a', sha: 'b' },
        data: { markPullRequestReadyForReview: { pullRequest: { isDraft: false } } },
      });
    },
  });
  assert.deepEqual(await forge.markReady(7), { kind: 'ready' });
  assert.deepEqual(asked, [
    'https://git.example.com/api/v3/repos/ada/engine/pulls/7',
    'https://git.example.com/api/graphql',
  ]);
});
