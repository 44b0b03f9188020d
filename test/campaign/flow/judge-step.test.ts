import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Board, type Produced } from '../../../src/campaign/flow/board.ts';
import { judgeStep } from '../../../src/campaign/flow/judge-step.ts';
import type { FlowFile } from '../../../src/flow/index.ts';
import { BASE, contextOf, flowOf, MadeUpStore, produced, recorded, workOf } from './made-up.ts';

/** The messages of the checks that did not pass. */
function failures(
  file: FlowFile,
  what: Produced,
  parts: Parameters<typeof workOf>[2] = {},
): string[] {
  return judgeStep(workOf(file, '0', parts), what)
    .filter(({ passed }) => !passed)
    .map(({ message }) => message);
}

function step(rest: string): FlowFile {
  return flowOf(`name: x\nsteps:\n  - {step: 0, agent: qa, ${rest}}\n`);
}

test('there is always something that was looked at', () => {
  const findings = judgeStep(workOf(step('name: nothing'), '0'), produced([]));
  assert.deepEqual(
    findings.map(({ name, passed }) => [name, passed]),
    [['ended', true]],
  );
});

test('a file that was to come and did not is named', () => {
  const store = new MadeUpStore();
  const file = step('outputs: [a.md, b.md]');
  assert.deepEqual(failures(file, produced([recorded(store, 'a.md', 'x')])), ['b.md is missing.']);
});

test('what has not the shape that was asked for fails, whatever it is called', () => {
  const store = new MadeUpStore();
  const file = step('outputs: [notes.json], validation: {schema: plan}');
  const notes = produced([recorded(store, 'notes.json', { plan: true })]);
  assert.deepEqual(failures(file, notes, { store }), ['No file of the step has the schema plan.']);
});

test("a project's own schema is the one that the run began with", () => {
  const store = new MadeUpStore();
  const file = step('outputs: [load.json], validation: {schema: load.schema.json}');
  const schemas = { 'load.schema.json': { type: 'object', required: ['p95'] } };
  const context = contextOf(file, store, { schemas });
  const good = produced([recorded(store, 'load.json', { p95: 1 })]);
  const bad = produced([recorded(store, 'load.json', { p9: 1 })]);
  assert.deepEqual(failures(file, good, { context }), []);
  assert.match(failures(file, bad, { context })[0] ?? '', /load\.json: .*p95/);
  const nothing = failures(file, produced([recorded(store, 'load.json', { p95: 1 })]), { store });
  assert.equal(nothing.length, 1, 'a schema that is not known does not pass');
});

test('a score that is asked for and that nobody gave is not reached', () => {
  const store = new MadeUpStore();
  const file = step('outputs: [a.md], validation: {minimum_score: 7}');
  const notes = produced([recorded(store, 'a.md', 'x')]);
  assert.match(failures(file, notes)[0] ?? '', /nothing of this step has a score/);
});

const REVIEW = {
  verdict: 'changes-requested',
  summary: 'Not yet.',
  reviewed_commit: 'c'.repeat(40),
  findings: [
    { severity: 'major', file: 'a.js', line: 3, finding: 'It races.', suggestion: 'Lock it.' },
    { severity: 'note', file: null, line: null, finding: 'Nice.', suggestion: null },
  ],
};

test('a review that asks for changes fails with each finding word for word', () => {
  const store = new MadeUpStore();
  const file = step('outputs: [code-review.json]');
  const [message] = failures(file, produced([recorded(store, 'code-review.json', REVIEW)]), {
    store,
  });
  assert.match(message ?? '', /qa says changes-requested: Not yet\./);
  assert.match(message ?? '', /major a\.js:3: It races\. Lock it\./);
  assert.match(message ?? '', /note: Nice\./);
});

test('a review of another commit than the one that was made does not count', () => {
  const store = new MadeUpStore();
  const file = step('outputs: [code-review.json]');
  const approved = { ...REVIEW, verdict: 'approved', findings: [] };
  const review = produced([recorded(store, 'code-review.json', approved)]);
  assert.deepEqual(failures(file, review, { store }), [], 'nothing was made in this run');
  const board = new Board(BASE, {});
  const manifest = recorded(store, 'dev-manifest.json', {});
  board.end(
    '9',
    { kind: 'passed', gate: '9/gate' },
    produced([manifest], { commit: 'd'.repeat(40) }),
  );
  assert.match(failures(file, review, { store, board })[0] ?? '', /is a review of c{40}.*d{40}/);
});

test('an architecture of another plan does not count', () => {
  const store = new MadeUpStore();
  const file = step('outputs: [optimization-architecture.json]');
  const architecture = { verdict: 'approved', summary: 'Fine.', plan_hash: '0'.repeat(64) };
  const review = produced([recorded(store, 'optimization-architecture.json', architecture)]);
  assert.deepEqual(failures(file, review, { store }), []);
  const board = new Board(BASE, {});
  const { origin } = contextOf(file).started;
  const plan = recorded(store, `plan-${origin}.json`, { name: 'p' });
  board.end('9', { kind: 'passed', gate: '9/gate' }, produced([plan]));
  assert.match(failures(file, review, { store, board })[0] ?? '', /review of the plan 0{64}/);
});

test('what the engine computed is part of the gate', () => {
  const findings = [{ name: 'kept', passed: false, message: 'Nothing was kept.' }];
  assert.deepEqual(failures(step('name: x'), produced([], { findings })), ['Nothing was kept.']);
});
