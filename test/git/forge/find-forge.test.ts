import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { findForge, type ForgeSetting } from '../../../src/git/index.ts';
import { failure, type TemporaryRepository, temporaryRepository } from '../temporary-repository.ts';
import { ghStandIn } from './gh-stand-in.ts';

const GITHUB = 'https://ada:ghp_secret@github.com/ada/engine.git';

function subjectAt(t: TestContext, url: string | null): TemporaryRepository {
  const subject = temporaryRepository(t);
  subject.commit('first');
  if (url !== null) {
    subject.git('remote', 'add', 'origin', url);
  }
  return subject;
}

async function found(
  subject: TemporaryRepository,
  env: Record<string, string>,
  setting: ForgeSetting = {},
): Promise<string> {
  const objectsDir = subject.beside('objects');
  const path = { PATH: subject.beside('no-programs') };
  const options = { objectsDir, env: { ...path, ...env } };
  const { forge, why } = await findForge(await subject.open(), setting, options);
  assert.ok(!`${why} ${forge.describe().text}`.includes('secret'), why);
  return `${forge.describe().kind}: ${why}`;
}

test('takes gh where it is logged in, else a token, else plain git, and says why', async (t) => {
  const subject = subjectAt(t, GITHUB);
  const env = await ghStandIn(t, 'http://127.0.0.1:9', 'ghp_secret');
  assert.match(await found(subject, env), /^github-cli: .*ada\/engine at github\.com: gh/);
  const { GH_TOKEN: _, ...loggedOut } = env;
  assert.match(await found(subject, loggedOut), /^plain-git: .*no login; log in with `gh auth/);
  const token = { GITHUB_TOKEN: 'ghp_secret' };
  assert.match(await found(subject, token), /^github-rest: .*GITHUB_TOKEN is set/);
  assert.match(await found(subject, {}), /^plain-git: .*set GH_TOKEN or GITHUB_TOKEN/);
  assert.match(await found(subject, env, { use: 'plain-git' }), /^plain-git: .*configuration/);
  assert.match(await found(subject, env, { use: 'github-rest' }), /^github-rest/);
});

test('what was asked for and can not be used is an error', async (t) => {
  const subject = subjectAt(t, GITHUB);
  await assert.rejects(found(subject, {}, { use: 'github-cli' }), failure('E_MISSING_TOOL', /gh/));
  await assert.rejects(found(subject, {}, { use: 'github-rest' }), failure('E_CONFIG', /no token/));
  const nowhere = { use: 'github-rest', remote: 'upstream' } as const;
  await assert.rejects(found(subject, {}, nowhere), failure('E_NOT_FOUND', /no remote upstream/));
  subject.git('remote', 'set-url', 'origin', subject.beside('remote.git'));
  const rest = { use: 'github-rest' } as const;
  await assert.rejects(found(subject, {}, rest), failure('E_CONFIG', /no host/));
});

test('without a host, or with one that is not known, it is plain git', async (t) => {
  const subject = subjectAt(t, null);
  assert.match(await found(subject, { GH_TOKEN: 'x' }), /^plain-git: .*no remote origin/);
  subject.git('remote', 'add', 'origin', subject.beside('remote.git'));
  assert.match(await found(subject, { GH_TOKEN: 'x' }), /^plain-git: .*no host/);
  for (const path of ['a/b/c', '../..', 'a']) {
    subject.git('remote', 'set-url', 'origin', `git@github.com:${path}`);
    assert.match(await found(subject, { GH_TOKEN: 'x' }), /^plain-git: .*no address of the form/);
  }
  subject.git('remote', 'set-url', 'origin', 'https://u:secret@evil.example/ada/engine');
  assert.match(await found(subject, { GH_TOKEN: 'x' }), /^plain-git: .*evil\.example is not known/);
});

test('a token goes to another host only when the user named that host', async (t) => {
  const subject = subjectAt(t, 'git@git.example.com:ada/engine.git');
  const apiUrl = 'https://git.example.com/api/v3';
  const own = { GH_TOKEN: 'ghp_secret' };
  // The address of a remote alone must not get GH_TOKEN, also when another host was named.
  const actions = { ...own, GITHUB_API_URL: 'https://api.github.com' };
  assert.match(await found(subject, actions), /^plain-git/);
  const host = { ...own, GH_HOST: 'git.example.com' };
  assert.match(await found(subject, host), /^plain-git: .*GH_ENTERPRISE_TOKEN/);
  const enterprise = { GH_HOST: 'git.example.com', GH_ENTERPRISE_TOKEN: 'ghp_secret' };
  assert.match(await found(subject, enterprise), /^github-rest: .*GH_ENTERPRISE_TOKEN is set/);
  assert.match(await found(subject, own, { apiUrl }), /^github-rest: .*GH_TOKEN is set/);
  assert.match(await found(subject, { ...own, GITHUB_API_URL: `${apiUrl}/x` }), /^github-rest/);
});

test('insteadOf of the repository is applied, as git itself would', async (t) => {
  const subject = subjectAt(t, 'gh:ada/engine');
  subject.git('config', 'url.https://github.com/.insteadOf', 'gh:');
  assert.match(await found(subject, { GH_TOKEN: 'x' }), /^github-rest: .*ada\/engine at github/);
});
