import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Value } from 'typebox/value';

import { AssertionError, HoneError, TransientError } from '../../src/base/index.ts';
import { ArtifactEntry, PublishRecord } from '../../src/model/index.ts';
import { publishArtifacts, type PublishTarget } from '../../src/publish/index.ts';
import { waitBefore } from '../../src/publish/publish-artifacts.ts';
import { artifact, fakeTools, requestFor, RUN, temporaryFolder } from './publish-setup.ts';

const BRANCH: PublishTarget = { kind: 'git-branch', branch: 'hone/results', folder: 'perf' };
const COMMAND: PublishTarget = {
  kind: 'command',
  command: { kind: 'words', words: ['upload', '--to', 'feed'] },
  cwd: '/',
  timeoutMs: 1_000,
};
const BUSY = new TransientError('E_COMMAND', 'rate-limit', 'The feed is busy.');
const DENIED = new HoneError('E_COMMAND', 'The feed refuses the key.');

function isInterrupted(thrown: unknown): boolean {
  return thrown instanceof HoneError && thrown.code === 'E_INTERRUPTED';
}

test('every target gets every artifact, and the records say so in their published fields', async (t) => {
  const root = temporaryFolder(t);
  const folder: PublishTarget = { kind: 'folder', path: join(root, 'out'), mode: 'overwrite' };
  const artifacts = [artifact(root, 'a.json', '{}'), artifact(root, 'plans/b.md', '# B')];
  const tools = fakeTools();
  const published = await publishArtifacts(requestFor(artifacts, [folder, BRANCH, COMMAND]), tools);

  assert.deepEqual(readdirSync(join(root, 'out')).sort(), ['a.json', `hone-${RUN}.json`, 'plans']);
  assert.equal(readFileSync(join(root, 'out/plans/b.md'), 'utf8'), '# B');
  const [branch, files, message] = tools.commits[0] ?? [];
  assert.equal(branch, 'hone/results');
  assert.deepEqual(
    files?.map(({ path }) => path),
    ['perf/a.json', 'perf/plans/b.md'],
  );
  assert.match(message ?? '', new RegExp(`Hone-Publication: ${published.idempotency_key}\n$`));
  const names = [
    `folder ${join(root, 'out')}`,
    'branch hone/results:perf',
    'command upload --to feed',
  ];
  assert.deepEqual(
    published.targets.map(({ kind, target, status, result }) => ({ kind, target, status, result })),
    [
      { kind: 'folder', target: names[0], status: 'success', result: WRITTEN },
      { kind: 'branch', target: names[1], status: 'success', result: 'c'.repeat(40) },
      { kind: 'command', target: names[2], status: 'success', result: 'https://example.test/42' },
    ],
  );
  for (const entry of published.artifacts) {
    assert.deepEqual(entry.publish_targets, names);
    assert.equal(entry.publish_status, 'success');
    assert.equal(entry.publish_error, null);
    assert.deepEqual(
      entry.publish_attempts.map(({ target, outcome }) => `${outcome} ${target}`),
      names.map((name) => `success ${name}`),
    );
    assert.ok(Value.Check(ArtifactEntry.properties.publish_attempts, entry.publish_attempts));
  }
  assert.ok(Value.Check(PublishRecord.properties.targets, published.targets));
});

const WRITTEN = '2 written, 0 unchanged, 0 left to another file';

test('publishing the same again changes nothing, anywhere', async (t) => {
  const root = temporaryFolder(t);
  const folder: PublishTarget = { kind: 'folder', path: join(root, 'out'), mode: 'version' };
  const request = requestFor([artifact(root, 'a.json', '{}')], [folder, BRANCH, COMMAND]);
  const tools = fakeTools();
  const first = await publishArtifacts(request, tools);
  const manifest = readFileSync(join(root, 'out', `hone-${RUN}.json`), 'utf8');
  const again = await publishArtifacts({ ...request, previous: first }, tools);
  assert.deepEqual(again, first);
  assert.equal(tools.commands.length, 1);
  assert.deepEqual(readdirSync(join(root, 'out')).sort(), ['a.json', `hone-${RUN}.json`]);
  assert.equal(readFileSync(join(root, 'out', `hone-${RUN}.json`), 'utf8'), manifest);
});

test('a changed artifact is published again, and the history stays', async (t) => {
  const root = temporaryFolder(t);
  const tools = fakeTools();
  const targets = [BRANCH, COMMAND];
  const first = await publishArtifacts(requestFor([artifact(root, 'a', '1')], targets), tools);
  const changed = requestFor([artifact(root, 'a', '2')], targets, { previous: first });
  const second = await publishArtifacts(changed, tools);
  assert.notEqual(second.idempotency_key, first.idempotency_key);
  assert.equal(tools.commands.length, 2);
  assert.equal(second.artifacts[0]?.publish_attempts.length, 4);
});

test('what may pass is tried again after 1, 2 and 4 s, at most three times', async (t) => {
  const root = temporaryFolder(t);
  const request = requestFor([artifact(root, 'a', 'x')], [COMMAND]);
  const lucky = fakeTools(BUSY, BUSY);
  const published = await publishArtifacts(request, lucky);
  assert.deepEqual(lucky.waits, [1_000, 2_000]);
  assert.equal(published.artifacts[0]?.publish_status, 'success');
  assert.deepEqual(
    published.artifacts[0]?.publish_attempts.map(({ outcome, error }) => [outcome, error]),
    [
      ['failed', 'The feed is busy.'],
      ['failed', 'The feed is busy.'],
      ['success', null],
    ],
  );
  const unlucky = fakeTools(BUSY, BUSY, BUSY, BUSY, BUSY);
  const failed = await publishArtifacts(request, unlucky);
  assert.deepEqual(unlucky.waits, [1_000, 2_000, 4_000]);
  assert.equal(unlucky.commands.length, 4);
  assert.equal(failed.targets[0]?.status, 'failed');
  assert.equal(failed.targets[0]?.error, 'The feed is busy.');
  assert.deepEqual([4, 5, 6].map(waitBefore), [8_000, 8_000, 8_000]);
});

