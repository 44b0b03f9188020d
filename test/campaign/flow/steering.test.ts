import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { cancelRun, flowRun, inbox } from '../../../src/campaign/flow/steer.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import type { Place } from '../../cli/spawn-hone.ts';
import {
  answerIn,
  assertEnded,
  assertWaits,
  errorsOf,
  flowRepository,
  forkIn,
  gateOf,
  inFlowPlace,
  prompts,
  recoveryOf,
  resumeIn,
  rewindIn,
  runIn,
  script,
  textOf,
} from './flow-place.ts';

const STORED = AbortSignal.timeout(600_000);

const THREE = `name: Three
steps:
  - {step: 0, agent: planner, outputs: [notes.md]}
  - {step: 1, agent: architect, inputs: [notes.md (from step 0)], outputs: [view.md]}
  - {step: 2, agent: qa, inputs: [view.md (from step 1)], outputs: [end.md]}
`;

/** The three roles; `architect` does what the lines say. */
function three(place: Place, architect: string): string[] {
  return [...two(place), `architect=${script(place, 'architect', architect)}`];
}

function two(place: Place): string[] {
  return [
    `planner=${script(place, 'planner', 'echo notes $n')}`,
    `qa=${script(place, 'qa', 'echo end')}`,
  ];
}

test(
  'a person who asks for a repetition is heard by the role, together with what went wrong',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const architect = 'if [ $n -eq 1 ]; then echo "cannot think" >&2; exit 1; fi; echo view';
    const first = await runIn(root, { roles: three(place, architect) });
    assertWaits(first, '1/escalation');
    assert.match(textOf(first, 'escalation.md'), /cannot think/);
    assert.match(textOf(first, 'escalation.md'), /hone run answer .* 1\/escalation/);
    const waiting = recoveryOf(first);
    assert.equal(waiting.status, 'awaiting_approval');
    assert.deepEqual(waiting.completed_steps, ['0']);
    assert.equal(waiting.next_step, '1');
    await assert.rejects(
      answerIn(root, first.run, '1/escalation', { choice: 'approve' }),
      /retry, override, stop/,
    );
    await assert.rejects(answerIn(root, first.run, null, { choice: 'yes' }), /retry, override/);
    const answer = { choice: 'retry', reason: 'think about the tide' };
    assert.equal(await answerIn(root, first.run, null, answer), '1/escalation');
    await assert.rejects(answerIn(root, first.run, '1/escalation', answer), /was answered by/);
    const second = await resumeIn(root, first.run);
    assertEnded(second, 'completed');
    const told = prompts(place, 'architect')[1] ?? '';
    assert.match(told, /think about the tide/);
    assert.match(told, /cannot think/);
    assert.equal(prompts(place, 'planner').length, 1);
    assert.ok(!existsSync(join(second.folder, 'escalation.md')));
    assert.ok(errorsOf(second).some(({ message }) => message.includes('cannot think')));
  }),
);

test(
  'who lets a failed step pass is named with the risk in every file that tells of the run',
  inFlowPlace(async (place) => {
    const flow = `name: Grouped
steps:
  - {step: 0, agent: planner, outputs: [notes.md], parallel_group: g}
  - {step: 1, agent: architect, outputs: [view.md], parallel_group: g}
  - {step: 2, agent: qa, inputs: [notes.md (from step 0)], outputs: [end.md]}
`;
    const root = flowRepository(place, flow);
    const first = await runIn(root, { roles: three(place, 'exit 1') });
    assertWaits(first, 'group/g/1/1/escalation');
    const given = { choice: 'override', reason: 'nobody looked at <b>', by: 'Ada' };
    await answerIn(root, first.run, null, given);
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    const risk = { step: '1', risk: 'nobody looked at <b>', by: 'Ada' };
    const { accepted_risks } = recoveryOf(run);
    assert.deepEqual(
      accepted_risks.map(({ step, risk: text, by }) => ({ step, risk: text, by })),
      [risk],
    );
    assert.ok(run.outcome.kind === 'completed');
    const [named] = run.outcome.result.risks;
    assert.equal(named?.step, '1');
    assert.equal(named.risk, 'nobody looked at <b>');
    assert.match(named.failure.join(' '), /exit code 1/);
    assert.match(textOf(run, 'report.md'), /Ada let step 1 pass [^\n]*nobody looked at \\<b\\>/);
  }),
);

