import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test, type TestContext } from 'node:test';

import type { Flow, ProcessGroup, StepAttempt } from '../../../src/port/index.ts';
import { startChild } from './children.ts';
import type { DriverFamily } from './driver.ts';
import { drive, flowOf, moment, placeFor, RUN, STEP, untilAborted } from './place.ts';

const needsLinux = process.platform !== 'linux' && 'looking at process groups needs /proc';

/** Ignores being asked, and so does what it starts. Prints a line when it does. */
const STUBBORN = `trap '' TERM; (sleep 600; sleep 600) & echo ready; sleep 600; sleep 600`;
const WILLING = 'sleep 600 & echo ready; sleep 600';

/** Processes that steps start. These tests wait for real ones, so they do so side by side. */
export function processGroupTests(family: DriverFamily): void {
  describe('process groups', { concurrency: true, skip: needsLinux }, () => {
    for (const [name, script] of [
      ['asks', WILLING],
      ['kills', STUBBORN],
    ] as const) {
      test(`a timeout ${name} the whole process group of its attempt`, async (t) => {
        const engine = await placeFor(t, family).engine();
        const groups: number[] = [];
        const flow = flowOf((verbs) =>
          verbs.step('slow', { ...STEP, timeoutMs: 400 }, async (attempt) => {
            groups.push(await ownedGroup(t, family, attempt, script));
            return untilAborted(attempt.signal);
          }),
        );
        const outcome = await engine.start(RUN, flow, null, drive());
        assert.equal(outcome.kind, 'failed');
        assert.equal(groups.length, 1);
        assert.deepEqual(groups.filter(isAlive), []);
      });
    }

    test('a cancellation ends the process group before the run counts as ended', async (t) => {
      const engine = await placeFor(t, family).engine();
      const begun = moment();
      const groups: number[] = [];
      const flow = flowOf((verbs) =>
        verbs.step('works', STEP, async (attempt) => {
          groups.push(await ownedGroup(t, family, attempt, STUBBORN));
          begun.happen();
          return untilAborted(attempt.signal);
        }),
      );
      const driving = engine.start(RUN, flow, null, drive());
      await begun.happened;
      engine.cancel(RUN, { by: 'ada', reason: 'enough' });
      assert.equal((await driving).kind, 'cancelled');
      assert.deepEqual(groups.filter(isAlive), []);
    });

    for (const end of ['returns', 'throws'] as const) {
      test(`what a step that ${end} left running is ended with it`, async (t) => {
        const engine = await placeFor(t, family).engine();
        const groups: number[] = [];
        const flow = flowOf(async (verbs) => {
          await verbs
            .step('leaves', STEP, async (attempt) => {
              groups.push(await ownedGroup(t, family, attempt, WILLING));
              groups.push(await ownedGroup(t, family, attempt, WILLING));
              if (end === 'throws') {
                throw new Error('it failed');
              }
            })
            .catch(() => null);
          return groups.filter(isAlive);
        });
        const outcome = await engine.start(RUN, flow, null, drive());
        assert.deepEqual(outcome, { kind: 'completed', result: [] });
        assert.equal(groups.length, 2);
      });
    }

    test('the group of a check is ended when the check is over', async (t) => {
      const engine = await placeFor(t, family).engine();
      const groups: number[] = [];
      const flow = flowOf(async (verbs: Flow) => {
        await verbs.gate('check', async (attempt) => {
          groups.push(await ownedGroup(t, family, attempt, WILLING));
          return { kind: 'pass', commit: null, evidence: null };
        });
        return groups.filter(isAlive);
      });
      const outcome = await engine.start(RUN, flow, null, drive());
      assert.deepEqual(outcome, { kind: 'completed', result: [] });
    });

    test('another process that got the id of the group since is left alone', async (t) => {
      const engine = await placeFor(t, family).engine();
      const bystander = await started(t, 'echo ready; sleep 600');
      const flow = flowOf((verbs) =>
        verbs.step('owned', STEP, async ({ owns }) => {
          owns({ ...groupOf(family, bystander), startedAt: '1' });
          return 'done';
        }),
      );
      const outcome = await engine.start(RUN, flow, null, drive());
      assert.deepEqual(outcome, { kind: 'completed', result: 'done' });
      assert.equal(bystander.exitCode ?? bystander.signalCode, null);
      assert.equal(isAlive(pidOf(bystander)), true);
    });

    test('what a killed driver left running is ended before the step runs again', async (t) => {
      const place = placeFor(t, family);
      const child = await startChild(t, family, 'leave', place.folder);
      const group = Number(await child.line());
      t.after(() => killGroup(group));
      child.process.kill('SIGKILL');
      await child.ended;
      assert.equal(isAlive(group), true, 'the group outlives its driver');
      const engine = await place.engine();
      const flow = flowOf((verbs) =>
        verbs.step('spawns', STEP, async ({ attempt }) => ({ attempt, lives: isAlive(group) })),
      );
      const outcome = await engine.resume(RUN, flow, drive());
      assert.deepEqual(outcome, { kind: 'completed', result: { attempt: 2, lives: false } });
    });

    test('work that ignores its abort does not hold up the run for ever', async (t) => {
      const engine = await placeFor(t, family).engine();
      const release = moment();
      t.after(() => release.happen());
      const flow = flowOf((verbs) =>
        verbs.step('deaf', { ...STEP, timeoutMs: 50 }, () => release.happened),
      );
      const outcome = await engine.start(RUN, flow, null, drive());
      assert.equal(outcome.kind, 'failed');
      assert.match(outcome.kind === 'failed' ? outcome.failure : '', /deaf|within/);
    });
  });
}

/** Starts a shell as the leader of a group that the attempt owns, and waits until it is there. */
async function ownedGroup(
  t: TestContext,
  family: DriverFamily,
  { owns }: StepAttempt,
  script: string,
): Promise<number> {
  const child = await started(t, script);
  owns(groupOf(family, child));
  return pidOf(child);
}

async function started(t: TestContext, script: string): Promise<ChildProcess> {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => {
    killGroup(pidOf(child));
    child.stdout.destroy();
  });
  await once(child.stdout, 'data');
  return child;
}

function pidOf({ pid }: ChildProcess): number {
  assert.ok(pid !== undefined);
  return pid;
}

function groupOf(family: DriverFamily, child: ChildProcess): ProcessGroup {
  return family.processGroupOf(pidOf(child));
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It is gone, as it should be.
  }
}

/** True when some process of the group is neither gone nor only waiting to be collected. */
function isAlive(group: number): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((name) => {
      const [state = 'X', , itsGroup] = statOf(name);
      return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
    });
}

/** What follows the name in /proc/<pid>/stat: state, parent, group. */
function statOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return []; // It ended between listing and reading.
  }
}
