import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  assertRefused,
  hone,
  inPlace,
  type Outcome,
  type Place,
  repository,
} from './spawn-hone.ts';

const SOUND = `name: Reports
steps:
  - {step: 0, agent: planner, outputs: [plan.json]}
  - {step: 1, agent: qa, inputs: [plan.json (from step 0)], outputs: [a.json]}
  - {step: 2, agent: qa, inputs: [plan.json (from step 0)], outputs: [b.json]}
`;

const UNSOUND = `name: Reports
project_type: web
steps:
  - {step: 0, agent: plannr, outputs: [plan.json]}
  - {step: 1, agent: qa, inputs: [plam.json (from step 0)]}
`;

/** Runs `hone flow` in a folder with the given files. */
function flow(
  place: Place,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Outcome> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(place.root, path, '..'), { recursive: true });
    writeFileSync(join(place.root, path), text);
  }
  return hone(place, place.root, ['flow', ...args]);
}

test(
  'check tells every problem with its place and ends with 2',
  inPlace(async (place) => {
    const { code, stdout, stderr } = await flow(place, { 'f.yaml': UNSOUND }, ['check', 'f.yaml']);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'f.yaml:2:1: warning: "project_type" in f.yaml has no effect. A flow is started by its name.',
      'f.yaml:4:22: error: Step 0 is for the agent "plannr", which does not exist. Did you mean ' +
        '"planner"?',
      'f.yaml:5:35: error: Step 1 reads "plam.json", but step 0 does not write it. Is "plan.json" ' +
        'meant?',
      "f.yaml can't run: 2 errors, 1 warning.",
    ]);
    assert.equal(stderr, '');
    assert.equal(code, 2);
  }),
);

test(
  'check tells warnings beside what is not understood',
  inPlace(async (place) => {
    const text = 'name: x\nnotes: y\nsteps: [{step: 0}]\n';
    const { code, stdout } = await flow(place, { 'f.yaml': text }, ['check', 'f.yaml']);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'f.yaml:2:1: warning: "notes" in f.yaml has no effect. It only describes the flow.',
      'f.yaml:3:9: error: The key "agent" is missing in entry 1 of "steps". It takes the name of ' +
        'an agent.',
      "f.yaml can't run: 1 error, 1 warning.",
    ]);
    assert.equal(code, 2);
  }),
);

test(
  'check accepts a flow that can run, by its path or by the name of one that comes with hone',
  inPlace(async (place) => {
    const own = await flow(place, { 'f.yaml': SOUND }, ['check', 'f.yaml']);
    assert.deepEqual([own.code, own.stdout], [0, 'f.yaml can run: 3 steps.\n']);
    const shipped = await flow(place, {}, ['check', 'performance']);
    assert.deepEqual([shipped.code, shipped.stdout], [0, 'performance can run: 10 steps.\n']);
  }),
);

test(
  'check --json is the same for programs',
  inPlace(async (place) => {
    const outcome = await flow(place, { 'f.yaml': UNSOUND }, ['check', 'f.yaml', '--json']);
    const { file, sound, problems } = JSON.parse(outcome.stdout);
    assert.deepEqual(
      { file, sound, count: problems.length },
      {
        file: 'f.yaml',
        sound: false,
        count: 3,
      },
    );
    assert.deepEqual(problems[1], {
      severity: 'error',
      line: 4,
      column: 22,
      message: 'Step 0 is for the agent "plannr", which does not exist.',
      hint: 'Did you mean "planner"?',
    });
    assert.equal(outcome.code, 2);
  }),
);

test(
  'a role, a schema and a rubric of the project count only as files',
  inPlace(async (place) => {
    const text = `name: Own
steps:
  - {step: 0, agent: analyst, outputs: [a.json], validation: {schema: own/a.json}}
  - step: 1
    agent: qa
    inputs: [a.json (from step 0)]
    outputs: ['plans/{{plan_id}}-rating.json']
    on_failure: {goto: 0}
    validation: {minimum_score: 7, rubric_file: own/rubric.json}
`;
    mkdirSync(join(place.root, 'own', 'a.json'), { recursive: true });
    mkdirSync(join(place.root, '.git'));
    const without = await flow(place, { 'sub/f.yaml': text }, ['check', 'sub/f.yaml']);
    const wrong = without.stdout.split('\n').map((line) => line.split('. ')[0]);
    assert.deepEqual(wrong.slice(0, 3), [
      'sub/f.yaml:3:22: error: Step 0 is for the agent "analyst", which does not exist',
      'sub/f.yaml:3:71: error: Step 0 is validated by the schema "own/a.json", which does not exist',
      'sub/f.yaml:9:49: error: Step 1 is rated by the rubric "own/rubric.json", which does not exist',
    ]);
    const files = {
      'roles/analyst.md': '# Analyst',
      'own/rubric.json': '{}',
      'own/b.json': '{}',
      'sub/f.yaml': text.replace('own/a.json', 'own/b.json'),
    };
    const outcome = await flow(place, files, ['check', '--cwd', 'sub', 'f.yaml']);
    assert.deepEqual([outcome.code, outcome.stdout], [0, 'sub/f.yaml can run: 2 steps.\n']);
  }),
);