test(
  'a gate that was let pass says so in its file; a blank risk is no risk',
  inFlowPlace(async (place) => {
    const flow = `name: Gate
steps:
  - {step: 0, agent: planner, outputs: [notes.md], validation: {gate: person}}
  - {step: 1, agent: qa, inputs: [notes.md (from step 0)], outputs: [end.md]}
`;
    const root = flowRepository(place, flow);
    const first = await runIn(root, { roles: two(place) });
    assertWaits(first, '0/gate');
    assert.equal(gateOf(first, '0').status, 'waiting');
    assert.ok(first.view.questions[0]?.text.includes(join(first.folder, 'notes.md')));
    await answerIn(root, first.run, null, { choice: 'reject', reason: 'too short', by: 'Bo' });
    const second = await resumeIn(root, first.run);
    assertWaits(second, '0/escalation');
    assert.match(second.view.questions[0]?.text ?? '', /too short/);
    await assert.rejects(
      answerIn(root, first.run, null, { choice: 'override', reason: ' ' }),
      /risk/,
    );
    await answerIn(root, first.run, null, { choice: 'override', reason: 'short is fine' });
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    const gate = gateOf(run, '0');
    assert.equal(gate.status, 'overridden');
    assert.equal(gate.override?.risk, 'short is fine');
    assert.equal(textOf(run, 'notes.md'), 'notes 1\n');
  }),
);

test(
  'a person who says stop ends the run, and it can still be sent back',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const architect = 'if [ $n -eq 1 ]; then exit 1; fi; echo view';
    const first = await runIn(root, { roles: three(place, architect) });
    await answerIn(root, first.run, null, { choice: 'stop' });
    const stopped = await resumeIn(root, first.run);
    assertEnded(stopped, 'failed');
    assert.match(stopped.view.failure ?? '', /Step 1 failed/);
    assert.equal(errorsOf(stopped).at(-1)?.kind, 'critical');
    const back = await rewindIn(root, first.run, '0');
    assert.equal(back.status, 'stopped');
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    assert.equal(prompts(place, 'planner').length, 1, 'what had passed was not done again');
    const { rewinds } = recoveryOf(run);
    assert.deepEqual(
      rewinds.map(({ gate, by }) => [gate, by]),
      [['0/gate', 'tester']],
    );
  }),
);

test(
  'an answer that comes before its question counts, and a person is not asked',
  inFlowPlace(async (place) => {
    const flow = `name: Early
steps:
  - {step: 0, agent: planner, outputs: [notes.md], validation: {gate: person}}
  - {step: 1, agent: qa, outputs: [end.md], validation: {gate: person}}
`;
    const root = flowRepository(place, flow);
    const first = await runIn(root, { roles: two(place) });
    assertWaits(first, '0/gate');
    await answerIn(root, first.run, '1/gate', { choice: 'approve', by: 'Early' });
    await answerIn(root, first.run, null, { choice: 'approve', by: 'Late' });
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    const approved = ['0', '1'].map((step) => gateOf(run, step).approved_by);
    assert.deepEqual(approved, ['Late', 'Early']);
    await assert.rejects(answerIn(root, run.run, '1/gate', { choice: 'reject' }), /has ended/);
  }),
);

