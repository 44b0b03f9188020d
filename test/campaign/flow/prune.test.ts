import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pruneRuns } from '../../../src/campaign/flow/prune.ts';
import { flowRun, verifyRun } from '../../../src/campaign/flow/steer.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import { assertEnded, flowRepository, inFlowPlace, resumeIn, runIn, script } from './flow-place.ts';

const FLOW = 'name: x\nsteps:\n  - {step: 0, agent: qa, outputs: [notes.md]}\n';

test(
  'pruning twice removes what is large once, and what a run did can still be read',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW);
    const qa = script(place, 'qa', 'echo notes');
    const run = await runIn(root, { roles: [`qa=${qa}`], target: 'x'.repeat(9_000) });
    assertEnded(run, 'completed');
    const prune = (keepLast: number | null, ttlHours: number | null) =>
      withStore(root, AbortSignal.timeout(60_000), (store) =>
        pruneRuns(store, { folder: root, keepLast, ttlHours }),
      );
    assert.equal((await prune(null, null))?.removedBlobs, 0, 'one of the last three');
    assert.deepEqual((await prune(0, 0))?.cleared, [run.run]);
    assert.equal((await prune(0, 0))?.removedBlobs, 0);
    await withStore(root, AbortSignal.timeout(60_000), (store) => {
      assert.deepEqual(verifyRun(store, run.run).damage, []);
      assert.equal(flowRun(store, run.run).status, 'completed');
    });
    await assert.rejects(resumeIn(root, run.run), /"hone run prune" removed it/);
  }),
);
