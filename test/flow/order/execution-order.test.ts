import assert from 'node:assert/strict';
import { test } from 'node:test';

import { executionOrder, independentSteps } from '../../../src/flow/index.ts';
import { flowOf, PERFORMANCE_FLOW, steps } from '../flows.ts';

function stagesOf(text: string): string[] {
  const order = executionOrder(flowOf(text));
  assert.ok(order.kind === 'ok');
  return order.stages.map((stage) => stage.steps.join('+'));
}

const SPREAD = [
  'step: 0, agent: a, outputs: [plan.json]',
  'step: 1, agent: b, inputs: [plan.json], outputs: [b.json], parallel_group: 1',
  'step: 2, agent: c, inputs: [plan.json], outputs: [c.json]',
  'step: 3, agent: d, inputs: [c.json], outputs: [d.json], parallel_group: 1',
  'step: 4, agent: e, inputs: [b.json, d.json], outputs: [e.json]',
];

test('a group gathers at its first member, after all that its members need', () => {
  assert.deepEqual(stagesOf(steps(...SPREAD)), ['0', '2', '1+3', '4']);
});

test('with parallel execution off, each step is a stage', () => {
  const off = `${steps(...SPREAD)}parallel_execution: {enabled: false}\n`;
  assert.deepEqual(stagesOf(off), ['0', '2', '1', '3', '4']);
});

test('the order of the file stands where nothing else is said', () => {
  assert.deepEqual(stagesOf(PERFORMANCE_FLOW), [
    '0',
    '0.1',
    '0.5',
    '1',
    '2',
    '3',
    '4',
    '5',
    '5.5',
    '6',
  ]);
});

const IN_TURN = [
  'step: plan, agent: planner, outputs: [plan.json]',
  'step: brief, agent: analyst, inputs: [plan.json], outputs: [brief.json]',
  'step: prd, agent: pm, inputs: [plan.json], outputs: [prd.json]',
  'step: ux, agent: ux-expert, inputs: [plan.json, "prd.json (optional)"], outputs: [ux.json]',
  'step: build, agent: developer, inputs: [brief.json, prd.json, ux.json], outputs: [code.json]',
];
const DURATIONS = { plan: 10, brief: 60, prd: 50, ux: 30, build: 100 };

test('finds the steps that need not wait, and what that saves', () => {
  const analysis = independentSteps(flowOf(steps(...IN_TURN)), DURATIONS);
  assert.ok(analysis !== null);
  assert.deepEqual(analysis.stages, [['plan'], ['brief'], ['prd'], ['ux'], ['build']]);
  assert.deepEqual(analysis.suggested, [['plan'], ['brief', 'prd'], ['ux'], ['build']]);
  assert.deepEqual(analysis.opportunities, [{ steps: ['brief', 'prd'], savedNs: 50 }]);
  assert.deepEqual(analysis.criticalPath, ['plan', 'prd', 'ux', 'build']);
  assert.deepEqual(analysis.predicted, { nowNs: 250, suggestedNs: 200, criticalPathNs: 190 });
  assert.deepEqual(analysis.unmeasured, []);
  assert.deepEqual(
    analysis.orders.map(({ before, after, artifact }) => `${before}>${after} ${artifact}`),
    [
      'plan>brief plan.json',
      'plan>prd plan.json',
      'plan>ux plan.json',
      'prd>ux prd.json',
      'brief>build brief.json',
      'prd>build prd.json',
      'ux>build ux.json',
    ],
  );
});

test('what is parallel already is no opportunity', () => {
  const grouped = `${steps(...IN_TURN)}parallel_groups: [{name: A, steps: [brief, prd, ux]}]\n`;
  const analysis = independentSteps(flowOf(grouped), DURATIONS);
  assert.deepEqual(analysis?.opportunities, []);
  assert.equal(analysis?.predicted?.nowNs, 170);
});

test('fewer agents than steps take longer', () => {
  const two = `${steps(
    'step: 0, agent: a, outputs: [a]',
    'step: 1, agent: b, outputs: [b]',
    'step: 2, agent: c, outputs: [c]',
  )}resource_limits: {max_concurrent_agents: 2}\n`;
  const analysis = independentSteps(flowOf(two), { '0': 30, '1': 20, '2': 20 });
  assert.deepEqual(analysis?.predicted, { nowNs: 70, suggestedNs: 40, criticalPathNs: 30 });
});

test('without durations it says who could run together, and no times', () => {
  const analysis = independentSteps(flowOf(steps(...IN_TURN)), { plan: 1 });
  assert.deepEqual(analysis?.opportunities, [{ steps: ['brief', 'prd'], savedNs: null }]);
  assert.equal(analysis?.predicted, null);
  assert.deepEqual(analysis?.unmeasured, ['brief', 'prd', 'ux', 'build']);
});

test('gates, measurements and unknown effects keep their place', () => {
  for (const [line, why] of [
    ['step: 1, agent: b, outputs: [b], validation: {gate: person}', 'gate'],
    ['step: 1, agent: b, outputs: [b], condition: does the user want it?', 'gate'],
    ['step: 1, agent: b', 'effects'],
    ['step: 1, agent: b, outputs: [b], uses: measure', 'machine'],
  ] as const) {
    const first = 'step: 0, agent: a, outputs: [a], uses: measure';
    const analysis = independentSteps(flowOf(steps(first, line)));
    assert.deepEqual(analysis?.opportunities, [], line);
    assert.deepEqual(
      analysis?.orders.map((order) => order.why),
      [why],
    );
  }
});

test('there is nothing to plan in a circle', () => {
  const circle = steps(
    'step: 0, agent: a, inputs: [b], outputs: [a]',
    'step: 1, agent: a, inputs: [a], outputs: [b]',
  );
  assert.deepEqual(executionOrder(flowOf(circle)), { kind: 'cycle', steps: ['0', '1'] });
  assert.equal(independentSteps(flowOf(circle)), null);
});
