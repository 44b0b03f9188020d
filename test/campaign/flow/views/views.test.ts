import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { artifactRegistry } from '../../../../src/campaign/flow/views/artifact-registry.ts';
import { checkpointOf } from '../../../../src/campaign/flow/views/checkpoint.ts';
import { escalationText } from '../../../../src/campaign/flow/views/escalation-text.ts';
import { fittingName, fittingText } from '../../../../src/campaign/flow/views/fitting-text.ts';
import { gateResult } from '../../../../src/campaign/flow/views/gate-file.ts';
import { recoveryState } from '../../../../src/campaign/flow/views/recovery-state.ts';
import {
  artifactsIn,
  risksIn,
  stepOfGate,
  stepsDone,
} from '../../../../src/campaign/flow/views/recorded-steps.ts';
import { runRecord } from '../../../../src/campaign/flow/views/run-record.ts';
import type { GateView, RunView } from '../../../../src/port/index.ts';
import {
  ArtifactRegistry,
  Checkpoint,
  GateResult,
  RecoveryState,
  RunRecord,
} from '../../../../src/model/index.ts';
import {
  BASE,
  contextOf,
  flowOf,
  gateView,
  MadeUpStore,
  NOW,
  recorded,
  RUN,
  viewOf,
} from '../made-up.ts';

const FLOW = flowOf(`name: x
fallback_agents: {qa: [developer]}
steps:
  - {step: 0, agent: planner, outputs: ["plan-{{plan_id}}.md"]}
  - {step: 1, agent: qa, inputs: ["plan-{{plan_id}}.md (from step 0)"], outputs: [a.json]}
  - {step: 2, agent: qa, outputs: [b.md], parallel_group: g}
`);

const STORE = new MadeUpStore();
const PLAN = recorded(STORE, `plan-${RUN}.md`, 'plan', { step: '0', agent: 'planner' });
const RESULT = recorded(STORE, 'a.json', { n: 1 }, { step: '1', schema: 'hone.a.v1' });

/** What `writeViews` puts before a document. */
function whole(schema: string, document: object): object {
  return { schema, run: RUN, commit: BASE, suiteHash: null, ...document };
}

function escalation(step: string, choice: string | null, more: object = {}): GateView {
  const question = {
    text: `Step ${step} failed.`,
    of: 'qa',
    evidence: null,
    choices: ['retry', 'override', 'stop'],
  };
  const answer = { choice: choice ?? '', by: 'Ada', reason: 'too late', at: NOW, data: null };
  return {
    ...gateView(step, choice === null ? 'waiting' : 'passed'),
    id: `${step}/escalation`,
    evidence: { step, reasons: ['broke'] },
    question,
    answer: choice === null ? null : { ...answer, ...more },
  };
}

test('texts are cut, made one line and never empty, so that every view fits its schema', () => {
  assert.equal(fittingName('a\r\nb\0 c '), 'a b c');
  assert.equal(fittingName('  '), 'not named');
  assert.equal(fittingName('x'.repeat(501)).length, 500);
  assert.equal(fittingText(' \n', 'nothing'), 'nothing');
  assert.equal(fittingText('x'.repeat(5_000), '').length, 4_000);
  assert.equal(fittingText('two\nlines', ''), 'two\nlines');
});

function of(id: string): string | null {
  return stepOfGate({ ...gateView('0', 'passed'), id });
}

test('a gate is of the step before its last part, and other questions are of none', () => {
  assert.equal(of('0.1/gate'), '0.1');
  assert.equal(of('group/g/2/2/gate'), '2');
  assert.equal(of('3/override'), '3');
  assert.equal(of('3/escalation'), null);
  assert.equal(of('5.5/publish'), null);
});

test('steps are done in the order of the file, also when a person let them pass', () => {
  const gates = [
    { ...gateView('1', 'passed'), id: '1/override' },
    gateView('0', 'passed'),
    { ...gateView('2', 'failed'), id: 'group/g/2/2/gate' },
  ];
  assert.deepEqual(stepsDone(FLOW, viewOf({ gates })), ['0', '1']);
});

test('the newest file of a name counts; what is no evidence of a step is left out', () => {
  const newer = recorded(STORE, 'a.json', { n: 2 }, { step: '2' });
  const gates = [
    gateView('1', 'passed', { artifacts: [RESULT] }),
    gateView('2', 'passed', { artifacts: [newer] }),
    { ...gateView('0', 'passed'), evidence: { anything: true } },
  ];
  assert.deepEqual(
    artifactsIn(viewOf({ gates })).map(({ name, sha256 }) => [name, sha256]),
    [['a.json', newer.sha256]],
  );
});

