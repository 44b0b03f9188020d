import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Board } from '../../../src/campaign/flow/board.ts';
import { unratedPlan } from '../../../src/campaign/flow/unrated-plan.ts';
import { sha256, suiteFrom } from '../../../src/campaign/read-suite.ts';
import { basicPlan, planHash } from '../../../src/plan/index.ts';
import { CONFIG } from '../../cli/subject.ts';
import { BASE, flowOf, MadeUpStore, NOW, produced, recorded, RUN, workOf } from './made-up.ts';

const FLOW = flowOf(`name: x
steps:
  - {step: 0, agent: planner, outputs: ["plan-{{plan_id}}.json"]}
  - step: 0.1
    agent: orchestrator
    inputs: ["plan-{{plan_id}}.json"]
    outputs: ["plans/{{plan_id}}-rating.json"]
  - {step: 1, agent: planner, inputs: ["plan-{{plan_id}}.json"], outputs: ["plan-{{plan_id}}.json"]}
  - {step: 2, agent: qa, inputs: ["plan-{{plan_id}}.json"], outputs: [a.md]}
  - {step: 3, agent: qa, inputs: ["plan-{{plan_id}}.json (from step 0)"], outputs: [b.md]}
  - {step: 4, agent: qa, outputs: [c.md]}
`);

const STORE = new MadeUpStore();
const PLAN = basicPlan({
  planId: RUN,
  subject: 'main.sh',
  suite: suiteFrom(CONFIG, 'hone.yaml').suite,
  baseline: null,
  now: NOW,
});

function ended(board: Board, step: string, name: string, content: unknown): void {
  const file = recorded(STORE, name, content, { step });
  board.end(step, { kind: 'passed', gate: `${step}/gate` }, produced([file]));
}

function said(board: Board, step: string): string[] {
  return unratedPlan(workOf(FLOW, step, { board, store: STORE }));
}

test('a plan that was changed after its rating needs another one before anybody works by it', () => {
  const board = new Board(BASE, {});
  ended(board, '0', `plan-${RUN}.json`, PLAN);
  assert.deepEqual(said(board, '2'), [], 'nothing was rated, so nothing is bound');
  ended(board, '0.1', `plans/${RUN}-rating.json`, { plan_hash: planHash(PLAN, sha256) });
  assert.deepEqual(said(board, '2'), []);
  ended(board, '1', `plan-${RUN}.json`, { ...PLAN, name: 'Another plan altogether' });
  const [reason, ...more] = said(board, '2');
  assert.match(reason ?? '', /plan that step 1 brought is not the one that step 0\.1 rated/);
  assert.deepEqual(more, []);
  assert.deepEqual(said(board, '3'), [], 'it names the plan that was rated');
  assert.deepEqual([said(board, '0.1'), said(board, '1')], [[], []], 'who rates or writes it');
  assert.deepEqual(said(board, '4'), [], 'who does not read it');
});
