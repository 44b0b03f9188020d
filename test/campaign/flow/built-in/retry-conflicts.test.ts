import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { DevManifest, type TryResult } from '../../../../src/model/index.ts';
import { withStore } from '../../../../src/campaign/try/run-view.ts';
import { resultOf } from '../../../../src/campaign/try/run-try.ts';
import { git } from '../../../cli/spawn-hone.ts';
import { subject } from '../../../cli/subject.ts';
import { fileOf, inFlowPlace, prompts, runIn, script } from '../flow-place.ts';

const FLOW = `name: Conflicts
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 3, agent: developer, outputs: [dev-manifest.json]}
`;

/** A number that the file decides, so that a verdict takes no time. */
const SUITE = `version: 1
test: "true"
benchmarks:
  - id: count
    run: sh src/main.sh
    metrics: [{ name: cost, unit: count, direction: lower }]
    output: ignore
budgets: { pairs: 20, measure_time: 60s }
scope: { write: [src/**] }
`;

const FILES = {
  'flow.yaml': FLOW,
  'hone.yaml': SUITE,
  'src/main.sh': 'read -r cost < src/cost\necho "cost: $((cost * 10000 + $$ % 100))"\n',
  'src/cost': '100\n',
};

const SEARCH = {
  roundsMax: 1,
  barrenRoundsMax: 1,
  elapsedMsMax: null,
  attemptsMax: null,
  costMax: null,
};

/** Halves what it finds; what another one halved before, it halves again. */
const HALVES = 'read -r cost < src/cost; echo $((cost / 2)) > src/cost';
const THIRDS = 'read -r cost < src/cost; echo $((cost / 3)) > src/cost';

test(
  'what conflicts goes back to who made it once, and is judged anew on what was kept',
  inFlowPlace(async (place) => {
    const { root } = subject(place, FILES);
    const roles = [
      `developer=${script(place, 'halves', HALVES)}`,
      `developer=${script(place, 'thirds', THIRDS)}`,
    ];
    const run = await runIn(root, { roles, search: SEARCH });
    const { optimizations, rejected } = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
    assert.deepEqual(
      optimizations.map(({ proposal }) => proposal),
      ['developer-1', 'developer-2-rebased'],
    );
    assert.deepEqual(
      rejected.map(({ proposal, check }) => [proposal, check]),
      [['developer-2', 'stack']],
      'the first decision stays on the record',
    );
    assert.equal(git(root, ['show', `hone/${run.run}:src/cost`]), '16\n');
    const [, again = '', ...more] = prompts(place, 'thirds');
    assert.deepEqual(more, [], 'once');
    assert.match(again, /it conflicts with what was kept before it in src\/cost/);
    assert.match(again, /^-100\n\+33$/m);
    assert.equal(prompts(place, 'halves').length, 1);
    const [first, second] = await trialsOf(root);
    assert.deepEqual(first?.decisions[1]?.conflict, { paths: ['src/cost'] });
    assert.equal(second?.base, first?.stack?.commit, 'on the kept stack');
    const rebased = second?.decisions[0]?.metrics['count']?.['cost'];
    assert.equal(rebased?.verdict, 'improved');
    assert.ok((rebased.ratio?.estimate ?? 0) > 0.3, 'against the stack, not against the old base');
  }),
);

test(
  'without an attempt left, a conflict waits for a person and is not dropped',
  inFlowPlace(async (place) => {
    const { root } = subject(place, FILES);
    const roles = [
      `developer=${script(place, 'halves', HALVES)}`,
      `developer=${script(place, 'thirds', THIRDS)}`,
    ];
    const run = await runIn(root, { roles, search: { ...SEARCH, attemptsMax: 2 } });
    const { rejected } = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
    assert.match(rejected[0]?.reason ?? '', /conflicts with what was kept before it in src\/cost/);
    assert.equal(prompts(place, 'thirds').length, 1);
  }),
);

/** Results of the trials of a subject, oldest first. */
async function trialsOf(root: string): Promise<TryResult[]> {
  return withStore(root, AbortSignal.timeout(10_000), (store) =>
    Promise.all(
      store
        .runs()
        .filter(({ purpose }) => purpose === 'hone try')
        .map(({ run }) => resultOf(store, run)),
    ),
  );
}
