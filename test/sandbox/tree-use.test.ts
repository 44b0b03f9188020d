import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import type { ProcessEntry } from '../../src/base/index.ts';
import { processEntry } from '../../src/base/index.ts';
import { membersOf, memoryOf, sharedMemoryOf } from '../../src/sandbox/tree-use.ts';

const skip = existsSync('/proc/self/status') ? false : 'there is no /proc here';

function entry(pid: number, parent: number, more: Partial<ProcessEntry> = {}): ProcessEntry {
  const idle = { group: pid, session: pid, isAlive: true, startTicks: '7', cpuTicks: 0 };
  return { pid, parent, ...idle, ...more };
}

function pidsOf(table: readonly ProcessEntry[], seen: Parameters<typeof membersOf>[2] = []) {
  return membersOf(10, table, seen)
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);
}

test('a tree is the process and all generations below it, in any order of the table', () => {
  const table = [entry(13, 12), entry(12, 11), entry(11, 10), entry(10, 1), entry(99, 1)];
  assert.deepEqual(pidsOf(table), [10, 11, 12, 13]);
});

test('who lost a parent still belongs by group, by session, or because it was seen', () => {
  const table = [entry(10, 1), entry(11, 1, { group: 10 }), entry(12, 1, { session: 10 })];
  assert.deepEqual(pidsOf([...table, entry(13, 1)]), [10, 11, 12]);
  assert.deepEqual(pidsOf([entry(13, 1), entry(14, 13)], [{ pid: 13, startTicks: '7' }]), [13, 14]);
});

test('a number that was given away since does not belong', () => {
  assert.deepEqual(pidsOf([entry(13, 1)], [{ pid: 13, startTicks: '6' }]), []);
});

test('who has ended does not count, but its children do', () => {
  assert.deepEqual(pidsOf([entry(10, 1, { isAlive: false }), entry(11, 10)]), [11]);
});

test('memory is what the kernel says it is', { skip }, () => {
  const own = processEntry(process.pid);
  assert(own !== null);
  const before = memoryOf([own]);
  const block = Buffer.alloc(64 * 1_048_576, 1);
  const after = memoryOf([own]);
  assert.ok(after - before > 48 * 1_048_576, `${before} to ${after} with ${block.length} more`);
  assert.ok(after < 4_096 * 1_048_576);
});

test('shared pages are divided among those that share them', { skip }, () => {
  const own = processEntry(process.pid);
  assert(own !== null);
  const shared = sharedMemoryOf([own]);
  assert(shared !== null);
  assert.ok(shared > 0 && shared <= memoryOf([own]) + 1_048_576);
});

test('a process that is gone uses nothing', () => {
  const gone = { pid: 2 ** 30, startTicks: '1' };
  assert.equal(memoryOf([gone]), 0);
  assert.equal(sharedMemoryOf([gone]), null);
});
