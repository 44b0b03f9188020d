import assert from 'node:assert/strict';
import { test } from 'node:test';

import { benchIn, flowOf, RUN } from './new-engine.ts';

const flow = flowOf(async (f) => {
  await f.sleep('nap', 60_000);
  return 'awake';
});

test('a sleep takes its time, once', async (t) => {
  const { engine, time, control, recorded } = benchIn(t);
  await time.until(engine.start(RUN, flow, null, control));
  assert.equal(time.nowMs(), 60_000);
  assert.deepEqual(recorded().slice(1, 3), ['sleep.started 1~nap', 'sleep.done 1:nap']);
});

test('a restart waits for what is left only', async (t) => {
  const { engine, time, stop, control, events } = benchIn(t);
  const first = engine.start(RUN, flow, null, control);
  await time.pass(40_000);
  stop.abort();
  assert.deepEqual(await time.until(first), { kind: 'interrupted' });
  await time.pass(5_000);
  const again = { signal: new AbortController().signal };
  assert.equal((await time.until(engine.resume(RUN, flow, again))).kind, 'completed');
  assert.equal(time.nowMs(), 60_000);
  assert.ok(events.length > 0);
});

test('a clock that is set back can make it as long as it was, and no longer', async (t) => {
  const { engine, time, stop, control } = benchIn(t);
  const first = engine.start(RUN, flow, null, control);
  await time.pass(40_000);
  stop.abort();
  await time.until(first);
  time.setWallBy(-7_200_000);
  await time.until(engine.resume(RUN, flow, { signal: new AbortController().signal }));
  assert.equal(time.nowMs(), 100_000);
});

test('a machine that slept meanwhile has waited', async (t) => {
  const { engine, time, control } = benchIn(t);
  const running = engine.start(RUN, flow, null, control);
  await time.pass(1_000);
  time.setWallBy(3_600_000);
  await time.until(running);
  assert.ok(time.nowMs() <= 31_000, `${time.nowMs()} ms`);
});
