import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { ArtifactRegistry, PublishRecord } from '../../../src/model/index.ts';
import type { FlowRun } from '../../../src/campaign/flow/run-flow.ts';
import type { Place } from '../../cli/spawn-hone.ts';
import {
  answerIn,
  assertEnded,
  assertWaits,
  errorsOf,
  fileOf,
  flowRepository,
  inFlowPlace,
  prompts,
  recoveryOf,
  resumeIn,
  rewindIn,
  runIn,
  script,
} from './flow-place.ts';

const FLOW = `name: Publishing
publish_policy: auto-on-complete
steps:
  - {step: 0, agent: developer, outputs: [result.md]}
  - {step: 1, agent: devops, type: publish, retry: {on_failure: log_and_continue}}
  - {step: 2, agent: code-reviewer, outputs: [review.md]}
`;

/** A command that takes what it is given, or fails while there is a file in its way. */
function receiver(place: Place, name: string): string {
  return script(
    place,
    name,
    `echo "$HONE_PUBLISH_KEY" >> "${place.root}/${name}-keys"
    if [ -e "${place.root}/${name}-broken" ]; then echo 'no room here' >&2; exit 1; fi`,
  );
}

function keysOf(place: Place, name: string): string[] {
  return readFileSync(join(place.root, `${name}-keys`), 'utf8')
    .trim()
    .split('\n');
}

function stepsOf(run: FlowRun): (readonly [string, string])[] {
  assert.ok(run.outcome.kind === 'completed');
  return run.outcome.result.steps.map(({ id, state }) => [id, state] as const);
}

function recordOf(run: FlowRun): PublishRecord {
  return Value.Parse(PublishRecord, fileOf(run, 'publish-record.json'));
}

test(
  'what could not be published is recorded, loses nothing, and is published by a resume',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW);
    const blocked = join(place.root, 'blocked');
    writeFileSync(blocked, 'a file where a folder should be');
    writeFileSync(join(place.root, 'second-broken'), '');
    const run = await runIn(root, {
      roles: [
        `developer=${script(place, 'developer', 'echo done')}`,
        `code-reviewer=${script(place, 'reviewer', 'echo fine')}`,
      ],
      publish: {
        policy: null,
        targets: [
          { kind: 'command', command: receiver(place, 'first') },
          { kind: 'folder', path: blocked },
          { kind: 'command', command: receiver(place, 'second') },
        ],
      },
    });
    assertEnded(run, 'completed');
    assert.deepEqual(stepsOf(run), [
      ['0', 'passed'],
      ['1', 'failed'],
      ['2', 'passed'],
    ]);
    assert.equal(recordOf(run).status, 'partial');
    assert.deepEqual(
      recordOf(run).targets.map(({ status }) => status),
      ['success', 'failed', 'failed'],
    );
    assert.match(errorsOf(run)[0]?.message ?? '', /a file is in the way[^]*no room here/);
    assert.equal(recoveryOf(run).resume_command, `hone run resume ${run.run}`);

    // Still broken: it is tried once more, and that is all.
    const again = await resumeIn(root, run.run);
    assertEnded(again, 'completed');
    assert.deepEqual(stepsOf(again)[1], ['1', 'failed']);
    assert.equal(keysOf(place, 'first').length, 1, 'who has it is not asked again');
    assert.equal(keysOf(place, 'second').length, 2);

    rmSync(blocked);
    rmSync(join(place.root, 'second-broken'));
    const mended = await resumeIn(root, run.run);
    assertEnded(mended, 'completed');
    assert.deepEqual(stepsOf(mended)[1], ['1', 'passed']);
    assert.equal(readFileSync(join(blocked, 'result.md'), 'utf8'), 'done\n');
    assert.match(readFileSync(join(blocked, 'report.md'), 'utf8'), /as it was published/);
    const record = recordOf(mended);
    assert.equal(record.status, 'success');
    assert.equal(record.targets[2]?.attempts.length, 3, 'what failed before is still told');
    const keys = [...keysOf(place, 'first'), ...keysOf(place, 'second')];
    assert.equal(new Set(keys).size, 1, 'the same files have the same key each time');
    assert.equal(keysOf(place, 'first').length, 1);
    assert.equal(recoveryOf(mended).resume_command, null);
    const { artifacts } = Value.Parse(ArtifactRegistry, fileOf(mended, 'artifact-registry.json'));
    const published = artifacts.find(({ name }) => name === 'result.md');
    assert.equal(published?.publish_status, 'success');

    // Nothing is left to do, and nothing else was done again.
    assertEnded(await resumeIn(root, run.run), 'completed');
    assert.equal(prompts(place, 'developer').length, 1);
    assert.equal(prompts(place, 'reviewer').length, 1);
    assert.equal(keysOf(place, 'second').length, 3);
  }),
);

test(
  'publishing again after a way back brings to each target only what it does not have',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW);
    const folder = join(place.root, 'out');
    const run = await runIn(root, {
      roles: [
        `developer=${script(place, 'developer', 'echo done')}`,
        `code-reviewer=${script(place, 'reviewer', 'echo fine')}`,
      ],
      publish: {
        policy: null,
        targets: [
          { kind: 'command', command: receiver(place, 'first') },
          { kind: 'folder', path: folder },
        ],
      },
    });
    assertEnded(run, 'completed');
    await rewindIn(root, run.run, '0');
    const again = await resumeIn(root, run.run);
    assertEnded(again, 'completed');
    assert.equal(keysOf(place, 'first').length, 1, 'the command is told nothing that it knows');
    assert.deepEqual(
      recordOf(again).targets.map(({ attempts }) => attempts.length),
      [1, 1],
    );
    assert.ok(!existsSync(join(folder, 'result.2.md')));
    assert.equal(prompts(place, 'reviewer').length, 2);
  }),
);

test(
  'a person who is asked whether to publish may say no, and nothing is owed then',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, FLOW.replace('auto-on-complete', 'manual'));
    const run = await runIn(root, {
      roles: [
        `developer=${script(place, 'developer', 'echo done')}`,
        `code-reviewer=${script(place, 'reviewer', 'echo fine')}`,
      ],
      publish: { policy: null, targets: [{ kind: 'command', command: receiver(place, 'first') }] },
    });
    assertWaits(run, '1/publish');
    await answerIn(root, run.run, null, { choice: 'reject', reason: 'not yet' });
    const ended = await resumeIn(root, run.run);
    assertEnded(ended, 'completed');
    assert.equal(recoveryOf(ended).resume_command, null);
    assert.ok(!existsSync(join(place.root, 'first-keys')));
  }),
);
