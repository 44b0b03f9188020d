import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { processTable } from '../../src/base/index.ts';
import {
  type Excess,
  excessWords,
  folderUse,
  type Limits,
  watchLimits,
} from '../../src/sandbox/index.ts';
import { membersOf } from '../../src/sandbox/tree-use.ts';
import { temporaryFolder } from './sandbox-ground.ts';

const MIB = 1_048_576;
const FREE: Limits = {
  memoryBytesMax: null,
  processesMax: null,
  durationMsMax: null,
  written: null,
};
const skip = existsSync('/proc/self/status') ? false : 'there is no /proc here';

/** A script that is ended with all it started when the test ends. */
function start(context: TestContext, words: readonly string[]): number {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, { detached: true, stdio: 'ignore' });
  const { pid } = child;
  assert(pid !== undefined);
  context.after(() => {
    for (const { pid: member } of membersOf(pid, processTable(), [])) {
      process.kill(member, 'SIGKILL');
    }
  });
  return pid;
}

/** Comes to an end in any case: by the time, when nothing else is seen. */
function firstExcess(pid: number, limits: Partial<Limits>): Promise<Excess> {
  return new Promise((resolve) => {
    watchLimits(pid, { ...FREE, durationMsMax: 20_000, ...limits }, resolve);
  });
}

const IDLE = ['sleep', '600'];
const HOLDS_200_MIB = [
  process.execPath,
  '-e',
  'globalThis.kept = Buffer.alloc(200 * 1048576, 1); setInterval(() => {}, 1000)',
];

test('names memory with its number', { skip }, async (context) => {
  const pid = start(context, HOLDS_200_MIB);
  const excess = await firstExcess(pid, { memoryBytesMax: 150 * MIB });
  assert(excess.kind === 'memory');
  assert.ok(excess.bytes > 150 * MIB && excess.bytes < 1_000 * MIB);
  assert.match(excessWords(excess), /^used [\d.]+ MiB of memory, more than the 150 MiB allowed$/);
});

test('counts the memory of a child in a session of its own', { skip }, async (context) => {
  const text = `setsid "$@" & wait`;
  const pid = start(context, ['sh', '-c', text, 'sh', ...HOLDS_200_MIB]);
  const excess = await firstExcess(pid, { memoryBytesMax: 150 * MIB });
  assert.equal(excess.kind, 'memory');
});

test('names processes with their number', { skip }, async (context) => {
  const pid = start(context, ['sh', '-c', 'for i in 1 2 3 4 5; do sleep 600 & done; wait']);
  const excess = await firstExcess(pid, { processesMax: 5 });
  assert.deepEqual(excess, { kind: 'processes', count: 6, countMax: 5 });
});

test('names the time', async (context) => {
  const pid = start(context, IDLE);
  const excess = await firstExcess(pid, { durationMsMax: 20 });
  assert.equal(excessWords(excess), 'did not end within 0.02 s');
});

test('names what was written', async (context) => {
  const folder = temporaryFolder(context);
  const before = await folderUse([folder]);
  const pid = start(context, ['sh', '-c', `head -c 5M /dev/zero >"${folder}/big"; sleep 600`]);
  const excess = await firstExcess(pid, { written: { before, bytesMax: MIB } });
  assert(excess.kind === 'written');
  assert.ok(excess.bytes >= 5 * MIB && excess.bytes < 6 * MIB);
  assert.match(excessWords(excess), /^wrote 5(\.\d)? MiB, more than the 1 MiB allowed$/);
});

test('a last look finds what was written before the end', async (context) => {
  const folder = temporaryFolder(context);
  const before = await folderUse([folder]);
  const pid = start(context, IDLE);
  const watch = watchLimits(pid, { ...FREE, written: { before, bytesMax: MIB } }, () => {});
  writeFileSync(join(folder, 'big'), Buffer.alloc(2 * MIB, 1));
  assert.equal((await watch.stop())?.kind, 'written');
});

test('nothing is told of who keeps within limits, or after the end', async (context) => {
  const folder = temporaryFolder(context);
  const before = await folderUse([folder]);
  const pid = start(context, IDLE);
  const limits: Limits = {
    memoryBytesMax: 1_000 * MIB,
    processesMax: 10,
    durationMsMax: 5,
    written: { before, bytesMax: MIB },
  };
  const watch = watchLimits(pid, limits, () => assert.fail('it was told'));
  assert.equal(await watch.stop(), null);
  assert.equal(await watch.stop(), null);
  await new Promise((resolve) => {
    setTimeout(resolve, 10); // longer than the time limit, whose timer has to be gone
  });
});

test('the first limit is the answer, and is told once', async (context) => {
  const pid = start(context, IDLE);
  const told: Excess[] = [];
  const watch = await new Promise<ReturnType<typeof watchLimits>>((resolve) => {
    const opened = watchLimits(pid, { ...FREE, durationMsMax: 1, processesMax: 0 }, (excess) => {
      told.push(excess);
      resolve(opened);
    });
  });
  assert.deepEqual(await watch.stop(), { kind: 'time', durationMsMax: 1 });
  assert.equal(told.length, 1);
});

test('a process that is gone passes no limit', { skip }, async () => {
  const watch = watchLimits(2 ** 30, { ...FREE, processesMax: 0 }, () => {});
  assert.equal(await watch.stop(), null);
});
