import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { errorLines } from '../../../../src/campaign/flow/views/error-lines.ts';
import type { EventPlace, RunView } from '../../../../src/port/index.ts';
import { ErrorLogLine } from '../../../../src/model/index.ts';
import { contextOf, flowOf, MadeUpStore, NOW, viewOf } from '../made-up.ts';

const FLOW = flowOf(`name: x
fallback_agents: {qa: [developer]}
steps:
  - {step: 0, agent: planner, outputs: [a.md]}
  - {step: 1, agent: qa, outputs: [a.json]}
`);

const STORE = new MadeUpStore();

const BACK: RunView['rewinds'][number] = {
  gate: null,
  commit: null,
  at: NOW,
  order: 1,
  reason: 'Step 1 sent the work back to step 0.',
  by: '1',
  data: { from: '1', to: '0', feedback: 'say more', files: [] },
};

const FAILURES: RunView['failures'] = [
  {
    kind: 'attempt',
    id: '0/planner',
    attempt: 1,
    failure: 'rate limit',
    errorCode: null,
    at: NOW,
    order: 2,
  },
  {
    kind: 'step',
    id: '1/qa',
    attempt: 2,
    failure: 'no such model',
    errorCode: null,
    at: NOW,
    order: 3,
  },
  {
    kind: 'step',
    id: '1/propose/developer-4/clone',
    attempt: 1,
    failure: 'x',
    errorCode: null,
    at: NOW,
    order: 4,
  },
  {
    kind: 'step',
    id: '1/measure',
    attempt: 1,
    failure: 'y',
    errorCode: 'E_GIT',
    at: NOW,
    order: 5,
  },
  { kind: 'gate', id: '1/gate', reasons: ['It is too short.'], at: NOW, order: 6 },
];

test('every failure has a line with whose it was, also what a way back dropped', () => {
  const view = viewOf({ failures: FAILURES, rewinds: [BACK], failure: 'It ended.' });
  const lines = errorLines(contextOf(FLOW, STORE), view);
  lines.forEach((line) => Value.Parse(ErrorLogLine, line));
  assert.deepEqual(
    lines.map(({ kind, step, agent, attempt, code, message }) =>
      [kind, step, agent, attempt, message, ...(code === null ? [] : [code])].join(' '),
    ),
    [
      'validation 1   say more', // of the way back, which has the first place in the record
      'transient 0/planner planner 1 rate limit',
      'permanent 1/qa qa 2 no such model',
      'permanent 1/propose/developer-4/clone developer-4 1 x',
      'permanent 1/measure hone 1 y E_GIT',
      'validation 1   It is too short.',
      'critical    It ended.',
    ],
  );
});

test('a gate that led back has one line, and one that a person went back behind has its own', () => {
  const failures = FAILURES.slice(-1);
  const told = (more: object): string[] =>
    errorLines(
      contextOf(FLOW, STORE),
      viewOf({ failures, rewinds: [{ ...BACK, order: 7, ...more }] }),
    ).map(({ message }) => message);
  assert.deepEqual(told({}), ['say more']);
  assert.deepEqual(told({ data: null, by: 'Ada' }), ['It is too short.']);
});

/** The later in the record, the earlier by the clock. */
function years(order: number): EventPlace {
  return { at: `${2030 - order}-01-01T00:00:00.000Z`, order };
}

test('failures are in the order of the record, also after the clock was set back', () => {
  const view = viewOf({
    failures: [
      { kind: 'step', id: '2/qa', attempt: 1, failure: 'fourth', errorCode: null, ...years(9) },
      {
        kind: 'attempt',
        id: '0/planner',
        attempt: 1,
        failure: 'first',
        errorCode: null,
        ...years(2),
      },
      { kind: 'gate', id: '1/gate', reasons: ['third'], ...years(7) },
    ],
    rewinds: [
      {
        gate: null,
        commit: null,
        ...years(5),
        reason: '',
        by: '1',
        data: { from: '1', to: '0', feedback: 'second', files: [] },
      },
    ],
    failure: 'last',
    changedAt: '1999-01-01T00:00:00.000Z',
  });
  const lines = errorLines(contextOf(FLOW, STORE), view);
  const order = ['first', 'second', 'third', 'fourth', 'last'];
  assert.deepEqual(
    lines.map(({ message }) => message),
    order,
  );
  assert.equal(lines[0]?.at, '2028-01-01T00:00:00.000Z', 'the time is that of the failure');
});
