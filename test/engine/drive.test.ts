import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { AssertionError } from '../../src/base/index.ts';
import type { Flow } from '../../src/port/index.ts';
import {
  answer,
  benchIn,
  fakeGroups,
  flowOf,
  group,
  OTHER_RUN,
  plain,
  question,
  RUN,
  untilAborted,
} from './new-engine.ts';

test('a finished run returns what it returned, without running anything', async (t) => {
  const { engine, time, control } = benchIn(t);
  let runs = 0;
  const flow = flowOf(async (_, input) => {
    runs++;
    return { input };
  });
  const outcome = await time.until(engine.start(RUN, flow, { a: [1] }, control));
  assert.deepEqual(outcome, { kind: 'completed', result: { input: { a: [1] } } });
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), outcome);
  const changed = { ...flow, version: '2' };
  assert.deepEqual(await time.until(engine.resume(RUN, changed, control)), outcome);
  assert.equal(runs, 1);
});

test('what the body throws fails the run for good', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(() => Promise.reject(new Error('no way')));
  const failed = { kind: 'failed', failure: 'no way' };
  assert.deepEqual(await time.until(engine.start(RUN, flow, null, control)), failed);
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), failed);
  assert.equal(engine.view(RUN).failure, 'no way');
});

test('a run that exists is not started again, and one that does not is not resumed', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(async () => 1);
  await time.until(engine.start(RUN, flow, null, control));
  await assert.rejects(engine.start(RUN, flow, null, control), { code: 'E_BUSY' });
  await assert.rejects(engine.resume(OTHER_RUN, flow, control), { code: 'E_NOT_FOUND' });
  assert.throws(() => engine.view(OTHER_RUN), { code: 'E_NOT_FOUND' });
});

test('a run that was killed before its first event is started, not resumed', async (t) => {
  const { engine, time, control, store } = benchIn(t);
  const flow = flowOf(async () => 1);
  store.acquireRun(RUN, { purpose: 'killed' }).release();
  await assert.rejects(engine.resume(RUN, flow, control), {
    code: 'E_NOT_FOUND',
    message: /before it recorded anything\. Start it again/,
  });
  assert.equal((await time.until(engine.start(RUN, flow, null, control))).kind, 'completed');
});

test('a run of something else is left alone', async (t) => {
  const { engine, control, store } = benchIn(t);
  const lease = store.acquireRun(RUN, { purpose: 'hone try' });
  store.appendEvent(RUN, { type: 'run.started', key: null, data: {} });
  lease.release();
  const flow = flowOf(async () => 1);
  const refused = { code: 'E_USAGE', message: /not a run of a flow/ };
  assert.throws(() => engine.view(RUN), refused);
  await assert.rejects(engine.resume(RUN, flow, control), refused);
  await assert.rejects(engine.start(RUN, flow, null, control), { code: 'E_BUSY' });
});

test('two at once: the second is told who drives the run', async (t) => {
  const { engine, time, control, other } = benchIn(t);
  const flow = flowOf((f) => f.sleep('nap', 5_000));
  const first = engine.start(RUN, flow, null, control);
  await time.pass(10);
  assert.equal(engine.view(RUN).status, 'running');
  const busy = { code: 'E_BUSY', message: /driven by process \d+ .*\(flow demo\)/ };
  await assert.rejects(other().resume(RUN, flow, control), busy);
  assert.throws(() => other().rewind(RUN, null, { reason: '', by: '', data: null }), busy);
  assert.equal((await time.until(first)).kind, 'completed');
});

test('a driver whose run was taken over stops, records nothing more, aborts its step', async (t) => {
  const { engine, time, control, store } = benchIn(t);
  let aborted = false;
  const flow = flowOf((f) =>
    f.step('a', { ...plain, timeoutMs: 60_000 }, (attempt) => {
      attempt.signal.addEventListener('abort', () => (aborted = true));
      return untilAborted(attempt);
    }),
  );
  const stale = engine.start(RUN, flow, null, control);
  await time.pass(50);
  const before = store.events(RUN).length;
  takeFromOutside(store.folder);
  await assert.rejects(time.until(stale), { code: 'E_BUSY', message: /taken over/ });
  assert.ok(aborted);
  assert.equal(store.events(RUN).length, before);
});

