import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';

import {
  hasLivingMember,
  livingMembers,
  processEntry,
  processTable,
} from '../../src/base/index.ts';

const skip = process.platform === 'linux' ? false : 'there is no /proc';

test('reads this very process', { skip }, () => {
  const own = processEntry(process.pid);
  assert.equal(own?.parent, process.ppid);
  assert.equal(own?.isAlive, true);
  assert.match(own?.startTicks ?? '', /^\d+$/);
  assert.ok(processTable().some((each) => each.pid === process.pid));
  assert.ok(hasLivingMember(own?.group ?? 0));
});

test('what is gone has no entry', () => {
  assert.equal(processEntry(2 ** 30), null);
  assert.deepEqual(livingMembers(2 ** 30, processTable()), []);
});

test('a name with spaces and parentheses does not shift the fields', { skip }, async (t) => {
  const child = spawn('/bin/sh', ['-c', "printf 'a) Z (b' >/proc/$$/comm; echo named; read line"], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  assert.equal(readFileSync(`/proc/${pid}/comm`, 'utf8'), 'a) Z (b\n');
  const entry = processEntry(pid);
  assert.deepEqual(entry, {
    pid,
    parent: process.pid,
    group: pid,
    session: pid,
    isAlive: true,
    startTicks: entry?.startTicks,
    cpuTicks: entry?.cpuTicks,
  });
  assert.deepEqual(livingMembers(pid, processTable()), [entry]);
});

test('CPU time is in ticks of 10 ms, of the user and the system together', { skip }, () => {
  const { user, system } = process.cpuUsage();
  const leastTicks = (user + system) / 10_000 - 2; // either is rounded down
  const ticks = processEntry(process.pid)?.cpuTicks ?? -1;
  assert.ok(ticks >= Math.max(0, leastTicks) && ticks <= leastTicks + 100, `${ticks}`);
});

test('a process that nobody collected is not alive', { skip }, async (t) => {
  // The shell becomes cat, which never waits for the child that it inherits: that stays a zombie.
  const child = 'until [ "$(cat /proc/$$/comm)" = cat ]; do :; done';
  const parent = spawn('/bin/sh', ['-c', `(${child}) & echo $!; exec cat`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => parent.kill('SIGKILL'));
  const [printed] = await once(parent.stdout, 'data');
  const pid = Number(String(printed));
  for (let look = 0; processEntry(pid)?.isAlive === true; look++) {
    assert.ok(look < 100_000, 'the child ends');
    await setImmediate();
  }
  assert.equal(processEntry(pid)?.isAlive, false);
  assert.ok(
    !livingMembers(processEntry(pid)?.group ?? 0, processTable()).some((e) => e.pid === pid),
  );
});