test('a risk is one that somebody took on by letting a step pass, wherever it stands', () => {
  const gates = [
    escalation('1', 'override'),
    escalation('group/g/2/2', 'override', { reason: ' ' }),
    escalation('0', 'retry'),
    escalation('3', null),
  ];
  assert.deepEqual(
    risksIn(viewOf({ gates })).map(({ step, risk, by }) => [step, risk, by]),
    [
      ['1', 'too late', 'Ada'],
      ['2', 'not said', 'Ada'],
    ],
  );
});

test('a gate file says passed, waiting, failed or overridden, each in its own shape', () => {
  const context = contextOf(FLOW, STORE);
  const status = (gates: readonly GateView[]): GateResult['status'] => {
    const [gate] = gates;
    assert.ok(gate !== undefined);
    const document = gateResult(context, viewOf({ gates }), gate);
    assert.ok(document !== null);
    return Value.Parse(GateResult, whole('hone.gate-result.v1', document)).status;
  };
  const long = 'x'.repeat(9_000);
  const asked = { text: '', of: 'qa', evidence: null, choices: ['approve', 'reject'] };
  assert.equal(status([gateView('1', 'passed', { artifacts: [RESULT] })]), 'passed');
  assert.equal(status([gateView('1', 'waiting', { question: asked })]), 'waiting');
  assert.equal(status([gateView('1', 'failed')]), 'failed');
  assert.equal(status([gateView('1', 'failed', { reasons: [] })]), 'failed');
  assert.equal(status([gateView('1', 'failed', { reasons: [long, ' '] })]), 'failed');
  const group = { ...gateView('2', 'failed'), id: 'group/g/2/2/gate' };
  assert.equal(status([group, escalation('group/g/2/2', 'override')]), 'overridden');
  assert.equal(gateResult(context, viewOf(), escalation('1', null)), null);
});

test('the registry names what each file was made from, its gate and its hash', () => {
  const context = contextOf(FLOW, STORE);
  const gates = [
    gateView('0', 'passed', { artifacts: [PLAN] }),
    gateView('1', 'failed', { artifacts: [RESULT] }),
  ];
  const document = artifactRegistry(context, viewOf({ gates }));
  const { artifacts } = Value.Parse(ArtifactRegistry, whole('hone.artifact-registry.v1', document));
  assert.deepEqual(
    artifacts.map((one) => [one.name, one.dependencies, one.publishable, one.validationStatus]),
    [
      [PLAN.name, [], true, 'unchecked'],
      ['a.json', [PLAN.name], false, 'valid'],
    ],
  );
  assert.equal(artifacts[1]?.gate_path, 'gates/1.json');
  assert.equal(artifacts[1].path, `.hone/runs/${RUN}/a.json`);
});

test('the registry tells what became of the publishing, for the files that were in it', () => {
  const attempt = { target: '/out', at: NOW, outcome: 'failed', error: 'disk full' };
  const record = recorded(STORE, 'publish-record.json', {
    status: 'failed',
    artifacts: [{ path: RESULT.name, sha256: RESULT.sha256 }],
    targets: [
      { kind: 'folder', target: '/out', status: 'failed', attempts: [attempt], error: 'disk full' },
    ],
  });
  const gates = [gateView('1', 'passed', { artifacts: [PLAN, RESULT, record] })];
  const document = artifactRegistry(contextOf(FLOW, STORE), viewOf({ gates }));
  const { artifacts } = Value.Parse(ArtifactRegistry, whole('hone.artifact-registry.v1', document));
  assert.deepEqual(
    artifacts.map(({ name, publish_status, publish_error }) => [
      name,
      publish_status,
      publish_error,
    ]),
    [
      [PLAN.name, null, null],
      ['a.json', 'failed', 'disk full'],
      ['publish-record.json', null, null],
    ],
  );
});

