import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProcessEntry } from '../../src/base/index.ts';
import { descendantsOf, namesOf } from '../../src/bench/process-tree.ts';

const noProc = process.platform === 'linux' ? false : 'there is no /proc';

function entry(pid: number, parent: number): ProcessEntry {
  return { pid, parent, group: pid, session: pid, isAlive: true, startTicks: '1', cpuTicks: 0 };
}

test('finds children of children and nobody else', () => {
  const table = [entry(5, 3), entry(2, 1), entry(3, 2), entry(4, 2), entry(9, 8), entry(1, 0)];
  const found = descendantsOf(2, table).map((each) => each.pid);
  assert.deepEqual(found, [3, 4, 5]);
  assert.deepEqual(descendantsOf(7, table), []);
});

test('names a process by its command line', { skip: noProc }, () => {
  assert.match(namesOf([entry(process.pid, 1)])[0] ?? '', /node.*\(pid \d+\)$/);
});

test('what is gone has a name that says so', () => {
  assert.deepEqual(namesOf([entry(2 ** 30, 1)]), [`a process (pid ${2 ** 30})`]);
});
