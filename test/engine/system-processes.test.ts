import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';

import { AssertionError, systemClock } from '../../src/base/index.ts';
import { processGroupOf } from '../../src/engine/index.ts';
import { endGroup } from '../../src/engine/process-groups.ts';
import { systemProcesses } from '../../src/engine/system-processes.ts';
import { systemTimers } from '../../src/engine/timers.ts';

const parts = { system: systemProcesses, timers: systemTimers, clock: systemClock };

/** A shell in a process group of its own that has said that it is ready. */
async function leaderIn(
  t: TestContext,
  script: string,
): Promise<{ pid: number; leave: () => Promise<unknown> }> {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const pid = child.pid ?? assert.fail('it started');
  t.after(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // it is gone, as it should be
    }
  });
  await once(child.stdout, 'data');
  const leave = (): Promise<unknown> => {
    child.stdin.end();
    return once(child, 'exit');
  };
  return { pid, leave };
}

test('a group is ended with everything in it', async (t) => {
  const group = processGroupOf((await leaderIn(t, 'sleep 60 & sleep 60 & echo ready; wait')).pid);
  assert.equal(systemProcesses.stateOf(group), 'ours');
  assert.equal(await endGroup(parts, group, false), true);
  assert.equal(systemProcesses.stateOf(group), 'gone');
});

test('a group whose leader has ended is ended, too', async (t) => {
  const { pid, leave } = await leaderIn(t, 'sleep 60 & echo ready; read -r line');
  const group = processGroupOf(pid);
  await leave();
  assert.equal(systemProcesses.stateOf(group), 'ours');
  assert.equal(await endGroup(parts, group, false), true);
});

test("another process that got a group's id is not touched", async (t) => {
  const { pid } = await leaderIn(t, 'echo ready; sleep 60');
  const before = { pid, startedAt: '1' };
  assert.equal(systemProcesses.stateOf(before), 'gone');
  assert.equal(await endGroup(parts, before, true), true);
  const group = processGroupOf(pid);
  assert.equal(systemProcesses.stateOf(group), 'ours');
  await endGroup(parts, group, true);
});

test('a group whose start is not known is ended only by who saw it begin', async (t) => {
  const { pid } = await leaderIn(t, 'echo ready; sleep 60');
  const group = { pid, startedAt: null };
  assert.equal(systemProcesses.stateOf(group), 'unknown');
  assert.equal(await endGroup(parts, group, false), true);
  assert.equal(systemProcesses.stateOf(group), 'unknown');
  assert.equal(await endGroup(parts, group, true), true);
  assert.equal(systemProcesses.stateOf(group), 'gone');
});

for (const pid of [-1, 0, 1, 1.5, Number.NaN, process.pid]) {
  test(`${pid} is never signalled`, () => {
    assert.throws(() => processGroupOf(pid), AssertionError);
    assert.throws(
      () => systemProcesses.signal({ pid, startedAt: null }, 'SIGTERM'),
      AssertionError,
    );
  });
}
