import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { examineFlow } from '../../../src/campaign/flow/examine-flow.ts';
import { hasSkill, readSkill } from '../../../src/campaign/flow/skills.ts';
import {
  assertEnded,
  flowRepository,
  inFlowPlace,
  prompts,
  runIn,
  script,
  textOf,
} from './flow-place.ts';

function projectWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'hone-skills-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test('a skill is read from where projects keep skills, without its front matter', (t) => {
  const root = projectWith(t, {
    '.claude/skills/one/SKILL.md': '---\nname: one\n---\n# One\n\nDo it once.\n',
    'skills/one.md': 'Not this one.\n',
    'skills/two.md': 'Do it twice.\n---\nNo front matter.\n',
  });
  assert.deepEqual(readSkill(root, 'one', '0'), {
    path: '.claude/skills/one/SKILL.md',
    text: '# One\n\nDo it once.',
  });
  assert.equal(readSkill(root, 'two', '0').text, 'Do it twice.\n---\nNo front matter.');
  assert.equal(hasSkill(root, 'three'), false);
});

test('a skill that is nowhere, or nothing, says what to do', (t) => {
  const root = projectWith(t, {
    'skills/empty.md': '---\nname: empty\n---\n \n',
    'skills/folder.md/x': '',
    'secret.md': 'x',
  });
  const refused = (name: string, code: string, message: RegExp): void =>
    assert.throws(() => readSkill(root, name, '4'), { name: 'HoneError', code, message }, name);
  refused('gone', 'E_NOT_FOUND', /Step 4 .*"gone".*skills\/gone\.md.*take "skill" out/);
  refused('../secret', 'E_NOT_FOUND', /can't be the name of a skill/);
  refused('', 'E_NOT_FOUND', /can't be the name/);
  refused('empty', 'E_CONFIG', /it is empty/);
  refused('folder', 'E_CONFIG', /it is no file/);
});

test('a link out of the repository is not followed, one within it is', (t) => {
  const outside = projectWith(t, { 'secret.md': 'the key' });
  const root = projectWith(t, { 'skills/real.md': 'Do it.\n' });
  symlinkSync(join(outside, 'secret.md'), join(root, 'skills', 'out.md'));
  symlinkSync('real.md', join(root, 'skills', 'within.md'));
  mkdirSync(join(root, '.claude', 'skills'), { recursive: true });
  symlinkSync(outside, join(root, '.claude', 'skills', 'all'));
  writeFileSync(join(outside, 'SKILL.md'), 'also outside');
  for (const name of ['out', 'all']) {
    assert.throws(() => readSkill(root, name, '0'), { message: /outside of the repository/ }, name);
  }
  assert.equal(readSkill(root, 'within', '0').text, 'Do it.');
});

const FLOW = `name: Skills
steps:
  - step: 0
    agent: qa
    skill: reporting
    outputs: [report.md, {reasoning: reasoning/0.md}]
    secondary_outputs: [extra.json]
`;

test(
  'an agent is given the skill, and hands in what is optional only if there is any',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW, { 'skills/reporting.md': 'Begin with the number.\n' });
    const short = script(place, 'short', 'echo 12 ms');
    const run = await runIn(root, { roles: [`qa=${short}`] });
    assertEnded(run, 'completed');
    const [prompt = ''] = prompts(place, 'short');
    assert.match(
      prompt,
      /by the skill reporting \(skills\/reporting\.md\):\n\nBegin with the number/,
    );
    assert.match(prompt, /`report\.md`[^]*something to say[^]*`extra\.json`|`reasoning\/0\.md`/);
    assert.equal(textOf(run, 'report.md'), '12 ms\n');

    const whole = script(
      place,
      'whole',
      `mkdir -p "$HONE_OUTPUT_DIR/reasoning"
      echo because > "$HONE_OUTPUT_DIR/reasoning/0.md"
      echo '{"a": 1}' > "$HONE_OUTPUT_DIR/extra.json"
      echo 12 ms > "$HONE_OUTPUT_DIR/report.md"`,
    );
    const second = await runIn(root, { roles: [`qa=${whole}`] });
    assertEnded(second, 'completed');
    assert.equal(textOf(second, 'reasoning/0.md'), 'because\n');
    assert.deepEqual(JSON.parse(textOf(second, 'extra.json')), { a: 1 });
    assert.ok(second.outcome.kind === 'completed');
    assert.equal(second.outcome.result.artifacts.length, 3);

    const broken = script(place, 'broken', `echo '{' > "$HONE_OUTPUT_DIR/extra.json"; echo 12`);
    const third = await runIn(root, { roles: [`qa=${broken}`] });
    assertEnded(third, 'waiting');
    assert.match(third.view.questions[0]?.text ?? '', /extra\.json is not JSON/);
    assert.match(textOf(second, 'hone-report.md'), /^# Run/, 'a step has the usual name');
  }),
);

test(
  'a skill that is not there stops a run before it begins, and is warned of by a check',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW);
    const roles = [`qa=${script(place, 'never', 'echo x')}`];
    await assert.rejects(runIn(root, { roles }), {
      code: 'E_NOT_FOUND',
      message: /Step 0 .*"reporting".*skills\/reporting\.md/,
    });
    assert.equal(prompts(place, 'never').length, 0);
    const { problems } = examineFlow(
      { shown: 'flow.yaml', name: 'flow.yaml', text: FLOW, path: null },
      root,
    );
    assert.deepEqual(
      problems.map(({ line, severity, message }) => [line, severity, message.slice(0, 42)]),
      [[5, 'warning', 'Step 0 is to be done by the skill "reporti']],
    );
  }),
);

test(
  'what nobody is asked for is warned of',
  inFlowPlace(async (place) => {
    const text = `name: x
steps:
  - step: 0
    agent: performance-engineer
    skill: measuring
    outputs: [baseline-metrics.json, {reasoning: reasoning/0.md}]
    secondary_outputs: [notes.md]
`;
    const root = flowRepository(place, text, { 'skills/measuring.md': 'x' });
    const { problems } = examineFlow(
      { shown: 'flow.yaml', name: 'flow.yaml', text, path: null },
      root,
    );
    assert.deepEqual(
      problems.map(({ line, message }) => `${line}: ${message}`),
      [
        '5: Nobody reads the skill "measuring".',
        '6: Nobody writes "reasoning/0.md".',
        '7: Nobody writes "notes.md".',
      ],
    );
  }),
);
