import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  type PersonAnswer,
  personOutcome,
  personQuestion,
  type RoleTask,
} from '../../src/agent/index.ts';
import { HoneError } from '../../src/base/index.ts';
import { taskIn, temporaryFolder } from './agent-setup.ts';

const ANSWER_WITH = 'hone run answer 20250131-142501-k7xw plan';
const DONE: PersonAnswer = { choice: 'done', by: 'ada', reason: '', data: null };

function handIn(task: RoleTask, name: string, text: string): void {
  writeFileSync(join(task.outputFolder, 'person', 'out', name), text);
}

test('a person is told what to read, where to work, what to hand in and how to answer', (t) => {
  const root = temporaryFolder(t);
  const task = taskIn(root);
  const question = personQuestion(task, ANSWER_WITH);
  assert.equal(
    question.text.replaceAll(root, '/r'),
    [
      'You are asked to be the developer.',
      '1. Read /r/output/person/prompt.md.',
      '2. Work in /r/work.',
      '3. Put plan.json into /r/output/person/out.',
      `4. Then: ${ANSWER_WITH} done`,
      `5. If you can't do it: ${ANSWER_WITH} decline --reason "why"`,
    ].join('\n'),
  );
  assert.equal(question.of, 'developer');
  assert.deepEqual(question.choices, ['done', 'decline']);
  assert.equal(readFileSync(join(root, 'output/person/prompt.md'), 'utf8'), task.prompt);
});

test('what a person handed in is read, however often the question was asked', (t) => {
  const task = taskIn(temporaryFolder(t));
  personQuestion(task, ANSWER_WITH);
  handIn(task, 'plan.json', '{"steps": []}');
  handIn(task, 'draft.txt', 'x');
  personQuestion(task, ANSWER_WITH);
  assert.deepEqual(personOutcome(task, { ...DONE, reason: 'Enjoy.' }), {
    kind: 'handed-in',
    output: {
      artifacts: [{ name: 'plan.json', text: '{"steps": []}', from: 'file' }],
      unexpected: ['draft.txt'],
      text: 'Enjoy.',
      usage: null,
      exit: null,
    },
  });
});

test('what is missing is asked for again in words', (t) => {
  const task = taskIn(temporaryFolder(t));
  personQuestion(task, ANSWER_WITH);
  const outcome = personOutcome(task, DONE);
  assert.deepEqual(outcome, { kind: 'incomplete', problems: ['plan.json is missing.'] });
  handIn(task, 'plans.json', '{}');
  assert.deepEqual(personOutcome(task, { ...DONE, data: { steps: [] } }), {
    kind: 'incomplete',
    problems: ['plan.json is missing.', 'There is: plans.json.'],
  });
  const again = personQuestion(task, ANSWER_WITH, ['plan.json is missing.']);
  assert.match(again.text, /^What was handed in is not complete: plan\.json is missing\. /);
});

test('a single artifact may come with the answer', (t) => {
  const root = temporaryFolder(t);
  const json = taskIn(root);
  personQuestion(json, ANSWER_WITH);
  const given = personOutcome(json, { ...DONE, data: { steps: [] } });
  assert.ok(given.kind === 'handed-in');
  assert.deepEqual(given.output.artifacts, [
    { name: 'plan.json', text: '{\n  "steps": []\n}', from: 'answer' },
  ]);
  const text = taskIn(root, { artifacts: [{ name: 'plan.md', schema: null }] });
  assert.match(
    personQuestion(text, ANSWER_WITH).text,
    /done \(or with --reason "…", which then is/,
  );
  const said = personOutcome(text, { ...DONE, reason: '# Plan' });
  assert.ok(said.kind === 'handed-in');
  assert.equal(said.output.artifacts[0]?.text, '# Plan');
});

test('a role without artifacts is done when the person says so', (t) => {
  const task = taskIn(temporaryFolder(t), { artifacts: [] });
  assert.doesNotMatch(personQuestion(task, ANSWER_WITH).text, /Put/);
  assert.equal(personOutcome(task, DONE).kind, 'handed-in');
});

test('a person may decline, and says why', (t) => {
  const task = taskIn(temporaryFolder(t));
  const declined = { ...DONE, choice: 'decline', reason: 'No time.' };
  assert.deepEqual(personOutcome(task, declined), {
    kind: 'declined',
    by: 'ada',
    reason: 'No time.',
  });
});

test('a task that nobody could do is not asked', (t) => {
  const root = temporaryFolder(t);
  for (const changes of [{ prompt: '' }, { artifacts: [{ name: '../x', schema: null }] }]) {
    assert.throws(
      () => personQuestion(taskIn(root, changes), ANSWER_WITH),
      (thrown) => thrown instanceof HoneError && thrown.code === 'E_CONFIG',
    );
  }
});
