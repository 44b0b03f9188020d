import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Value } from 'typebox/value';

import {
  artifactsText,
  filledPrompt,
  PROMPT_FIELDS,
  type PromptValues,
  rolePrompt,
} from '../../src/agent/index.ts';
import { HoneError } from '../../src/base/index.ts';
import { artifactKindNamed, ROLES } from '../../src/model/index.ts';
import { temporaryFolder } from './agent-setup.ts';

const shipped = join(import.meta.dirname, '../../roles');
const NEEDED = '{{artifacts}} {{feedback}}\n';

const values: PromptValues = {
  target: 'parse-large',
  run_id: '20260131-142501-k7xw',
  step: '3 (Implementation)',
  task: 'Make it fast.',
  inputs: '- plan.json',
  scope: 'src/**',
  artifacts: '- `plan.json`',
  feedback: 'This is the first attempt.',
};

function refusedAs(code: string, pattern: RegExp): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof HoneError, String(thrown));
    assert.equal(thrown.code, code);
    assert.match(thrown.message, pattern);
    return true;
  };
}

test('a prompt comes with hone for each role and for no other', () => {
  assert.deepEqual(readdirSync(shipped).sort(), ROLES.map((role) => `${role}.md`).sort());
});

test('each shipped prompt uses every field and nothing else', async () => {
  for (const role of ROLES) {
    const prompt = await rolePrompt(role, { folders: [shipped] });
    const filled = filledPrompt(prompt, values);
    assert.doesNotMatch(filled, /\{\{|\}\}/);
    for (const field of PROMPT_FIELDS) {
      assert.ok(filled.includes(values[field]), `${role} says ${field}`);
    }
    assert.match(filled, /HONE_OUTPUT_DIR/);
    assert.match(filled, /^## What you leave to the engine$/m);
  }
});

test('the example in a shipped prompt has the shape that is asked for', async () => {
  const envelope = { run: 'r', commit: '0'.repeat(40), suiteHash: '0'.repeat(64) };
  for (const [role, schema] of [
    ['planner', 'hone.plan.v1'],
    ['performance-engineer', 'hone.bottleneck-report.v1'],
    ['architect', 'hone.optimization-architecture.v1'],
    ['code-reviewer', 'hone.code-review.v1'],
  ] as const) {
    const filled = filledPrompt(await rolePrompt(role, { folders: [shipped] }), values);
    const example: unknown = JSON.parse(/```json\n(.*?)\n```/s.exec(filled)?.[1] ?? '');
    assert.ok(typeof example === 'object' && example !== null);
    const kind = artifactKindNamed(schema);
    assert.ok(kind !== null);
    const problems = [...Value.Errors(kind.schema, { ...example, schema, ...envelope })];
    assert.deepEqual(problems, [], role);
  }
});

test("a project's own prompt comes first, even when it can't be used", async (t) => {
  const root = temporaryFolder(t);
  const own = join(root, '.hone', 'roles');
  mkdirSync(own, { recursive: true });
  const folders = [join(root, 'none'), own, shipped];
  const path = join(own, 'developer.md');
  writeFileSync(path, `Mine: ${NEEDED}`);
  assert.deepEqual(await rolePrompt('developer', { folders }), { text: `Mine: ${NEEDED}`, path });
  assert.equal((await rolePrompt('qa', { folders })).path, join(shipped, 'qa.md'));
  const unusable: [string | Buffer, RegExp][] = [
    ['', /developer\.md is empty/],
    [Buffer.from([0xff, 0xfe, 0x00]), /is not UTF-8 text/],
    ['x'.repeat(262_145), /is longer than 262144 bytes/],
    ['Do something. {{artifacts}}', /never says \{\{feedback\}\}/],
    ['Do something.', /never says \{\{artifacts\}\} nor \{\{feedback\}\}/],
  ];
  for (const [content, pattern] of unusable) {
    writeFileSync(path, content);
    await assert.rejects(rolePrompt('developer', { folders }), refusedAs('E_CONFIG', pattern));
  }
});

test("a prompt that can't be read does not make way for the next", async (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'qa.md'));
  const folders = [root, shipped];
  await assert.rejects(
    rolePrompt('qa', { folders }),
    refusedAs('E_CONFIG', /qa\.md can't be read/),
  );
  if (process.getuid?.() !== 0) {
    writeFileSync(join(root, 'planner.md'), NEEDED);
    chmodSync(join(root, 'planner.md'), 0);
    await assert.rejects(rolePrompt('planner', { folders }), refusedAs('E_CONFIG', /EACCES/));
  }
});

test('an unknown role names a similar one, and no name leaves the folder', async () => {
  const folders = [shipped];
  await assert.rejects(
    rolePrompt('code-reviwer', { folders }),
    refusedAs('E_NOT_FOUND', /Did you mean code-reviewer\?/),
  );
  await assert.rejects(
    rolePrompt('sculptor', { folders }),
    refusedAs('E_NOT_FOUND', /sculptor\.md is in none of .*Write one there/),
  );
  for (const role of ['../roles/qa', '/etc/passwd', '', 'QA', 'a b', 'x'.repeat(65), '.hidden']) {
    await assert.rejects(rolePrompt(role, { folders }), refusedAs('E_CONFIG', /name of a role/));
  }
});

test('what is filled in is taken as it is', () => {
  const prompt = { path: 'x.md', text: '{{ task }}|{{feedback}}|\\{{task}}|{single}|$&' };
  const tricky = { ...values, task: '{{feedback}} $& $1', feedback: '\\{{' };
  assert.equal(filledPrompt(prompt, tricky), '{{feedback}} $& $1|\\{{|{{task}}|{single}|$&');
});

test('an unknown or unfinished placeholder is refused with its line', () => {
  for (const [text, pattern] of [
    [
      'one\ntwo {{targe}}',
      /^x\.md:2: \{\{targe\}\} stands for nothing\. Did you mean \{\{target\}\}/,
    ],
    ['{{constructor}}', /^x\.md:1: \{\{constructor\}\} stands for nothing\. Known are target/],
    ['\n\n{{target}', /^x\.md:3: "\{\{" begins a placeholder that has no end/],
    ['{{plan-id}}', /no end/],
    ['{{}}', /no end/],
  ] as const) {
    assert.throws(
      () => filledPrompt({ path: 'x.md', text }, values),
      refusedAs('E_CONFIG', pattern),
    );
  }
});

test('a flow may give values of its own', () => {
  const prompt = { path: 'x.md', text: '{{plan_id}}' };
  assert.equal(filledPrompt(prompt, { ...values, plan_id: 'p1' }), 'p1');
});

test('what has to be handed in is listed with its schema', () => {
  const artifacts = [
    { name: 'plan.json', schema: 'hone.plan.v1' },
    { name: 'plan.md', schema: null },
  ];
  assert.equal(artifactsText(artifacts), '- `plan.json` (schema hone.plan.v1)\n- `plan.md`');
  assert.match(artifactsText([]), /^No file/);
});
