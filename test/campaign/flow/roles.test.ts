import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import {
  answerIn,
  assertEnded,
  assertWaits,
  errorsOf,
  flowRepository,
  inFlowPlace,
  prompts,
  recoveryOf,
  resumeIn,
  rewindIn,
  runIn,
  script,
  textOf,
} from './flow-place.ts';

const RETRIED = `name: Retried
retry_config: {max_attempts: 3, backoff: [1ms]}
fallback_agents: {architect: [developer]}
steps:
  - {step: 0, agent: architect, outputs: [view.md]}
`;

test(
  'what may pass by itself is tried again and told; anything else goes to the stand-in at once',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, RETRIED);
    const busy = script(
      place,
      'busy',
      'if [ $n -lt 3 ]; then echo "HTTP 429 rate limit" >&2; exit 1; fi; echo seen',
    );
    const transient = await runIn(root, { roles: [`architect=${busy}`] });
    assertEnded(transient, 'completed');
    assert.equal(prompts(place, 'busy').length, 3);
    assert.match(prompts(place, 'busy')[1] ?? '', /attempt\n+[^]*rate limit/);
    assert.match(prompts(place, 'busy')[0] ?? '', /This is the first attempt/);
    assert.equal(textOf(transient, 'view.md'), 'seen\n');
    assert.deepEqual(
      errorsOf(transient).map(({ kind, attempt }) => [kind, attempt]),
      [
        ['transient', 1],
        ['transient', 2],
      ],
    );

    const broken = script(place, 'broken', 'echo "no such model" >&2; exit 1');
    const second = script(place, 'second', 'echo instead');
    const roles = [`architect=${broken}`, `developer=${second}`];
    const permanent = await runIn(root, { roles });
    assertEnded(permanent, 'completed');
    assert.equal(prompts(place, 'broken').length, 1);
    assert.match(prompts(place, 'second')[0] ?? '', /architect[^]*no such model/);
    assert.equal(textOf(permanent, 'view.md'), 'instead\n');
    const [error] = errorsOf(permanent);
    assert.equal(error?.kind, 'permanent');
    assert.match(error.message, /no such model/);
    const { fallbacks } = recoveryOf(permanent);
    assert.equal(fallbacks.length, 1);
    assert.equal(fallbacks[0]?.original_agent, 'architect');
    assert.equal(fallbacks[0].fallback_agent, 'developer');
    assert.match(fallbacks[0].fallback_reason, /no such model/);
  }),
);

test(
  'a role that always meets a limit is tried three times, then its stand-in is asked',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, RETRIED);
    const busy = script(place, 'busy', 'echo "rate limit" >&2; exit 1');
    const second = script(place, 'second', 'echo instead');
    const run = await runIn(root, { roles: [`architect=${busy}`, `developer=${second}`] });
    assertEnded(run, 'completed');
    assert.equal(prompts(place, 'busy').length, 3);
    assert.equal(prompts(place, 'second').length, 1);
  }),
);

test(
  'several fillers of one role stand in for each other in their order',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, RETRIED);
    const roles = ['one', 'two', 'three'].map(
      (name, index) => `architect=${script(place, name, index === 2 ? 'echo 3' : 'exit 1')}`,
    );
    const run = await runIn(root, { roles });
    assertEnded(run, 'completed');
    assert.equal(textOf(run, 'view.md'), '3\n');
    assert.deepEqual(
      run.view.steps.map(({ id, state }) => [id, state]),
      [
        ['0/architect', 'failed'],
        ['0/architect-2', 'failed'],
        ['0/architect-3', 'done'],
      ],
    );
  }),
);

const REVIEWED = `name: Reviewed
steps:
  - {step: 0, agent: code-reviewer, outputs: [code-review-own.json], validation: {schema: code-review}}
`;

/** What a script hands in, and what the question after it has to say. */
const BAD_FILES: readonly (readonly [string, string, RegExp])[] = [
  ['an empty object', 'echo "{}"', /empty JSON object/],
  ['a list', 'echo "[]"', /no JSON object/],
  ['no JSON', 'echo "[truncated"', /no JSON/],
  ['nothing', 'true', /missing/],
  [
    'a shape with a field misspelt',
    `echo '{"verdikt":"approved"}'`,
    /hone\.code-review\.v1: .*Nothing is filled in/,
  ],
  [
    'an approval of its own making that lacks every check',
    `echo '{"verdict":"approved","summary":"fine","findings":[],"checks":[]}'`,
    /hone\.code-review\.v1/,
  ],
  ['another file', 'echo 1 > "$HONE_OUTPUT_DIR/other.json"', /other\.json/],
  [
    'a link to a file elsewhere',
    'ln -s /etc/hostname "$HONE_OUTPUT_DIR/code-review-own.json"',
    /no plain file/,
  ],
];