test(
  'a score that nobody gives is an error, not a pass',
  inPlace(async (place) => {
    const text = `name: x
steps:
  - {step: 0, agent: qa, outputs: [a.json]}
  - {step: 1, agent: qa, inputs: [a.json (from step 0)], outputs: [b.json], on_failure: stop,
     validation: {minimum_score: 7}}
`;
    const { code, stdout } = await flow(place, { 'f.yaml': text }, ['check', 'f.yaml']);
    assert.equal(code, 2);
    assert.match(
      stdout,
      /^f\.yaml:4:5: error: Step 1 asks for a minimum_score, and rates nothing\./m,
    );
  }),
);

test(
  'show says what could run at the same time and how long it takes',
  inPlace(async (place) => {
    const files = { 'f.yaml': SOUND, 'd.json': '{"0": "10s", "1": "5m", "2": 120000}' };
    const args = ['show', 'f.yaml', '--durations', 'd.json'];
    const { code, stdout, stderr } = await flow(place, files, args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Reports \(3 steps, 3 stages\)\n/);
    assert.match(stdout, /\n1 {2}Step 1 {2}qa\n {3}reads {2}plan\.json ← 0\n/);
    assert.equal(
      stdout.slice(stdout.indexOf('Stages:')),
      'Stages:         0 → 1 → 2\n' +
        'In parallel:    1 + 2 (saves 2 min)\n' +
        'Critical path:  0 → 1\n' +
        'Time:           7.17 min as it is, 5.17 min with these at the same time, ' +
        '5.17 min at least\n',
    );
    const { analysis, flow: shown } = JSON.parse(
      (await flow(place, {}, [...args, '--json'])).stdout,
    );
    assert.deepEqual(analysis.opportunities, [{ steps: ['1', '2'], savedNs: 120e9 }]);
    assert.equal(shown.steps.length, 3);
  }),
);

test(
  'show names what is wrong with the durations',
  inPlace(async (place) => {
    const files = { 'f.yaml': SOUND, 'd.json': '{"0": "10s", "7": "soon"}' };
    const args = ['show', 'f.yaml', '--durations', 'd.json'];
    const { code, stdout, stderr } = await flow(place, files, args);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^d\.json holds no durations of steps:\n {2}d\.json:1:14: The flow has/);
  }),
);

test(
  'show draws what can not run as well, and says that it can not',
  inPlace(async (place) => {
    const { code, stdout, stderr } = await flow(place, { 'f.yaml': UNSOUND }, ['show', 'f.yaml']);
    assert.match(stdout, /plannr/);
    assert.match(stderr, /f\.yaml can't run: 2 errors, 1 warning\.\n$/);
    assert.equal(code, 2);
  }),
);

test(
  'graph draws text, Mermaid and SVG, and never over the flow itself',
  inPlace(async (place) => {
    const text = await flow(place, { 'f.yaml': SOUND }, ['graph', 'f.yaml']);
    assert.match(text.stdout, /^Reports \(3 steps/);
    const mermaid = await flow(place, {}, ['graph', 'f.yaml', '--mermaid']);
    assert.match(mermaid.stdout, /^flowchart TD\n/);
    const printed = await flow(place, {}, ['graph', 'f.yaml', '--svg', '-']);
    assert.match(printed.stdout, /^<svg .*<\/svg>\n$/s);
    const written = await flow(place, {}, ['graph', 'f.yaml', '--svg', 'f.svg']);
    assert.deepEqual([written.code, written.stdout], [0, '']);
    assert.equal(readFileSync(join(place.root, 'f.svg'), 'utf8'), printed.stdout);
    const over = await flow(place, {}, ['graph', 'f.yaml', '--svg', './f.yaml']);
    assert.equal(over.code, 2);
    assert.match(over.stderr, /would write over the flow/);
    assert.equal(readFileSync(join(place.root, 'f.yaml'), 'utf8'), SOUND);
    const both = await flow(place, {}, ['graph', 'f.yaml', '--svg', 'f.svg', '--mermaid']);
    assert.equal(both.code, 2);
  }),
);

test(
  'run is the same as hone run, and refuses what can not run before it starts',
  inPlace(async (place) => {
    const help = await flow(place, {}, ['run', '--help']);
    assert.match(help.stdout, /--target <text>/);
    const root = repository(place, { 'f.yaml': UNSOUND });
    const short = await hone(place, root, ['run', 'f.yaml']);
    assertRefused(short, /^f\.yaml can't run:\n {2}f\.yaml:4:22: Step 0 is for the agent "plannr"/);
    assert.deepEqual(await hone(place, root, ['flow', 'run', 'f.yaml']), short);
    assert.equal(existsSync(join(root, '.hone')), false);
  }),
);

test(
  'what is no flow file is refused with one sentence',
  inPlace(async (place) => {
    const refused = async (wanted: string): Promise<string> => {
      const { code, stderr } = await flow(place, {}, ['check', wanted]);
      assert.equal(code, 2);
      return stderr.replaceAll(place.root, '…');
    };
    writeFileSync(join(place.root, 'latin1.yaml'), Buffer.from([0x6e, 0x3a, 0x20, 0xe9]));
    assert.equal(
      await refused('perfomance'),
      'There is no flow "perfomance": it is neither a file (…/perfomance) nor one that comes with ' +
        'hone (performance, search, task). Did you mean "performance"?\n',
    );
    assert.equal(await refused('.'), '… is a folder. Name a file.\n');
    assert.equal(await refused('/dev/zero'), '/dev/zero is a device or pipe. Name a file.\n');
    assert.match(await refused('latin1.yaml'), /^…\/latin1\.yaml is not UTF-8 text\. /);
  }),
);
