import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import type { RunFlowOptions } from '../../../../src/campaign/flow/run-flow.ts';
import { DevManifest } from '../../../../src/model/index.ts';
import { git } from '../../../cli/spawn-hone.ts';
import { subject } from '../../../cli/subject.ts';
import { assertWaits, fileOf, inFlowPlace, prompts, runIn, script } from '../flow-place.ts';

/** Proposals alone, as often as the search goes on. */
const FLOW = `name: Search
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 3, agent: developer, outputs: [dev-manifest.json]}
`;

/** Slow enough that each turn gains more than a machine under load stalls a sample. */
const SLOWER = 'sleep 0.18\necho done\n';

/** Makes the program of the subject faster in two turns, and has no idea for a third. */
const TWO_IDEAS = `
case "$(cat src/main.sh)" in
  *0.18*) sed -i s/0.18/0.09/ src/main.sh; echo half of it ;;
  *0.09*) sed -i s/0.09/0.005/ src/main.sh; echo much of the rest ;;
  *) echo it is fast enough ;;
esac`;

function search(changes: Partial<RunFlowOptions['search']> = {}): RunFlowOptions['search'] {
  return {
    roundsMax: 5,
    barrenRoundsMax: 1,
    elapsedMsMax: null,
    attemptsMax: null,
    costMax: null,
    ...changes,
  };
}

test(
  'a round starts from what the rounds before kept, and knows what they tried',
  inFlowPlace(async (place) => {
    const { root } = subject(place, { 'flow.yaml': FLOW, 'src/main.sh': SLOWER });
    const roles = [
      `developer=${script(place, 'good', TWO_IDEAS)}`,
      `developer=${script(place, 'bad', 'echo echo other > src/main.sh')}`,
    ];
    const run = await runIn(root, { roles, search: search() });
    assert.equal(run.outcome.kind, 'completed', JSON.stringify(run.outcome));
    const manifest = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
    assert.deepEqual(
      manifest.optimizations.map(({ proposal }) => proposal),
      ['developer-1', 'developer-1-round-2'],
      JSON.stringify(manifest.rejected),
    );
    assert.deepEqual(
      manifest.rejected.map(({ proposal, check }) => [proposal, check]),
      [
        ['developer-2', 'tests'],
        ['developer-2-round-2', 'tests'],
        ['developer-2-round-3', 'tests'],
      ],
    );
    assert.match(
      manifest.summary,
      /2 of 5 proposals were kept.*Nothing was kept in the last round/,
    );
    const branch = `hone/${run.run}`;
    assert.match(git(root, ['show', `${branch}:src/main.sh`]), /sleep 0\.005/);
    assert.equal(git(root, ['rev-list', '--count', `HEAD..${branch}`]).trim(), '2');
    const [first = '', second = '', third = ''] = prompts(place, 'good');
    assert.match(first, /wait: `sh src\/main\.sh`, wall \(lower is better\), not measured/);
    assert.doesNotMatch(first, /What was tried before/);
    assert.match(second, /wall \(lower is better\), now \d/);
    assert.match(second, /round 1, .*: kept\. wait wall -\d/);
    assert.match(second, /round 1, .*: rejected at tests\. The tests of developer-2 failed/);
    assert.match(third, /round 2, .*: kept\./);
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

test(
  'a budget of proposals is never passed, and the end of a search says why it ended',
  inFlowPlace(async (place) => {
    const { root } = subject(place, { 'flow.yaml': FLOW });
    const broken = 'echo "echo $$" > src/main.sh';
    const roles = [1, 2].map((n) => `developer=${script(place, `bad-${n}`, broken)}`);
    const bounds = search({ attemptsMax: 3, barrenRoundsMax: 4 });
    const run = await runIn(root, { roles, search: bounds });
    assertWaits(run, '3/escalation');
    const { summary } = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
    assert.match(summary, /0 of 3 proposals.*3 proposals were judged, and 3 may be\./);
    assert.deepEqual([prompts(place, 'bad-1').length, prompts(place, 'bad-2').length], [2, 1]);
  }),
);