test('a permanent failure is one attempt and touches no other target', async (t) => {
  const root = temporaryFolder(t);
  const tools = fakeTools(DENIED);
  const request = requestFor([artifact(root, 'a', 'x')], [COMMAND, BRANCH]);
  const published = await publishArtifacts(request, tools);
  assert.deepEqual(tools.waits, []);
  assert.deepEqual(
    published.targets.map(({ status }) => status),
    ['failed', 'success'],
  );
  assert.equal(published.artifacts[0]?.publish_status, 'failed');
  assert.equal(
    published.artifacts[0]?.publish_error,
    'command upload --to feed: The feed refuses the key.',
  );
  const again = await publishArtifacts({ ...request, previous: published }, tools);
  assert.equal(again.artifacts[0]?.publish_status, 'success');
  assert.equal(tools.commands.length, 2);
  assert.equal(again.targets[1]?.attempts.length, 1);
});

test('an artifact that was changed by hand or is gone is not published; the others are', async (t) => {
  const root = temporaryFolder(t);
  const good = artifact(root, 'good', 'x');
  const edited = artifact(root, 'edited', 'x');
  writeFileSync(edited.path, 'better numbers');
  const gone = { ...good, name: 'gone', path: join(root, 'nowhere') };
  const escaping = { ...good, name: '../escaping' };
  const tools = fakeTools();
  const request = requestFor([good, edited, gone, escaping], [BRANCH]);
  const published = await publishArtifacts(request, tools);
  assert.deepEqual(
    published.artifacts.map(({ name, publish_status }) => `${name} ${publish_status}`),
    ['good success', 'edited failed', 'gone failed', '../escaping failed'],
  );
  assert.match(published.artifacts[1]?.publish_error ?? '', /is not what the run recorded/);
  assert.match(published.artifacts[2]?.publish_error ?? '', /ENOENT/);
  assert.deepEqual(
    tools.commits[0]?.[1].map(({ path }) => path),
    ['perf/good'],
  );
  assert.equal(published.targets[0]?.status, 'failed');
});

test('a command gets a line for each artifact and keys that tell a repetition', async (t) => {
  const root = temporaryFolder(t);
  const artifacts = [artifact(root, 'ünï "x".md', 'x\n'), artifact(root, 'b', 'y')];
  const tools = fakeTools(BUSY);
  const published = await publishArtifacts(requestFor(artifacts, [COMMAND]), tools);
  const [first, second] = tools.commands;
  assert.equal(second?.input, first?.input);
  assert.deepEqual(first?.env, {
    HONE_RUN: RUN,
    HONE_PUBLISH_KEY: published.idempotency_key,
    HONE_ARTIFACT_COUNT: '2',
  });
  const lines = first?.input
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const [line] = lines ?? [];
  assert.ok(typeof line === 'object' && line !== null && 'key' in line);
  assert.match(String(line.key), /^[0-9a-f]{64}$/);
  const { name, path, sha256, schema, step } = artifacts[0] ?? assert.fail();
  assert.deepEqual(line, { name, path, sha256, bytes: 2, schema, step, run: RUN, key: line.key });
});

test('an abort gets out, also while it waits', async (t) => {
  const root = temporaryFolder(t);
  const controller = new AbortController();
  const { signal } = controller;
  const tools = {
    ...fakeTools(BUSY),
    sleep: async () => {
      controller.abort();
      throw new Error('aborted');
    },
  };
  const request = requestFor([artifact(root, 'a', 'x')], [COMMAND], { signal });
  await assert.rejects(publishArtifacts(request, tools), isInterrupted);
  assert.equal(tools.commands.length, 1);
  await assert.rejects(publishArtifacts(request, tools), isInterrupted);
  assert.equal(tools.commands.length, 1);
});

test('a bug of ours is not recorded as the failure of a target', async (t) => {
  const root = temporaryFolder(t);
  const request = requestFor([artifact(root, 'a', 'x')], [BRANCH]);
  await assert.rejects(
    publishArtifacts(request, fakeTools(new AssertionError('this holds'))),
    AssertionError,
  );
});

test('no target and a repeated target are refused', async (t) => {
  const artifacts = [artifact(temporaryFolder(t), 'a', 'x')];
  for (const targets of [[], [BRANCH, COMMAND, BRANCH]]) {
    await assert.rejects(
      publishArtifacts(requestFor(artifacts, targets), fakeTools()),
      (thrown) => thrown instanceof HoneError && thrown.code === 'E_CONFIG',
    );
  }
});

test('the key of a publication does not depend on the order of its artifacts', async (t) => {
  const root = temporaryFolder(t);
  const [a, b] = [artifact(root, 'a', '1'), artifact(root, 'b', '2')];
  const key = async (...artifacts: readonly (typeof a)[]): Promise<string> =>
    (await publishArtifacts(requestFor(artifacts, [BRANCH]), fakeTools())).idempotency_key;
  assert.equal(await key(a, b), await key(b, a));
  assert.notEqual(await key(a, b), await key(a));
});
