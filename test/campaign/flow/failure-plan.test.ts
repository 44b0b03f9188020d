import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Board } from '../../../src/campaign/flow/board.ts';
import { afterFailure, ESCALATION_CHOICES } from '../../../src/campaign/flow/failure-plan.ts';
import { FlowStopped } from '../../../src/campaign/flow/flow-stopped.ts';
import type { Rewind } from '../../../src/port/index.ts';
import {
  BASE,
  flowOf,
  flowThat,
  MadeUpStore,
  NOW,
  produced,
  recorded,
  WentBack,
  workOf,
} from './made-up.ts';

const FLOW = flowOf(`name: x
steps:
  - {step: 0, agent: planner}
  - {step: 1, agent: qa, on_failure: {goto: 0, max: 2, finally: ask}}
  - {step: 2, agent: qa, on_failure: continue}
  - {step: 3, agent: qa, on_failure: stop}
`);

const REASONS = ['too short', 'no evidence'];

/** A board on which step 0 passed. */
function board(): Board {
  const made = new Board(BASE, {});
  made.end('0', { kind: 'passed', gate: '0/gate' }, null);
  return made;
}

function sentBack(from: string): Rewind {
  const data = { from, to: '0', feedback: '', files: [] };
  return { gate: null, commit: null, at: NOW, reason: '', by: from, data };
}

test('a failed step goes back with its reasons and the files that failed', async () => {
  const { flow, asked } = flowThat();
  const store = new MadeUpStore();
  const file = recorded(store, 'rating.json', { score: 3 });
  const work = workOf(FLOW, '1', { flow, board: board() });
  await assert.rejects(afterFailure(work, REASONS, produced([file])), WentBack);
  assert.equal(asked.rewinds.length, 1);
  assert.equal(asked.rewinds[0]?.gate, null, 'before step 0 there is only the start');
  assert.deepEqual(asked.rewinds[0].cause.data, {
    from: '1',
    to: '0',
    feedback: 'too short\nno evidence',
    files: [{ name: 'rating.json', sha256: file.sha256 }],
  });
});

test('only its own ways back count against a step, and then a person is asked', async () => {
  const others = [sentBack('1'), sentBack('2'), sentBack('1/escalation')];
  const again = flowThat([], others);
  const work = workOf(FLOW, '1', { flow: again.flow, board: board() });
  await assert.rejects(afterFailure(work, REASONS, null), WentBack);

  const { flow, asked } = flowThat([{ choice: 'stop' }], [...others, sentBack('1')]);
  const last = workOf(FLOW, '1', { flow, board: board() });
  await assert.rejects(afterFailure(last, REASONS, null), FlowStopped);
  const [question] = asked.questions;
  assert.equal(question?.id, '1/escalation');
  assert.match(question.question.text, /too short\nno evidence/);
  assert.deepEqual(question.question.choices, [...ESCALATION_CHOICES]);
});

test('a repetition that a person asks for hears the person and the failure', async () => {
  const { flow, asked } = flowThat([{ choice: 'retry', reason: 'look at the cache' }], []);
  const withoutGoto = flowOf('name: x\nsteps:\n  - {step: 0, agent: qa}\n');
  const work = workOf(withoutGoto, '0', { flow, board: new Board(BASE, {}) });
  await assert.rejects(afterFailure(work, REASONS, null), WentBack);
  const { data } = asked.rewinds[0]?.cause ?? {};
  assert.deepEqual(data, {
    from: '0/escalation',
    to: '0',
    feedback: 'look at the cache\ntoo short\nno evidence',
    files: [],
  });
});

test('a repetition begins behind what was decided within the step', async () => {
  const { flow, asked } = flowThat([{ choice: 'retry' }]);
  const withoutGoto = flowOf('name: x\nsteps:\n  - {step: 0, agent: qa}\n');
  const made = new Board(BASE, {});
  made.mark('0', { gate: '0/allowed', decided: null });
  const work = workOf(withoutGoto, '0', { flow, board: made });
  await assert.rejects(afterFailure(work, REASONS, null), WentBack);
  assert.equal(asked.rewinds[0]?.gate, '0/allowed');
});

test('what a person lets pass keeps its files, its code and the risk', async () => {
  const { flow, asked } = flowThat([{ choice: 'override', reason: 'small', by: 'Bo' }]);
  const withoutGoto = flowOf('name: x\nsteps:\n  - {step: 0, agent: qa}\n');
  const store = new MadeUpStore();
  const file = recorded(store, 'a.md', 'text');
  const made = new Board(BASE, {});
  const work = workOf(withoutGoto, '0', { flow, board: made });
  await afterFailure(work, REASONS, produced([file], { commit: 'c9' }));
  assert.deepEqual(asked.gates, ['0/override']);
  assert.equal(made.commit, 'c9');
  assert.equal(made.artifact('a.md'), file);
  assert.deepEqual(made.risks, [{ step: '0', failure: REASONS, risk: 'small', by: 'Bo', at: NOW }]);
});

test('a flow goes on without a step, or ends, as it says', async () => {
  const made = board();
  await afterFailure(workOf(FLOW, '2', { board: made }), REASONS, produced([]));
  assert.deepEqual(made.states.get('2'), { kind: 'failed', reasons: REASONS });
  await assert.rejects(
    afterFailure(workOf(FLOW, '3', { board: made }), REASONS, null),
    /Step 3 failed: too short no evidence/,
  );
});

test('who asks for a repetition of a judgement sends back what it judges', async () => {
  const spent = [sentBack('1'), sentBack('1')];
  const { flow, asked } = flowThat([{ choice: 'retry', reason: 'smaller steps' }], spent);
  const work = workOf(FLOW, '1', { flow, board: board() });
  await assert.rejects(afterFailure(work, REASONS, null), WentBack);
  assert.match(asked.questions[0]?.question.text ?? '', /Go back to step 0 \(retry/);
  const { data } = asked.rewinds[0]?.cause ?? {};
  assert.deepEqual(data, {
    from: '1/escalation',
    to: '0',
    feedback: 'smaller steps\ntoo short\nno evidence',
    files: [],
  });
});

test('a validation that a person lets pass has passed for conditions, and stays a risk', async () => {
  const { flow } = flowThat([{ choice: 'override', reason: 'small', by: 'Bo' }]);
  const made = board();
  const failed = produced([], { variables: { validation_status: 'fail', other: 1 } });
  const spent = { ...flow, rewinds: () => [sentBack('1'), sentBack('1')] };
  await afterFailure(workOf(FLOW, '1', { flow: spent, board: made }), REASONS, failed);
  assert.equal(made.variables.get('validation_status'), 'pass');
  assert.equal(made.variables.get('other'), 1);
  assert.equal(made.states.get('1')?.kind, 'overridden');
});
