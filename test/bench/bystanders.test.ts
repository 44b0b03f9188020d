import assert from 'node:assert/strict';
import { test } from 'node:test';

import { busyBetween, lookAround } from '../../src/bench/bystanders.ts';

const NOBODY = '999999999'; // no process has such an id

test('who kept a core busy is named with how many, the busiest first', () => {
  const before = { atMs: 0, ticks: new Map([[`${NOBODY}/1`, 100]]) };
  const ticks = new Map([
    [`${NOBODY}/1`, 150],
    [`${NOBODY}/2`, 190],
    [`${NOBODY}/3`, 5],
  ]);
  const busy = busyBetween(before, { atMs: 1_000, ticks });
  assert.deepEqual(
    busy.map(({ cores }) => cores),
    [1.9, 0.5],
  );
  assert.match(busy[0]?.name ?? '', new RegExp(NOBODY));
});

test('a process that was busy before does not count', () => {
  const ticks = new Map([[`${NOBODY}/1`, 100_000]]);
  assert.deepEqual(busyBetween({ atMs: 0, ticks }, { atMs: 1_000, ticks }), []);
});

test('neither this process nor what it started is a bystander', () => {
  const keys = [...lookAround().ticks.keys()];
  assert.ok(!keys.some((key) => key.startsWith(`${process.pid}/`)));
});
