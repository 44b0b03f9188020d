import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Type } from 'typebox';

import { RUN, storeIn, temporaryFolder } from './new-store.ts';

const schema = Type.Object({
  schema: Type.Literal('hone.plan.v1'),
  run: Type.String(),
  commit: Type.Union([Type.String(), Type.Null()]),
  suiteHash: Type.Union([Type.String(), Type.Null()]),
  items: Type.Array(Type.Object({ gain: Type.Number({ minimum: 0 }) })),
});
const meta = { schema: 'hone.plan.v1', commit: 'abc123', suiteHash: null };
const shape = { schema, meta };

test('an artifact says what it is, of which run, commit and suite, before its own fields', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject);
  const path = store.writeArtifact(RUN, 'plan.json', { items: [{ gain: 0.1 }] }, shape);
  assert.equal(path, join(subject, '.hone', 'runs', RUN, 'plan.json'));
  assert.equal(
    readFileSync(path, 'utf8'),
    `{
  "schema": "hone.plan.v1",
  "run": "${RUN}",
  "commit": "abc123",
  "suiteHash": null,
  "items": [
    {
      "gain": 0.1
    }
  ]
}
`,
  );
});

test('an artifact is replaced as a whole and leaves nothing beside it', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  store.writeArtifact(RUN, 'gates/tests.json', { items: [{ gain: 1 }] }, shape);
  const path = store.writeArtifact(RUN, 'gates/tests.json', { items: [] }, shape);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')).items, []);
  assert.deepEqual(readdirSync(join(store.runFolder(RUN), 'gates')), ['tests.json']);
});

const misfits: readonly { name: string; value: object; message: RegExp }[] = [
  {
    name: 'a negative gain',
    value: { items: [{ gain: 1 }, { gain: -1 }] },
    message: /\/items\/1\/gain/,
  },
  { name: 'NaN', value: { items: [{ gain: NaN }] }, message: /\/items\/0\/gain/ },
  { name: 'undefined', value: { items: undefined }, message: /items/ },
  {
    name: 'another run',
    value: { items: [], run: '20250131-142501-zzzz' },
    message: /run in plan\.json/,
  },
  { name: 'another commit', value: { items: [], commit: null }, message: /commit in plan\.json/ },
];

for (const { name, value, message } of misfits) {
  test(`an artifact with ${name} is our bug, named by its place, and is not written`, (t) => {
    const store = storeIn(t, temporaryFolder(t));
    assert.throws(() => store.writeArtifact(RUN, 'plan.json', value, shape), {
      name: 'AssertionError',
      message,
    });
    assert.deepEqual(readdirSync(store.runFolder(RUN)), []);
  });
}

test('a value that repeats what is known of it is fine', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const value = { schema: 'hone.plan.v1', run: RUN, commit: 'abc123', items: [] };
  store.writeArtifact(RUN, 'plan.json', value, shape);
});

test('text artifacts are written as they are', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const path = store.writeTextArtifact(RUN, 'journal.md', '# Lauf über Nacht 🌙\r\n');
  assert.equal(readFileSync(path, 'utf8'), '# Lauf über Nacht 🌙\r\n');
});

test('names that lead elsewhere or nowhere are our bug', (t) => {
  const store = storeIn(t, temporaryFolder(t));
  const names = ['', '.', '..', '../x', 'a/../x', '/etc/x', 'a//b', 'a\0b', '.hidden', 'a/b/c/d/e'];
  for (const name of [...names, 'x'.repeat(201)]) {
    assert.throws(() => store.writeTextArtifact(RUN, name, ''), { name: 'AssertionError' });
  }
});

test('artifact_root puts the runs elsewhere in the subject, and nothing else', (t) => {
  const subject = temporaryFolder(t);
  const store = storeIn(t, subject, { artifactRoot: '.claude/context/' });
  const path = store.writeTextArtifact(RUN, 'journal.md', 'x');
  assert.equal(path, join(subject, '.claude', 'context', 'runs', RUN, 'journal.md'));
  assert.equal(readdirSync(join(subject, '.hone')).includes('runs'), false);
});

test('an artifact_root outside the subject is an error in the configuration', (t) => {
  const subject = temporaryFolder(t);
  for (const artifactRoot of ['/tmp/elsewhere', '../elsewhere', 'a/../../elsewhere']) {
    assert.throws(() => storeIn(t, subject, { artifactRoot }), {
      code: 'E_CONFIG',
      message: /artifact_root/,
    });
  }
});

test('links and files in the way of a run folder are refused', (t) => {
  const subject = temporaryFolder(t);
  const elsewhere = temporaryFolder(t);
  const store = storeIn(t, subject);
  mkdirSync(join(subject, '.hone', 'runs'));
  symlinkSync(elsewhere, join(subject, '.hone', 'runs', RUN));
  assert.throws(() => store.runFolder(RUN), { code: 'E_REPOSITORY', message: /symbolic link/ });
  assert.throws(() => store.writeTextArtifact(RUN, 'a/b.txt', ''), { code: 'E_REPOSITORY' });
  assert.deepEqual(readdirSync(elsewhere), []);
  const other = storeIn(t, subject, { artifactRoot: 'reports' });
  writeFileSync(join(subject, 'reports'), 'a file');
  assert.throws(() => other.runFolder(RUN), { code: 'E_REPOSITORY', message: /not a folder/ });
});
