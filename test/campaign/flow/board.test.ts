import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Board, type StepState } from '../../../src/campaign/flow/board.ts';
import { BASE, MadeUpStore, NOW, produced, recorded } from './made-up.ts';

const ORDER = ['0', '1', '2', '3'];

function passed(step: string): StepState {
  return { kind: 'passed', gate: `${step}/gate` };
}

const RISK = { step: '1', failure: ['why'], risk: 'may break', by: 'Ada', at: NOW };

test('the newest file of a name counts, and the code is that of the last step that changed it', () => {
  const store = new MadeUpStore();
  const board = new Board(BASE, { publish_policy: 'manual' });
  const old = recorded(store, 'a.json', { n: 1 });
  const fresh = recorded(store, 'a.json', { n: 2 });
  board.end('0', passed('0'), produced([old], { commit: 'c1', variables: { plan_rating: 8 } }));
  board.end('1', passed('1'), produced([fresh]));
  assert.equal(board.artifact('a.json'), fresh);
  assert.equal(board.artifact('a.json', '0'), old, 'of the step that is named');
  assert.equal(board.artifact('a.json', '2'), null);
  assert.equal(board.artifacts.length, 1);
  assert.equal(board.artifact('constructor'), null);
  assert.equal(board.commit, 'c1');
  assert.deepEqual(Object.fromEntries(board.variables), {
    publish_policy: 'manual',
    plan_rating: 8,
  });
});

test('a step that failed or was skipped leaves nothing but its state', () => {
  const board = new Board(BASE, {});
  board.end('0', { kind: 'skipped', reason: 'not asked for' }, null);
  board.end('1', { kind: 'failed', reasons: ['broke'] }, null);
  assert.equal(board.commit, BASE);
  assert.deepEqual(board.artifacts, []);
  assert.deepEqual([...board.states.keys()], ['0', '1']);
});

test('a step ends once', () => {
  const board = new Board(BASE, {});
  board.end('0', passed('0'), null);
  assert.throws(() => board.end('0', passed('0'), null), /step 0 ends once/);
});

test('the gate before a step is the nearest one that was passed or let pass; else the start', () => {
  const board = new Board(BASE, {});
  assert.equal(board.gateBefore('3', ORDER), null);
  board.end('0', passed('0'), null);
  board.end('1', { kind: 'overridden', gate: '1/override', risk: RISK }, null);
  board.end('2', { kind: 'skipped', reason: '' }, null);
  assert.equal(board.gateBefore('3', ORDER), '1/override');
  assert.equal(board.gateBefore('1', ORDER), '0/gate');
  assert.equal(board.gateBefore('0', ORDER), null);
});

test('risks are those of the steps that somebody let pass', () => {
  const board = new Board(BASE, {});
  board.end('0', passed('0'), null);
  board.end('1', { kind: 'overridden', gate: '1/override', risk: RISK }, null);
  assert.deepEqual(board.risks, [RISK]);
});
