import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  descendantsOf,
  namesOf,
  type ProcessEntry,
  processEntry,
  processTable,
} from '../../src/bench/process-tree.ts';

const noProc = process.platform === 'linux' ? false : 'there is no /proc';

function entry(pid: number, parent: number): ProcessEntry {
  return { pid, parent, group: pid, session: pid, state: 'S', startTicks: 1 };
}

test('finds children of children and nobody else', () => {
  const table = [entry(5, 3), entry(2, 1), entry(3, 2), entry(4, 2), entry(9, 8), entry(1, 0)];
  const found = descendantsOf(2, table).map((each) => each.pid);
  assert.deepEqual(found, [3, 4, 5]);
  assert.deepEqual(descendantsOf(7, table), []);
});

test('reads this very process', { skip: noProc }, () => {
  const own = processEntry(process.pid);
  assert.equal(own?.parent, process.ppid);
  assert.ok(processTable().some((each) => each.pid === process.pid));
  assert.match(namesOf([entry(process.pid, 1)])[0] ?? '', /node.*\(pid \d+\)$/);
});

test('what is gone has no entry, and a name that says so', () => {
  assert.equal(processEntry(2 ** 30), null);
  assert.deepEqual(namesOf([entry(2 ** 30, 1)]), [`a process (pid ${2 ** 30})`]);
});
