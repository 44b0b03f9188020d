import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { withStore } from '../../../src/campaign/try/run-view.ts';
import { DevManifest, Receipt } from '../../../src/model/index.ts';
import { mockServer } from '../../agent/model/mock-server.ts';
import { calling, finishing, resultsIn } from '../../agent/model/model-setup.ts';
import { git } from '../../cli/spawn-hone.ts';
import { subject } from '../../cli/subject.ts';
import { fileOf, inFlowPlace, runIn } from '../flow/flow-place.ts';

const FLOW = `name: Looking
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 3, agent: developer, outputs: [dev-manifest.json]}
`;

/** A call that replaces a piece of a file. */
function replacing(path: string, before: string, after: string): readonly [string, unknown] {
  return ['edit_file', { path, action: 'replace', old_text: before, new_text: after }];
}

/** Looks too early, at a holdout, at what would be refused, and at what is faster. */
const TURNS = [
  calling(['measure', {}], ['measure', { benchmark: 'unseen' }]),
  calling(replacing('test.sh', 'done', 'one'), ['measure', {}]),
  calling(replacing('test.sh', 'one', 'done'), replacing('src/main.sh', '0.06', '0.01')),
  calling(['measure', { benchmark: 'wait' }]),
  { ...finishing('It sleeps less.'), usage: { tokens: 1_000, cost: 0.5 } },
];

test(
  'a model has its clone measured while it works, and only the trial decides',
  inFlowPlace(async (place) => {
    const { root } = subject(place, { 'flow.yaml': FLOW });
    const server = await mockServer(TURNS);
    try {
      const run = await runIn(root, { roles: [`developer=model:${server.url}#mock`] });
      const [early = '', hidden = '', , refused = '', , , look = ''] = resultsIn(server);
      assert.match(early, /^The folder is as it was in the beginning/);
      assert.match(hidden, /needs "benchmark": one of wait/, 'holdouts can not be named');
      assert.match(refused, /^Not measured: as it is now it would be refused\..*test\.sh/);
      assert.match(look, /^Indicative only, never evidence: a quick look at wait/);
      assert.match(look, /- wall \(lower is better\): -\d+\.\d % .*, 12 pairs/);
      assert.match(look, /\[Quick looks left: 1\]$/);
      const manifest = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
      assert.equal(manifest.optimizations.length, 1);
      const runs = await withStore(root, AbortSignal.timeout(10_000), (store) =>
        store.runs().map(({ purpose, run: id }) => ({
          id,
          purpose,
          judges: store.eventByKey(id, 'started') !== null,
        })),
      );
      const looks = runs.filter(({ purpose }) => purpose === 'quick look at developer-1');
      assert.deepEqual(
        looks.map(({ judges }) => judges),
        [false],
        'what would be refused takes no machine, and a look judges nothing',
      );
      const trial = runs.find(({ purpose }) => purpose === 'hone try')?.id ?? '';
      const receipt = Value.Parse(
        Receipt,
        JSON.parse(readFileSync(join(root, '.hone/runs', trial, 'receipt.json'), 'utf8')),
      );
      const [proposal] = receipt.proposals;
      assert.match(proposal?.proposer.by ?? '', /^model:/);
      assert.deepEqual(proposal?.proposer.usage, { tokens: 1_000, cost: 0.5 });
      const { trace } = proposal.proposer;
      assert.equal(trace?.summary, 'It sleeps less.');
      assert.match(receipt.blobs[trace.sha256 ?? ''] ?? '', /"name":"measure","about":"wait"/);
      assert.equal(git(root, ['status', '--porcelain']), '');
    } finally {
      await server.close();
    }
  }),
);
