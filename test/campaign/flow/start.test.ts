import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { flowRuns } from '../../../src/campaign/flow/steer.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import { commitAll, git } from '../../cli/spawn-hone.ts';
import { CONFIG } from '../../cli/subject.ts';
import { flowRepository, type Given, inFlowPlace, runIn } from './flow-place.ts';

const FLOW = `name: Small
workflow_inputs: {required: [service], optional: [region]}
steps:
  - {step: 0, agent: planner, inputs: [service], outputs: [notes.md]}
`;

test(
  'what a run needs is asked for before anything starts, and no run is left behind',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW);
    const refused = (given: Given, message: RegExp): Promise<void> =>
      assert.rejects(runIn(root, given), message);
    const performance = { flow: 'performance', target: 'wait' };
    await refused({ flow: 'performance' }, /--target TEXT/);
    await refused({ flow: 'performance', target: ' ' }, /--target TEXT/);
    await refused(performance, /no hone\.yaml.*hone init/);
    writeFileSync(join(root, 'hone.yaml'), CONFIG);
    writeFileSync(join(root, 'test.sh'), 'true\n');
    writeFileSync(join(root, 'make.sh'), 'true\n');
    commitAll(root, 'a suite');
    const patch = { kind: 'patch' as const, path: 'gone.patch' };
    await refused({ ...performance, proposals: [patch] }, /no patch .*gone\.patch/);
    const branch = { kind: 'revision' as const, revision: 'gone-branch' };
    await refused({ ...performance, proposals: [branch] }, /gone-branch/);
    await refused({}, /told: service\. Give it with --input service=TEXT/);
    const values = { service: 'api' };
    await refused({ values: { ...values, sevrice: 'x' } }, /no input sevrice.*service, region/);
    await refused({ values, roles: ['developer=x'] }, /has no role developer.*planner/);
    writeFileSync(join(root, 'README.md'), 'edited\n');
    await refused({ values }, /uncommitted changes/);
    git(root, ['checkout', '-q', '.']);
    const { views: runs } = await withStore(root, AbortSignal.timeout(60_000), flowRuns);
    assert.deepEqual(runs, []);
  }),
);