/** What another process does that sees this one as dead: the token moves on. */
function takeFromOutside(folder: string): void {
  const database = new DatabaseSync(join(folder, 'hone.db'));
  database.exec('UPDATE run SET token = token + 1');
  database.close();
}

test('cancelling reaches the running step at once and ends the run for good', async (t) => {
  const groups = fakeGroups();
  const { engine, time, control } = benchIn(t, { system: groups.system });
  const flow = flowOf(async (f) => {
    try {
      return await f.step('a', { ...plain, timeoutMs: 60_000 }, (attempt) => {
        groups.living.add(5);
        attempt.owns(group(5));
        return untilAborted(attempt);
      });
    } catch {
      return 'the flow went on';
    }
  });
  const running = engine.start(RUN, flow, null, control);
  await time.pass(50);
  engine.cancel(RUN, { by: 'ada', reason: 'wrong target' });
  const cancelled = { kind: 'cancelled', by: 'ada', reason: 'wrong target' };
  assert.deepEqual(await time.until(running), cancelled);
  assert.equal(time.nowMs(), 50);
  assert.deepEqual([...groups.living], []);
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), cancelled);
  const view = engine.view(RUN);
  assert.deepEqual([view.status, view.failure], ['cancelled', 'cancelled by ada: wrong target']);
  assert.throws(() => engine.cancel(RUN, { by: 'x', reason: '' }), { code: 'E_USAGE' });
});

test('cancelling from another process is seen within 100 ms', async (t) => {
  const { engine, time, control, other } = benchIn(t);
  const flow = flowOf((f) => f.sleep('nap', 60_000));
  const running = engine.start(RUN, flow, null, control);
  await time.pass(1_050);
  other().cancel(RUN, { by: 'ada', reason: '' });
  assert.equal((await time.until(running)).kind, 'cancelled');
  assert.equal(time.nowMs(), 1_100);
});

test('a run that nobody drives is cancelled when it would go on', async (t) => {
  const { engine, time, control } = benchIn(t);
  let runs = 0;
  const flow = flowOf(async (f) => {
    runs++;
    return f.ask('q', question());
  });
  await time.until(engine.start(RUN, flow, null, control));
  engine.cancel(RUN, { by: 'ada', reason: 'enough' });
  assert.equal(engine.view(RUN).status, 'cancelled');
  assert.throws(() => engine.send(RUN, 'q', answer('yes')), { message: /cancelled by ada/ });
  assert.equal((await time.until(engine.resume(RUN, flow, control))).kind, 'cancelled');
  assert.equal(runs, 1);
});

test('an interruption leaves the run resumable, and shows the step as cut off', async (t) => {
  const { engine, time, control, stop } = benchIn(t);
  const attempts: number[] = [];
  const flow = flowOf((f) =>
    f.step('a', { ...plain, timeoutMs: 60_000 }, (attempt) => {
      attempts.push(attempt.attempt);
      return attempt.attempt === 1 ? untilAborted(attempt) : Promise.resolve('done');
    }),
  );
  const running = engine.start(RUN, flow, null, control);
  await time.pass(50);
  stop.abort();
  assert.deepEqual(await time.until(running), { kind: 'interrupted' });
  const view = engine.view(RUN);
  assert.deepEqual([view.status, view.steps[0]?.state], ['stopped', 'cut-off']);
  const again = { signal: new AbortController().signal };
  assert.deepEqual(await time.until(engine.resume(RUN, flow, again)), {
    kind: 'completed',
    result: 'done',
  });
  assert.deepEqual(attempts, [1, 2]);
});

test('a signal that is aborted before the start runs nothing', async (t) => {
  const { engine, time } = benchIn(t);
  const flow = flowOf(() => Promise.reject(new Error('it ran')));
  const outcome = engine.start(RUN, flow, null, { signal: AbortSignal.abort() });
  assert.deepEqual(await time.until(outcome), { kind: 'interrupted' });
});