test(
  'a run that goes back forgets the gates behind it, keeps the reason, and goes on',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const run = await runIn(root, { roles: three(place, 'echo view $n') });
    assertEnded(run, 'completed');
    assert.ok(existsSync(join(run.folder, 'gates/2.json')));
    await assert.rejects(rewindIn(root, run.run, '7'), /It passed: 0\/gate, 1\/gate, 2\/gate/);
    await rewindIn(root, run.run, '0');
    script(place, 'architect', 'exit 1');
    const again = await resumeIn(root, run.run);
    assertWaits(again, '1/escalation');
    assert.ok(existsSync(join(run.folder, 'gates/0.json')));
    assert.ok(!existsSync(join(run.folder, 'gates/2.json')), 'it has not passed any more');
    const { rewinds, completed_steps } = recoveryOf(again);
    assert.deepEqual(completed_steps, ['0']);
    assert.equal(rewinds.length, 1);
  }),
);

test(
  'a fork goes on from a gate in a run of its own with all that was made before',
  inFlowPlace(async (place) => {
    const flow = THREE.replace('[notes.md]', '["notes-{{run_id}}.md"]').replace(
      '[notes.md (from step 0)]',
      '["notes-{{run_id}}.md (from step 0)"]',
    );
    const root = flowRepository(place, flow);
    const roles = three(place, 'echo view');
    roles[0] = `planner=${script(place, 'planner', 'echo notes $n > "$HONE_OUTPUT_DIR/notes-$HONE_RUN.md"')}`;
    const run = await runIn(root, { roles });
    assertEnded(run, 'completed');
    const fork = await forkIn(root, run.run, '0/gate');
    assertEnded(fork, 'completed');
    assert.notEqual(fork.run, run.run);
    assert.equal(prompts(place, 'planner').length, 1);
    assert.equal(prompts(place, 'architect').length, 2);
    assert.equal(textOf(fork, `notes-${run.run}.md`), 'notes 1\n');
    assert.equal(fork.view.rewinds.length, 0);
  }),
);

test(
  'who cancels is named, nothing can be done with the run any more, and its files stay',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const run = await runIn(root, { roles: three(place, 'exit 1') });
    const cancelled = await withStore(root, STORED, (store) =>
      cancelRun(store, run.run, 'Cy', 'no money'),
    );
    assert.equal(cancelled, run.run);
    const view = await withStore(root, STORED, (store) => flowRun(store, null));
    assert.equal(view.status, 'cancelled');
    const again = await resumeIn(root, run.run);
    assertEnded(again, 'cancelled');
    assert.match(textOf(again, 'run.json'), /"cancelled"/);
    assert.equal(textOf(again, 'notes.md'), 'notes 1\n');
    await assert.rejects(rewindIn(root, run.run, '0'), /was cancelled by Cy/);
    await assert.rejects(answerIn(root, run.run, '1/escalation', { choice: 'retry' }), /ended/);
  }),
);

test(
  'the inbox holds what waits in every run, oldest first, and nothing that was answered',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const roles = three(place, 'exit 1');
    const one = await runIn(root, { roles });
    const other = await runIn(root, { roles: [...two(place), 'architect=person'] });
    const waiting = (): Promise<string[][]> =>
      withStore(root, STORED, (store) =>
        inbox(store).map(({ run, question }) => [run, question.id]),
      );
    assert.deepEqual(await waiting(), [
      [one.run, '1/escalation'],
      [other.run, '1/architect'],
    ]);
    await answerIn(root, one.run, null, { choice: 'stop' });
    assert.deepEqual(await waiting(), [[other.run, '1/architect']]);
    const prefix = one.run.slice(0, 4);
    await assert.rejects(
      withStore(root, STORED, (store) => flowRun(store, prefix)),
      /Several runs begin with/,
    );
  }),
);

