import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  type ExistingFileMode,
  type Publication,
  type PublishableArtifact,
  publishArtifacts,
} from '../../src/publish/index.ts';
import { artifact, fakeTools, requestFor, RUN, temporaryFolder } from './publish-setup.ts';

const MANIFEST = `hone-${RUN}.json`;

function publishInto(
  path: string,
  mode: ExistingFileMode,
  artifacts: readonly PublishableArtifact[],
): Promise<Publication> {
  return publishArtifacts(requestFor(artifacts, [{ kind: 'folder', path, mode }]), fakeTools());
}

function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== MANIFEST);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('another file of the same name is replaced, left alone or kept beside the new one', async (t) => {
  const wanted: Record<ExistingFileMode, Record<string, string>> = {
    overwrite: { 'plan.v1.json': 'new' },
    skip: { 'plan.v1.json': 'old' },
    version: { 'plan.v1.json': 'old', 'plan.v1.2.json': 'new' },
  };
  for (const mode of ['overwrite', 'skip', 'version'] as const) {
    const root = temporaryFolder(t);
    const out = join(root, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'plan.v1.json'), 'old');
    const published = await publishInto(out, mode, [artifact(root, 'plan.v1.json', 'new')]);
    assert.equal(published.targets[0]?.status, 'success');
    assert.deepEqual(filesIn(out), wanted[mode]);
    await publishInto(out, mode, [artifact(root, 'plan.v1.json', 'new')]);
    assert.deepEqual(filesIn(out), wanted[mode], 'again');
    const skipped = published.targets[0]?.result?.endsWith('1 left to another file');
    assert.equal(skipped, mode === 'skip');
  }
});

test('each version gets a name of its own, and one that is there is found again', async (t) => {
  const root = temporaryFolder(t);
  const out = join(root, 'out');
  for (const text of ['1', '2', '3', '2']) {
    await publishInto(out, 'version', [artifact(root, 'a', text)]);
  }
  assert.deepEqual(filesIn(out), { a: '1', 'a.2': '2', 'a.3': '3' });
});

test('the manifest lists what lies there, each file once, with the time it came', async (t) => {
  const root = temporaryFolder(t);
  const out = join(root, 'out');
  const a = artifact(root, 'a', '1');
  await publishInto(out, 'overwrite', [a, artifact(root, 'b', 'x')]);
  await publishInto(out, 'overwrite', [artifact(root, 'a', '2')]);
  const manifest: unknown = JSON.parse(readFileSync(join(out, MANIFEST), 'utf8'));
  const { sha256, step, schema } = artifact(root, 'a', '2');
  const at = '2025-01-31T14:25:01.000Z';
  const entry = { step, schema, bytes: 1 };
  assert.deepEqual(manifest, {
    schema: 'hone.published.v1',
    run: RUN,
    artifacts: [
      { name: 'a', file: 'a', sha256, ...entry, published_at: at },
      {
        name: 'b',
        file: 'b',
        sha256: artifact(root, 'b', 'x').sha256,
        ...entry,
        published_at: '2025-01-31T14:25:02.000Z',
      },
    ],
  });
});

test('nothing is written through a link or over a folder', async (t) => {
  const root = temporaryFolder(t);
  const [out, elsewhere] = [join(root, 'out'), join(root, 'elsewhere')];
  mkdirSync(join(out, 'folder'), { recursive: true });
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'secret'), 'untouched');
  symlinkSync(elsewhere, join(out, 'linked'));
  symlinkSync(join(elsewhere, 'secret'), join(out, 'link'));
  const artifacts = ['linked/secret', 'link', 'folder', 'fine', MANIFEST].map((name) =>
    artifact(root, name, 'x'),
  );
  const published = await publishInto(out, 'overwrite', artifacts);
  assert.deepEqual(
    published.artifacts.map(({ publish_status }) => publish_status),
    ['failed', 'failed', 'failed', 'success', 'failed'],
  );
  assert.match(published.artifacts[0]?.publish_error ?? '', /linked is no folder/);
  assert.match(published.artifacts[1]?.publish_error ?? '', /link is no plain file/);
  assert.deepEqual(filesIn(elsewhere), { secret: 'untouched' });
});

test('a folder that is a file, and a manifest that is none, are said and harm nothing', async (t) => {
  const root = temporaryFolder(t);
  const out = join(root, 'out');
  writeFileSync(out, 'a file');
  const a = artifact(root, 'a', 'x');
  const blocked = await publishInto(out, 'overwrite', [a]);
  assert.match(blocked.targets[0]?.error ?? '', /out can't be a folder/);
  const other = join(root, 'other');
  mkdirSync(other);
  writeFileSync(join(other, MANIFEST), '{"run": "of somebody else"}');
  const published = await publishInto(other, 'overwrite', [a]);
  assert.match(published.targets[0]?.error ?? '', /is not the list of what run/);
  assert.equal(readFileSync(join(other, MANIFEST), 'utf8'), '{"run": "of somebody else"}');
});

test('two runs that publish into one folder keep their own manifests', async (t) => {
  const root = temporaryFolder(t);
  const target = { kind: 'folder', path: join(root, 'out'), mode: 'version' } as const;
  const runs = ['20250131-142501-bbbb', '20250131-142501-cccc'];
  await Promise.all(
    runs.map((run, index) => {
      const artifacts = [artifact(join(root, run), 'a', `${index}`)];
      return publishArtifacts(requestFor(artifacts, [target], { run }), fakeTools());
    }),
  );
  const names = readdirSync(join(root, 'out')).sort();
  assert.deepEqual(
    names.filter((name) => name.startsWith('hone-')),
    runs.map((run) => `hone-${run}.json`),
  );
});