for (const [what, lines, message] of BAD_FILES) {
  test(
    `${what} is refused, named, and leads to a person`,
    inFlowPlace(async (place) => {
      const root = flowRepository(place, REVIEWED);
      const run = await runIn(root, { roles: [`code-reviewer=${script(place, 'bad', lines)}`] });
      assertWaits(run, '0/escalation');
      const text = run.view.questions[0]?.text ?? '';
      assert.match(text, /code-review-own\.json/);
      assert.match(text, message);
      assert.match(textOf(run, 'escalation.md'), /code-review-own\.json/);
      assert.equal(run.view.gates.filter(({ state }) => state === 'passed').length, 0);
    }),
  );
}

test(
  'an empty object is refused for files without a schema as well',
  inFlowPlace(async (place) => {
    const flow = 'name: x\nsteps:\n  - {step: 0, agent: qa, outputs: [anything.json]}\n';
    const root = flowRepository(place, flow);
    const run = await runIn(root, { roles: [`qa=${script(place, 'bad', 'echo "{}"')}`] });
    assertWaits(run, '0/escalation');
    assert.match(run.view.questions[0]?.text ?? '', /empty JSON object/);
  }),
);

const OWN_SCHEMA = `name: Own
steps:
  - step: 0
    agent: qa
    outputs: [load.json]
    validation: {schema: checks/load.schema.json}
`;
const LOAD = '{"type":"object","required":["p95"],"properties":{"p95":{"type":"number"}}}';

test(
  "a project's own schema is held against what was handed in",
  inFlowPlace(async (place) => {
    const root = flowRepository(place, OWN_SCHEMA, { 'checks/load.schema.json': LOAD });
    const good = await runIn(root, { roles: [`qa=${script(place, 'ok', `echo '{"p95":3}'`)}`] });
    assertEnded(good, 'completed');
    const bad = await runIn(root, { roles: [`qa=${script(place, 'no', `echo '{"p95":"3"}'`)}`] });
    assertWaits(bad, '0/escalation');
    assert.match(bad.view.questions[0]?.text ?? '', /\/p95/);
  }),
);

test(
  'a schema that is missing, misspelt or no schema stops before anything starts',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, OWN_SCHEMA);
    const given = { roles: [`qa=${script(place, 'ok', `echo '{"p95":3}'`)}`] };
    await assert.rejects(runIn(root, given), /checks\/load\.schema\.json.*does not exist/);
    writeFileSync(join(root, 'flow.yaml'), OWN_SCHEMA.replace('checks/load.schema.json', 'plam'));
    await assert.rejects(runIn(root, given), /plam.*does not exist[^]*plan/);
    assert.equal(prompts(place, 'ok').length, 0);
  }),
);

test(
  'a role reads its inputs as they were recorded and the values that the run was given',
  inFlowPlace(async (place) => {
    const flow = `name: Inputs
workflow_inputs: {required: [service]}
steps:
  - {step: 0, agent: planner, outputs: [notes.md], validation: {gate: person}}
  - {step: 1, agent: qa, inputs: [service, notes.md (from step 0)], outputs: [said.md]}
`;
    const root = flowRepository(place, flow);
    await assert.rejects(runIn(root), /service.*--input service=TEXT/);
    const roles = [
      `planner=${script(place, 'plan', 'echo recorded')}`,
      `qa=${script(place, 'qa', 'cat $(sed -n "s/^- \\(.*notes.md\\) .*/\\1/p" "$log-$n")')}`,
    ];
    const first = await runIn(root, { roles, values: { service: 'api-of-the-test' } });
    assertWaits(first, '0/gate');
    writeFileSync(join(first.folder, 'notes.md'), 'edited by hand\n');
    await answerIn(root, first.run, null, { choice: 'approve' });
    const run = await resumeIn(root, first.run);
    assertEnded(run, 'completed');
    assert.equal(textOf(run, 'said.md'), 'recorded\n');
    assert.match(prompts(place, 'qa')[0] ?? '', /service: api-of-the-test/);
  }),
);

