import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { Board } from '../../../../src/campaign/flow/board.ts';
import { tryRoadmap } from '../../../../src/campaign/flow/built-in/roadmap.ts';
import { recordJson } from '../../../../src/campaign/flow/record-artifact.ts';
import { type Backlog, type Decision, TriedBacklog } from '../../../../src/model/index.ts';
import { benchIn, flowOf, plain, RUN } from '../../../engine/new-engine.ts';
import { backlogOf, ownRow, reportOf } from '../../../plan/backlog/reports.ts';
import { soundPlan } from '../../../plan/suites.ts';
import { BASE, contextOf, flowOf as flowFile, workOf } from '../made-up.ts';

const FILE = flowFile(`name: x
steps:
  - {step: 0, agent: planner, outputs: ["plan-{{plan_id}}.json"]}
  - {step: 1, agent: developer}
  - {step: 2, agent: qa}
`);

const Written = Type.Object({ sha256: Type.String() });

/** A proposal that was judged and names its item. */
function judged(proposal: string, item: string, kept: string | null): Decision {
  return {
    proposal,
    title: `${proposal} [${item}]`,
    decision: kept === null ? 'rejected' : 'kept',
    check: kept === null ? 'tests' : null,
    reason: kept === null ? 'Its tests fail.' : 'It is faster.',
    commit: kept,
    headline: null,
    metrics: {},
    holdout: {},
    notes: [],
  };
}

test('what was tried before a review sent the work back still counts', async (t) => {
  const { engine, store, control } = benchIn(t);
  const backlog: Backlog = backlogOf(reportOf([ownRow(1), ownRow(2)]));
  const [first = '', second = ''] = backlog.items.map(({ id }) => id);
  const context = { ...contextOf(FILE), store, run: RUN };
  const board = new Board(BASE, {});
  const outcome = await engine.start(
    RUN,
    flowOf(async (flow) => {
      const work = { ...workOf(FILE, '1', { flow, board }), context };
      const plan = { ...soundPlan(), plan_id: context.started.origin, backlog };
      const name = `plan-${context.started.origin}.json`;
      const record = recordJson(work, { name, agent: 'planner' }, plan);
      const planned = { artifacts: [record], commit: null, variables: {}, findings: [] };
      board.end(`plan-${flow.rewinds().length}`, { kind: 'passed', gate: '0/gate' }, planned);
      const round = flow.rewinds().length + 1;
      const decisions = [
        judged(`fix-${round}`, first, round === 1 ? 'c'.repeat(40) : null),
        judged(`guess-${round}`, round === 1 ? 'an item of nobody' : second, null),
      ];
      const [written] = await tryRoadmap(work, { decisions, runs: [] });
      await flow.step('2/review', plain, async () => null);
      if (round < 3) {
        const data = { from: '2', to: '1', feedback: `Round ${round} is ugly.`, files: [] };
        await flow.rewind(null, { reason: 'Sent back.', by: '2', data });
      }
      return { ...written };
    }),
    null,
    control,
  );
  assert.ok(outcome.kind === 'completed');
  const { sha256 } = Value.Parse(Written, outcome.result);
  const tried: unknown = JSON.parse(new TextDecoder().decode(store.getBlob(sha256)));
  assert.ok(Value.Check(TriedBacklog, tried));
  assert.deepEqual(
    tried.attempts.map(({ proposal, decision }) => `${proposal} ${decision}`),
    ['fix-1 rejected', 'fix-2 rejected', 'guess-2 rejected', 'fix-3 rejected', 'guess-3 rejected'],
  );
  assert.match(tried.attempts[0]?.reason ?? '', /taken back when step 2 sent.*Round 1 is ugly/);
  assert.equal(tried.attempts[0]?.commit, null);
  assert.deepEqual(
    tried.unmatched.map(({ proposal }) => proposal),
    ['guess-1'],
  );
  assert.equal(tried.items.find(({ id }) => id === first)?.status, 'rejected');
});
