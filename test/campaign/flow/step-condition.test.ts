import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Board } from '../../../src/campaign/flow/board.ts';
import { conditionOf } from '../../../src/campaign/flow/step-condition.ts';
import { BASE, flowOf, flowThat, NOW, produced, workOf } from './made-up.ts';

function flowWith(condition: string) {
  return flowOf(`name: x
steps:
  - {step: 0, agent: qa}
  - {step: 1, agent: qa}
  - {step: 2, agent: qa}
  - {step: 3, agent: qa, condition: ${JSON.stringify(condition)}}
`);
}

function board(): Board {
  const made = new Board(BASE, { publish_policy: 'manual' });
  const risk = { step: '1', failure: [], risk: '', by: '', at: NOW };
  made.end(
    '0',
    { kind: 'passed', gate: '0/gate' },
    produced([], { variables: { plan_rating: 8 } }),
  );
  made.end('1', { kind: 'overridden', gate: '1/override', risk }, null);
  made.end('2', { kind: 'skipped', reason: '' }, null);
  return made;
}

/** What becomes of a condition after step 0 passed, 1 was let pass and 2 skipped. */
async function outcome(condition: string): Promise<string> {
  const result = await conditionOf(workOf(flowWith(condition), '3', { board: board() }));
  return result.kind;
}

test('a step without a condition is done', async () => {
  const work = workOf(flowOf('name: x\nsteps:\n  - {step: 0, agent: qa}\n'), '0');
  assert.deepEqual(await conditionOf(work), { kind: 'met' });
});

test('conditions see what steps brought and how each ended', async () => {
  assert.equal(await outcome('plan_rating >= 7'), 'met');
  assert.equal(await outcome('plan_rating > 8'), 'not-met');
  assert.equal(await outcome("publish_policy == 'manual'"), 'met');
  assert.equal(await outcome("steps.0.status == 'done'"), 'met');
  assert.equal(await outcome("steps.1.status == 'done'"), 'met');
  assert.equal(await outcome("steps.2.status == 'skipped'"), 'met');
});

test('what can not be told has failed, also beside something that holds', async () => {
  assert.equal(await outcome("validation_status == 'pass'"), 'failed');
  assert.equal(await outcome("plan_rating >= 7 or validation_status == 'pass'"), 'failed');
  assert.equal(await outcome('plan_rating'), 'failed');
  assert.equal(await outcome("plan_rating == 'pass'"), 'failed');
});

test('a sentence is asked of a person, and only yes is yes', async () => {
  const file = flowWith('the result is any good');
  for (const [choice, kind] of [
    ['yes', 'met'],
    ['no', 'not-met'],
  ] as const) {
    const { flow, asked } = flowThat([{ choice, by: 'Cy' }]);
    const result = await conditionOf(workOf(file, '3', { flow, board: board() }));
    assert.equal(result.kind, kind);
    assert.match(asked.questions[0]?.question.text ?? '', /the result is any good/);
    assert.ok(result.kind !== 'not-met' || result.reason.startsWith('Cy said'));
  }
});