test(
  'a person hands in files, is told what is missing, and may decline',
  inFlowPlace(async (place) => {
    const flow = `name: Person
fallback_agents: {planner: [qa]}
steps:
  - {step: 0, agent: planner, outputs: [plan.md, numbers.json]}
`;
    const root = flowRepository(place, flow);
    const first = await runIn(root, { roles: ['planner=person'] });
    assertWaits(first, '0/planner');
    const { handIn } = Value.Parse(
      Type.Object({ handIn: Type.String() }),
      first.view.questions[0]?.evidence,
    );
    assert.match(first.view.questions[0]?.text ?? '', /plan\.md, numbers\.json/);
    writeFileSync(join(handIn, 'plan.md'), 'By a person\n');
    writeFileSync(join(handIn, 'numbers.json'), '{}');
    await answerIn(root, first.run, null, { choice: 'done' });
    const second = await resumeIn(root, first.run);
    assertWaits(second, '0/planner/again-2');
    assert.match(second.view.questions[0]?.text ?? '', /numbers\.json.*empty/);
    writeFileSync(join(handIn, 'numbers.json'), '{"n": 1}');
    await answerIn(root, first.run, null, { choice: 'done' });
    const third = await resumeIn(root, first.run);
    assertEnded(third, 'completed');
    assert.equal(textOf(third, 'plan.md'), 'By a person\n');

    const other = await runIn(root, { roles: ['planner=person', 'qa=person'] });
    await answerIn(root, other.run, null, { choice: 'decline', reason: 'not my part' });
    const declined = await resumeIn(root, other.run);
    assertWaits(declined, '0/qa');
    assert.match(declined.view.questions[0]?.text ?? '', /tester declined: not my part/);
    assert.deepEqual(
      recoveryOf(declined).fallbacks.map((each) => [each.fallback_agent, each.fallback_reason]),
      [['qa', 'tester declined: not my part']],
    );
    await answerIn(root, other.run, null, { choice: 'decline', reason: 'nor mine' });
    const nobody = await resumeIn(root, other.run);
    assertWaits(nobody, '0/escalation');
    assert.match(nobody.view.questions[0]?.text ?? '', /not my part[^]*nor mine/);
  }),
);

test(
  'a project describes its roles itself; a description that is of no use stops the step',
  inFlowPlace(async (place) => {
    const flow = 'name: x\nsteps:\n  - {step: 0, agent: sre, outputs: [notes.md]}\n';
    const prompt = 'You are the night watch. {{artifacts}} {{feedback}}';
    const root = flowRepository(place, flow, { 'roles/sre.md': prompt });
    const run = await runIn(root, { roles: [`sre=${script(place, 'sre', 'echo awake')}`] });
    assertEnded(run, 'completed');
    assert.match(prompts(place, 'sre')[0] ?? '', /You are the night watch/);
    writeFileSync(join(root, 'roles/sre.md'), 'No word of what to hand in.');
    const back = await rewindIn(root, run.run, null);
    assert.equal(back.status, 'stopped');
    const again = await resumeIn(root, run.run);
    assertWaits(again, '0/escalation');
    assert.match(again.view.questions[0]?.text ?? '', /\{\{artifacts\}\}/);
  }),
);

/** Lines that print each file that the prompt names so. */
function printing(name: string): string {
  return `sed -n 's/^- \\(.*${name}\\) .*/\\1/p' "$log-$n" | while read f; do cat "$f"; done`;
}

const SAME_NAME = `name: Same name
steps:
  - {step: 0, agent: planner, outputs: [a.md]}
  - {step: 1, agent: qa, outputs: [a.md]}
  - step: 2
    agent: architect
    inputs: [a.md (from step 0), a.md (from step 1), run.json, errors.log]
    outputs: [c.md]
  - {step: 3, agent: devops, inputs: [a.md (from step 0)], outputs: [d.md]}
`;

test(
  'a step reads the file of the step that it names, and what hone writes about the run',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, SAME_NAME);
    const by = (role: string, lines: string): string => `${role}=${script(place, role, lines)}`;
    const run = await runIn(root, {
      roles: [
        by('planner', 'echo first'),
        by('qa', 'echo second'),
        by(
          'architect',
          `(${printing('a\\.md')}; ${printing('run\\.json')}) > "$HONE_OUTPUT_DIR/c.md"`,
        ),
        by('devops', printing('a\\.md')),
      ],
    });
    assertEnded(run, 'completed');
    assert.match(textOf(run, 'c.md'), /^first\nsecond\n\{[^]*"hone\.run\.v1"/);
    assert.equal(textOf(run, 'd.md'), 'first\n');
    assert.doesNotMatch(prompts(place, 'architect')[0] ?? '', /errors\.log/, 'nothing failed');
  }),
);
