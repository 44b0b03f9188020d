import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { systemProcesses } from '../../src/store/process-identity.ts';

const onLinux = process.platform === 'linux';
const self = systemProcesses.self();

test('this process is alive, in its own eyes', { skip: !onLinux && 'needs /proc' }, () => {
  assert.equal(self.pid, process.pid);
  assert.match(String(self.startTicks), /^\d+$/);
  assert.equal(systemProcesses.livenessOf(self), 'alive');
});

test('a pid that nobody has is dead', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  assert.equal(systemProcesses.livenessOf({ ...self, pid }), 'dead');
});

test(
  'a pid that went to a process started later is dead',
  { skip: !onLinux && 'needs /proc' },
  () => {
    assert.equal(systemProcesses.livenessOf({ ...self, startTicks: '1' }), 'dead');
  },
);

test(
  'a process from before the machine was started again is dead',
  { skip: self.boot === null && 'needs a boot id' },
  () => {
    assert.equal(systemProcesses.livenessOf({ ...self, boot: 'another' }), 'dead');
  },
);

test('a process on another machine or in another container is not known', () => {
  const far = { ...self, host: 'far', boot: self.boot === null ? null : 'another' };
  assert.equal(systemProcesses.livenessOf(far), 'unknown');
  if (self.boot !== null) {
    assert.equal(systemProcesses.livenessOf({ ...self, namespace: 'pid:[1]' }), 'unknown');
  }
});

test('a process without a known start may be another one by now', () => {
  assert.equal(systemProcesses.livenessOf({ ...self, startTicks: null }), 'unknown');
});

test(
  'a killed process whose parent does not look is dead',
  { skip: !onLinux && 'needs /proc' },
  async (t) => {
    // The shell becomes cat, which never waits for the child it inherits: that stays a zombie. The
    // child ends only then, because the shell itself would have waited for it.
    const child = 'until [ "$(cat /proc/$$/comm)" = cat ]; do :; done';
    const parent = spawn('/bin/sh', ['-c', `(${child}) & echo $!; exec cat`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => parent.kill('SIGKILL'));
    const [printed] = await once(parent.stdout, 'data');
    const pid = Number(String(printed));
    const statOf = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    for (let look = 0; statOf()[0] !== 'Z'; look++) {
      assert.ok(look < 100_000, 'the child ends');
      await setImmediate();
    }
    const startTicks = statOf()[19] ?? null;
    assert.equal(systemProcesses.livenessOf({ ...self, pid, startTicks }), 'dead');
  },
);
