import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { DevManifest } from '../../../../src/model/index.ts';
import { git } from '../../../cli/spawn-hone.ts';
import { BROKEN, subject } from '../../../cli/subject.ts';
import {
  answerIn,
  assertWaits,
  fileOf,
  inFlowPlace,
  prompts,
  resumeIn,
  runIn,
  script,
} from '../flow-place.ts';

/** The implementation alone. */
const FLOW = `name: Implement
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 3, agent: developer, outputs: [dev-manifest.json]}
`;

test(
  'developers who bring nothing are named with what they said, and nothing is measured',
  inFlowPlace(async (place) => {
    const { root } = subject(place, { 'flow.yaml': FLOW });
    const developers = [
      script(place, 'idle', 'echo "it is fast enough"'),
      script(place, 'broken', 'echo "no such model" >&2; exit 1'),
      script(place, 'same', 'touch src/main.sh'),
    ];
    const roles = developers.map((command) => `developer=${command}`);
    const run = await runIn(root, { roles });
    assertWaits(run, '3/escalation');
    const text = run.view.questions[0]?.text ?? '';
    assert.match(text, /developer-1 changed nothing and said: it is fast enough/);
    assert.match(text, /developer-2 failed: [^]*no such model/);
    assert.match(text, /developer-3 changed nothing\./);
    assert.equal(prompts(place, 'broken').length, 1);
    assert.equal(run.view.steps.filter(({ id }) => id === '3/trial').length, 0);
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

/** A number that the file decides, so that a verdict takes no time. */
const COUNTED = {
  'flow.yaml': FLOW,
  'hone.yaml': `version: 1
test: "true"
benchmarks:
  - id: count
    run: sh src/main.sh
    metrics: [{ name: cost, unit: count, direction: lower }]
    output: ignore
budgets: { pairs: 20, measure_time: 60s }
scope: { write: [src/**] }
`,
  'src/main.sh': 'read -r cost < src/cost\necho "cost: $((cost * 10000 + $$ % 100))"\n',
  'src/cost': '100\n',
};

/** As Claude Code says what it used. */
const PAYS = [
  { type: 'system', session_id: 'b5b1' },
  { type: 'result', session_id: 'b5b1', subtype: 'success', result: 'Paid.', total_cost_usd: 9 },
].map((line) => `echo '${JSON.stringify(line)}'`);

test(
  'developers who fail in ways of their own end with their reason, and the honest one is kept',
  inFlowPlace(async (place) => {
    const { root } = subject(place, COUNTED);
    const developers = {
      dies: 'echo half > src/cost; kill -KILL $$',
      deletes: 'rm -rf "$PWD"',
      daemon: 'sleep 600 & echo "it runs on"',
      pays: PAYS.join('\n'),
      honest: 'echo 50 > src/cost',
    };
    const roles = Object.entries(developers).map(
      ([name, body]) => `developer=${script(place, name, body)}`,
    );
    const search = {
      roundsMax: 1,
      barrenRoundsMax: 1,
      elapsedMsMax: null,
      attemptsMax: null,
      costMax: 5,
    };
    const run = await runIn(root, { roles, search, pairsMax: 8 });
    const { summary, optimizations, without } = Value.Parse(
      DevManifest,
      fileOf(run, 'dev-manifest.json'),
    );
    assert.deepEqual(
      optimizations.map(({ proposal }) => proposal),
      ['developer-5'],
      summary,
    );
    const reasons = [
      /^developer-1 failed: .*SIGKILL/,
      /^developer-2 (?:failed|changed nothing)/,
      /^developer-3 changed nothing and said: it runs on/,
      /^developer-4 .*had used \$9, and its budget/,
    ];
    assert.equal(without?.length, reasons.length);
    reasons.forEach((reason, index) => assert.match(without[index] ?? '', reason));
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

const HandIn = Type.Object({ handIn: Type.String() });

test(
  'a person hands in a patch, which is tried like any other',
  inFlowPlace(async (place) => {
    const { root, patch } = subject(place, { 'flow.yaml': FLOW });
    const file = patch('by-hand.patch', 'src/main.sh', BROKEN);
    const first = await runIn(root, { roles: ['developer=person'] });
    assertWaits(first, '3/developer');
    const name = 'proposals/developer-by-hand.patch';
    const { handIn } = Value.Parse(HandIn, first.view.questions[0]?.evidence);
    mkdirSync(dirname(join(handIn, name)), { recursive: true });
    copyFileSync(file, join(handIn, name));
    await answerIn(root, first.run, null, { choice: 'done' });
    const run = await resumeIn(root, first.run);
    assertWaits(run, '3/escalation');
    const { optimizations, rejected } = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
    assert.deepEqual(optimizations, []);
    assert.deepEqual(
      rejected.map(({ proposal, check }) => [proposal, check]),
      [['developer-by-hand', 'tests']],
    );
  }),
);