test(
  'texts of any length and kind do not stop the run that they are about',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const long = 'x'.repeat(20_000);
    const roles = three(place, `echo '${long.slice(0, 9_000)}' >&2; exit 1`);
    const first = await runIn(root, { roles, target: `line\nline ${long}` });
    assertWaits(first, '1/escalation');
    await answerIn(root, first.run, null, { choice: 'override', reason: long, by: `a\nb ${long}` });
    const second = await resumeIn(root, first.run);
    // Step 2 reads what step 1 did not bring.
    assertWaits(second, '2/escalation');
    await answerIn(root, first.run, null, { choice: 'retry' });
    assertWaits(await resumeIn(root, first.run), '2/escalation');
    await rewindIn(root, first.run, null);
    assertWaits(await resumeIn(root, first.run), '1/escalation');
    const commands = [`planner=echo ${'y'.repeat(900)}`];
    assertWaits(await runIn(root, { roles: commands }), '1/escalation');
  }),
);

test(
  'steps may be called in any language, and none shares its files with another',
  inFlowPlace(async (place) => {
    const flow = `name: Words
steps:
  - {step: pläne, agent: planner, outputs: [notes.md]}
  - {step: plöne, agent: qa, outputs: [end.md]}
`;
    const root = flowRepository(place, flow);
    const run = await runIn(root, { roles: two(place) });
    assertEnded(run, 'completed');
    assert.equal(gateOf(run, 'plue4ne').step, 'pläne');
    assert.equal(gateOf(run, 'pluf6ne').step, 'plöne');
  }),
);

test(
  'a condition in words asks a person, and what is skipped says why',
  inFlowPlace(async (place) => {
    const flow = `name: Conditions
steps:
  - {step: 0, agent: planner, outputs: [notes.md]}
  - {step: 1, agent: architect, outputs: [view.md], condition: the notes are any good}
  - {step: 2, agent: qa, outputs: [end.md], condition: "steps.1.status == 'done'"}
`;
    const root = flowRepository(place, flow);
    const first = await runIn(root, { roles: three(place, 'echo view') });
    assertWaits(first, '1/condition');
    await answerIn(root, first.run, null, { choice: 'no', by: 'Di' });
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    assert.ok(run.outcome.kind === 'completed');
    assert.deepEqual(
      run.outcome.result.steps.map(({ id, state }) => [id, state]),
      [
        ['0', 'passed'],
        ['1', 'skipped'],
        ['2', 'skipped'],
      ],
    );
    assert.match(run.outcome.result.steps[1]?.note ?? '', /Di said that it does not hold/);
    assert.equal(prompts(place, 'qa').length + prompts(place, 'architect').length, 0);
  }),
);

test(
  'a flow that changed does not go on under the old run, and the message says how to',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, THREE);
    const run = await runIn(root, { roles: three(place, 'exit 1') });
    writeFileSync(join(root, 'flow.yaml'), `${THREE}# a word more\n`);
    await assert.rejects(resumeIn(root, run.run), /hone run fork .* 0\/gate/);
    const fork = await forkIn(root, run.run, '0/gate');
    assertWaits(fork, '1/escalation');
    writeFileSync(join(root, 'flow.yaml'), THREE);
    assertWaits(await resumeIn(root, run.run), '1/escalation');
  }),
);

test(
  'one branch of a group that fails leaves the others their results',
  inFlowPlace(async (place) => {
    const flow = `name: Group
parallel_execution: {enabled: true, fail_fast: false}
steps:
  - {step: 0, agent: planner, outputs: [notes.md], parallel_group: g}
  - {step: 1, agent: architect, outputs: [view.md], parallel_group: g, on_failure: stop}
  - {step: 2, agent: qa, outputs: [end.md], parallel_group: g}
`;
    const root = flowRepository(place, flow);
    const run = await runIn(root, { roles: three(place, 'exit 1') });
    assertEnded(run, 'failed');
    assert.match(run.view.failure ?? '', /group g failed: step 1/);
    const done = run.view.gates.filter(({ state }) => state === 'passed').map(({ id }) => id);
    assert.deepEqual(done.sort(), ['group/g/0/0/gate', 'group/g/2/2/gate']);
  }),
);