const bugs: Readonly<Record<string, (f: Flow) => Promise<unknown>>> = {
  'an id that is used twice': async (f) => {
    await f.step('a', plain, async () => 1);
    return f.step('a', plain, async () => 2).catch(() => 'caught');
  },
  'an id of two verbs': async (f) => {
    await f.step('a', plain, async () => 1);
    return f.ask('a', question());
  },
  'an empty id': (f) => f.step('', plain, async () => 1),
  'an id with an empty name': (f) => f.step('a//b', plain, async () => 1),
  'an id of two lines': (f) => f.step('a\nb', plain, async () => 1),
  'an id without end': (f) => f.step('a'.repeat(500), plain, async () => 1),
  'a class that nobody set up': (f) => f.step('a', { ...plain, uses: 'gpu' }, async () => 1),
  'four attempts': (f) =>
    f.step(
      'a',
      { ...plain, retry: { attemptsMax: 4, waitsMs: [], transient: () => true } },
      async () => 1,
    ),
  'no timeout': (f) => f.step('a', { ...plain, timeoutMs: Number.NaN }, async () => 1),
  'a step that nobody waits for': async (f) => {
    void f.step('a', { ...plain, timeoutMs: 60_000 }, untilAborted);
  },
  'a rewind to a gate that has not passed': (f) =>
    f.rewind('g', { reason: '', by: '', data: null }),
  'an endless sleep': (f) => f.sleep('a', Number.POSITIVE_INFINITY),
  'a question without a choice': (f) => f.ask('a', question([])),
};
for (const [name, body] of Object.entries(bugs)) {
  test(`${name} is a bug of the flow: no catch hides it, and the run can go on`, async (t) => {
    const { engine, time, control } = benchIn(t);
    const started = engine.start(RUN, flowOf(body), null, control);
    await assert.rejects(time.until(started), AssertionError);
    const mended = flowOf(async () => 'mended');
    assert.equal((await time.until(engine.resume(RUN, mended, control))).kind, 'completed');
  });
}

test('another version is refused, with the gate to fork at', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.gate('plan', async () => ({ kind: 'pass', commit: 'c1', evidence: null }));
    await f.gate('tests', async () => ({ kind: 'pass', commit: 'c2', evidence: null }));
    return f.ask('q', question());
  });
  await time.until(engine.start(RUN, flow, null, control));
  await assert.rejects(engine.resume(RUN, { ...flow, version: '2' }, control), {
    code: 'E_FLOW_CHANGED',
    message: /began with version 1 .* now version 2\. .*`hone run fork \S+ --at tests`/,
  });
  await assert.rejects(engine.resume(RUN, { ...flow, name: 'other' }, control), {
    code: 'E_FLOW_CHANGED',
    message: /flow "demo" .* "other"/,
  });
});

const flowThatBegins = (first: (f: Flow) => Promise<unknown>) =>
  flowOf(async (f) => {
    await first(f);
    return f.ask('q', question());
  });

test('a flow that asks for a recorded id as something else is another flow', async (t) => {
  const { engine, time, control } = benchIn(t);
  await time.until(
    engine.start(
      RUN,
      flowThatBegins((f) => f.step('a', plain, async () => 1)),
      null,
      control,
    ),
  );
  const changed = flowThatBegins((f) => f.sleep('a', 1).catch(() => 'caught'));
  await assert.rejects(time.until(engine.resume(RUN, changed, control)), {
    code: 'E_FLOW_CHANGED',
    message: /recorded a as "step", and the flow now uses that id for "sleep"/,
  });
});

test('a long flow of quick steps lets timers through', async (t) => {
  let ms = 0;
  const { engine, time, control } = benchIn(t, {
    clock: { monotonicNs: () => (ms += 1) * 1e6, isoNow: () => '2025-01-31T14:25:01.000Z' },
  });
  const turn = new AbortController();
  const flow = flowOf(async (f) => {
    setImmediate(() => turn.abort());
    for (let number = 0; !turn.signal.aborted; number++) {
      assert.ok(number < 1_000, 'something else got a turn');
      await f.step(`s/${number}`, plain, async () => number);
    }
  });
  assert.equal((await time.until(engine.start(RUN, flow, null, control))).kind, 'completed');
});

function badListener(): void {
  throw new Error('bad listener');
}

test('a listener that throws stops the drive, and nothing is lost', async (t) => {
  const { engine, time, control, recorded } = benchIn(t);
  const flow = flowOf((f) => f.step('a', plain, async () => 1));
  const started = engine.start(RUN, flow, null, { ...control, onEvent: badListener });
  await assert.rejects(time.until(started), { message: 'bad listener' });
  assert.deepEqual(recorded(), ['flow.started flow']);
  assert.equal((await time.until(engine.resume(RUN, flow, control))).kind, 'completed');
});