test('a run record says where the run stands in each of its states', () => {
  const context = contextOf(FLOW, STORE, {
    target: 'x'.repeat(900),
    roles: { qa: [{ kind: 'command', command: 'y'.repeat(900) }] },
  });
  const gates = [gateView('0', 'passed')];
  for (const [status, state] of [
    ['running', 'in_progress'],
    ['stopped', 'paused'],
    ['waiting', 'awaiting_approval'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
  ] as const) {
    const view = viewOf({ status, gates, failure: status === 'failed' ? ' ' : null });
    const record = Value.Parse(RunRecord, whole('hone.run.v1', runRecord(context, view)));
    assert.equal(record.status, state);
    const goesOn = ['running', 'stopped', 'waiting'].includes(status);
    assert.equal(record.current_step, goesOn ? '1' : null);
    assert.deepEqual(record.task_queue, goesOn ? ['1', '2'] : []);
    assert.equal(record.timestamps.ended_at === null, goesOn);
  }
});

/** A run in which nearly everything has happened. */
function eventful(): RunView {
  const waiting = escalation('2', null);
  const { question } = waiting;
  assert.ok(question !== null);
  return viewOf({
    status: 'waiting',
    steps: [
      stepView('1/qa', 'failed', 'no such model'),
      stepView('1/developer', 'done', null),
      stepView('0/planner', 'done', 'rate limit'),
    ],
    gates: [
      gateView('0', 'passed', { artifacts: [PLAN] }),
      gateView('1', 'failed'),
      escalation('1', 'override'),
      { ...gateView('1', 'passed'), id: '1/override', evidence: { reason: '', by: '' } },
      waiting,
    ],
    questions: [{ ...question, id: '2/escalation', askedAt: NOW }],
    rewinds: [
      { gate: '0/gate', commit: BASE, at: NOW, order: 1, reason: '', by: 'a\nb', data: null },
      {
        gate: null,
        commit: null,
        at: NOW,
        order: 1,
        reason: 'Step 1 sent the work back to step 0.',
        by: '1',
        data: { from: '1', to: '0', feedback: 'say more', files: [] },
      },
    ],
  });
}

function stepView(
  id: string,
  state: 'done' | 'failed',
  failure: string | null,
): RunView['steps'][number] {
  return { id, title: '', state, attempts: 1, startedAt: NOW, endedAt: NOW, failure };
}

test('the recovery state says how to go on, what was risked, and who stood in for whom', () => {
  const document = recoveryState(contextOf(FLOW, STORE), eventful());
  const state = Value.Parse(RecoveryState, whole('hone.recovery-state.v1', document));
  assert.equal(state.status, 'awaiting_approval');
  assert.equal(state.resume_command, `hone run resume ${RUN}`);
  assert.deepEqual(state.completed_steps, ['0', '1']);
  assert.equal(state.next_step, '2');
  assert.equal(state.last_gate?.gate, '1/override');
  assert.deepEqual(
    state.fallbacks.map(({ original_agent, fallback_agent }) => [original_agent, fallback_agent]),
    [['qa', 'developer']],
  );
  assert.equal(state.accepted_risks[0]?.risk, 'too late');
  assert.match(state.waiting[0]?.command ?? '', /2\/escalation/);
  assert.equal(state.rewinds.length, 2);
});

function fallbacksSeen(steps: RunView['steps'], gates: GateView[] = []): unknown[] {
  const state = recoveryState(contextOf(FLOW, STORE), viewOf({ steps, gates }));
  return Value.Parse(RecoveryState, whole('hone.recovery-state.v1', state)).fallbacks.map(
    ({ step, fallback_reason: reason }) => [step, reason],
  );
}

test('who stands in is told in a group as well, and who declined', () => {
  const standIn = stepView('group/g/2/2/developer', 'done', null);
  assert.deepEqual(fallbacksSeen([stepView('group/g/2/2/qa-2', 'failed', 'no model'), standIn]), [
    ['2', 'no model'],
  ]);
  assert.deepEqual(fallbacksSeen([stepView('group/g/2/2/qas', 'failed', 'no model'), standIn]), []);
  const declined = { ...escalation('2', 'decline'), id: 'group/g/2/2/qa' };
  assert.deepEqual(fallbacksSeen([standIn], [declined]), [['2', 'Ada declined: too late']]);
});

test('who has to decide reads what failed, what passed, the way back and how to answer', () => {
  const text = escalationText(contextOf(FLOW, STORE), eventful()) ?? '';
  for (const part of [
    'Step 2 failed.',
    `hone run answer ${RUN} 2/escalation retry|override|stop`,
    'no such model',
    'say more',
    `- 0/gate at ${BASE.slice(0, 10)}`,
    `/subject/.hone/runs/${RUN}/plan-${RUN}.md (step 0, planner)`,
  ]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
  assert.equal(escalationText(contextOf(FLOW, STORE), viewOf()), null);
});

test('a checkpoint is the last gate of a step that passed; there is none before the first', () => {
  const context = contextOf(FLOW, STORE);
  assert.equal(checkpointOf(context, viewOf({ gates: [gateView('0', 'failed')] })), null);
  const document = checkpointOf(context, eventful());
  assert.ok(document !== null);
  const checkpoint = Value.Parse(Checkpoint, whole('hone.checkpoint.v1', document));
  assert.equal(checkpoint.gate, '1/override');
  assert.equal(checkpoint.step, '1');
  assert.deepEqual(
    checkpoint.artifacts.map(({ name, sha256 }) => [name, sha256]),
    [[PLAN.name, PLAN.sha256]],
  );
  assert.equal(checkpoint.journal.seq, 12);
});
