import assert from 'node:assert/strict';
import { test } from 'node:test';

import { criticalPath, type Profile, type ProfiledThread } from '../../../src/profile/index.ts';
import { MAIN, madeProfile } from './made-profile.ts';

const WORKER: ProfiledThread = { ...MAIN, tid: 1, name: 'worker', main: false };

/** A process that is busy, idle, busy … for so long each, from a start on. */
function process(startNs: number, spans: readonly number[], pid = 10): Profile {
  const endNs = startNs + spans.reduce((sum, span) => sum + span, 0);
  return madeProfile(
    spans.map((value, index) => ({ stack: [index % 2 === 0 ? 'work' : 'idle:(idle)'], value })),
    { threads: [{ ...MAIN, pid, startNs, endNs }] },
  );
}

test('one thread that works alone is the critical path, and its waiting is part of the time', () => {
  const path = criticalPath([
    madeProfile([
      { stack: ['work'], value: 60 },
      { stack: ['idle:(idle)'], value: 30 },
      { stack: ['work', 'preempted:(preempted)'], value: 50 },
    ]),
  ]);
  assert.deepEqual(path, { kind: 'thread', threads: [{ profile: 0, thread: 0 }], wall: 90 });
});

test('a thread that is never idle is the critical path, whoever works beside it', () => {
  const profile = madeProfile(
    [
      { stack: ['work'], value: 100 },
      { stack: ['gc:(gc)'], value: 80, thread: 1 },
    ],
    { threads: [MAIN, WORKER] },
  );
  assert.deepEqual(criticalPath([profile]), {
    kind: 'thread',
    threads: [{ profile: 0, thread: 0 }],
    wall: 100,
  });
});

test('two threads at work with waiting in both leave the path unknown', () => {
  const profile = madeProfile(
    [
      { stack: ['work'], value: 50 },
      { stack: ['idle:(idle)'], value: 50 },
      { stack: ['work'], value: 45, thread: 1 },
      { stack: ['idle:(idle)'], value: 55, thread: 1 },
    ],
    { threads: [MAIN, WORKER] },
  );
  const path = criticalPath([profile]);
  assert.equal(path.kind, 'unknown');
  assert.match(path.kind === 'unknown' ? path.reason : '', /2 threads or processes/);
});

test('processes that work one after the other are a chain', () => {
  const launcher = process(1_000, [300, 700]);
  const child = process(1_300, [700], 11);
  const path = criticalPath([launcher, child]);
  assert.equal(path.kind, 'chain');
  assert.equal(path.kind === 'chain' ? path.wall : 0, 1_000);
});

test('processes that work at the same time are no chain', () => {
  const first = process(1_000, [300, 700]);
  const second = process(1_000, [500, 100, 300], 11);
  assert.equal(criticalPath([first, second]).kind, 'unknown');
});

test('without anything at work there is no path', () => {
  assert.equal(criticalPath([]).kind, 'unknown');
  assert.equal(criticalPath([madeProfile([{ stack: ['idle:(idle)'], value: 9 }])]).kind, 'unknown');
});
