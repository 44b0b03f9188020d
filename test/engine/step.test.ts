import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError, HoneError } from '../../src/base/index.ts';
import { type FlowDefinition, type StepAttempt, StepFailure } from '../../src/port/index.ts';
import {
  benchIn,
  fakeGroups,
  flowOf,
  group,
  plain,
  question,
  RUN,
  untilAborted,
} from './new-engine.ts';

const RETRY = { attemptsMax: 3, waitsMs: [1_000, 2_000, 4_000], transient: () => true };

test('a quick step is one event, and its result is what a resumed run will read', async (t) => {
  const { engine, time, control, recorded } = benchIn(t);
  const flow = flowOf(async (f) => {
    const result = await f.step('a', plain, async () => ({ b: 1, a: undefined }));
    return [result, await f.step('nothing', plain, async () => undefined)];
  });
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(outcome, { kind: 'completed', result: [{ b: 1 }, null] });
  assert.deepEqual(recorded(), [
    'flow.started flow',
    'step.done 1:a',
    'step.done 1:nothing',
    'flow.completed',
  ]);
});

test('a step that takes longer than 20 ms is seen to have started', async (t) => {
  const { engine, time, control, recorded, events } = benchIn(t);
  const flow = flowOf((f) =>
    f.step('slow', { ...plain, title: 'a slow one' }, async () => {
      await time.pass(21);
      assert.equal(engine.view(RUN).steps[0]?.state, 'running');
      return 1;
    }),
  );
  await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(recorded().slice(1, 3), ['step.started', 'step.done 1:slow']);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['run-started', 'step-started', 'step-done', 'run-completed'],
  );
  const [step] = engine.view(RUN).steps;
  assert.deepEqual([step?.state, step?.title, step?.attempts], ['done', 'a slow one', 1]);
});

test('transient failures are tried again after 1 and 2 s, and know the failure before', async (t) => {
  const { engine, time, control } = benchIn(t);
  const seen: (string | number | null)[] = [];
  const flow = flowOf((f) =>
    f.step('a', { ...plain, retry: RETRY }, async ({ attempt, previousFailure }) => {
      seen.push(time.nowMs(), attempt, previousFailure);
      if (attempt < 3) {
        throw new Error(`no ${attempt}`);
      }
      return 'at last';
    }),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(outcome, { kind: 'completed', result: 'at last' });
  assert.deepEqual(seen, [0, 1, null, 1_000, 2, 'no 1', 3_000, 3, 'no 2']);
  assert.equal(engine.view(RUN).steps[0]?.attempts, 3);
});

test('what an attempt said last of what it used is recorded with its end', async (t) => {
  const { engine, time, control, store } = benchIn(t);
  const flow = flowOf((f) =>
    f.step('a', { ...plain, retry: RETRY }, async ({ attempt, spent }) => {
      spent({ tokens: 1 });
      spent({ tokens: attempt * 10 });
      if (attempt < 2) {
        throw new Error('busy');
      }
      return 'done';
    }),
  );
  await time.until(engine.start(RUN, flow, null, control));
  const spent = store.events(RUN).flatMap(({ type, data }) => {
    const said = Object(data).spent;
    return said === undefined ? [] : [[type, said]];
  });
  assert.deepEqual(spent, [
    ['attempt.failed', { tokens: 10 }],
    ['step.done', { tokens: 20 }],
  ]);
});

test('a permanent failure is one attempt', async (t) => {
  const { engine, time, control } = benchIn(t);
  const retry = { ...RETRY, transient: () => false };
  let attempts = 0;
  const flow = flowOf((f) =>
    f.step('a', { ...plain, retry }, () => Promise.reject(new Error(`no ${++attempts}`))),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(outcome, { kind: 'failed', failure: 'no 1' });
});

test('a final failure is recorded: the same one is thrown when the run goes on', async (t) => {
  const { engine, time, control } = benchIn(t);
  let runs = 0;
  const caught: unknown[] = [];
  const flow = flowOf(async (f) => {
    try {
      await f.step('a', { ...plain, retry: RETRY }, () => {
        runs++;
        throw new HoneError('E_COMMAND', 'it hangs');
      });
    } catch (thrown) {
      assert.ok(thrown instanceof StepFailure);
      caught.push([
        thrown.step,
        thrown.message,
        thrown.attempts,
        thrown.transient,
        thrown.errorCode,
      ]);
    }
    return f.ask('go', { text: '', of: '', evidence: null, choices: ['on'] });
  });
  await time.until(engine.start(RUN, flow, null, control));
  await time.until(engine.resume(RUN, flow, control));
  assert.equal(runs, 3);
  assert.deepEqual(caught[0], ['a', 'it hangs', 3, true, 'E_COMMAND']);
  assert.deepEqual(caught[1], caught[0]);
});

test('attempts and waits are durable: counting goes on after a crash in the wait', async (t) => {
  const { engine, time, control, other } = benchIn(t);
  const seen: number[] = [];
  const flow = flowOf((f) =>
    f.step('a', { ...plain, retry: RETRY }, ({ attempt }) => {
      seen.push(attempt, time.nowMs());
      throw new Error('no');
    }),
  );
  const crash = other({
    onCommit(phase, { type }) {
      if (phase === 'after' && type === 'attempt.failed') {
        throw new Error('crash');
      }
    },
  });
  await assert.rejects(time.until(crash.start(RUN, flow, null, control)), { message: 'crash' });
  await time.pass(400);
  time.setWallBy(-60_000); // the wait may not become longer than it was to be
  const outcome = await time.until(engine.resume(RUN, flow, control));
  assert.deepEqual(outcome, { kind: 'failed', failure: 'no' });
  assert.deepEqual(seen, [1, 0, 2, 1_400, 3, 3_400]);
});

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'TimeoutError';
}

test('an attempt that takes too long is aborted, its groups ended, and it counts', async (t) => {
  const groups = fakeGroups(['SIGKILL']);
  const { engine, time, control } = benchIn(t, { system: groups.system });
  const flow = flowOf((f) =>
    f.step(
      'a',
      { ...plain, timeoutMs: 500, retry: { ...RETRY, transient: isTimeout } },
      async (attempt) => {
        if (attempt.attempt === 2) {
          return attempt.previousFailure;
        }
        groups.living.add(77);
        attempt.owns(group(77));
        return untilAborted(attempt);
      },
    ),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(outcome, { kind: 'completed', result: 'it did not finish within 0.5 s' });
  assert.deepEqual(groups.signals, ['SIGTERM 77', 'SIGKILL 77']);
});

test('the groups of a step are ended when it succeeds, too', async (t) => {
  const groups = fakeGroups();
  const { engine, time, control } = benchIn(t, { system: groups.system });
  const flow = flowOf((f) =>
    f.step('a', plain, async ({ owns }) => {
      groups.living.add(77);
      owns(group(77));
      return 1;
    }),
  );
  await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual([...groups.living], []);
});

test('groups of an attempt that was cut off are ended before the step runs again', async (t) => {
  const groups = fakeGroups();
  const { engine, time, control, other } = benchIn(t, { system: groups.system });
  const living: number[] = [];
  const flow = flowOf((f) =>
    f.step('a', plain, async ({ owns, attempt }) => {
      living.push(attempt, groups.living.size);
      groups.living.add(77);
      owns(group(77));
      return attempt;
    }),
  );
  const crash = other({
    // A kill leaves the processes of the step; this one ends it as little as the driver can.
    system: { ...groups.system, signal: () => undefined, stateOf: () => 'gone' },
    onCommit(phase, { type }) {
      if (phase === 'before' && type === 'step.done') {
        throw new Error('crash');
      }
    },
  });
  await assert.rejects(time.until(crash.start(RUN, flow, null, control)), { message: 'crash' });
  assert.deepEqual([...groups.living], [77]);
  const outcome = await time.until(engine.resume(RUN, flow, control));
  assert.deepEqual(outcome, { kind: 'completed', result: 2 });
  assert.deepEqual(living, [1, 0, 2, 0]);
});

test('a group from before a restart of the machine is left alone', async (t) => {
  const groups = fakeGroups();
  const { engine, time, control, other } = benchIn(t, { system: groups.system });
  const flow = flowOf((f) =>
    f.step('a', plain, async ({ owns, attempt }) => {
      if (attempt === 1) {
        owns(group(77));
      }
      return attempt;
    }),
  );
  const crash = other({
    system: { ...groups.system, boot: () => 'an earlier one' },
    onCommit(phase, { type }) {
      if (phase === 'before' && type === 'step.done') {
        throw new Error('crash');
      }
    },
  });
  await assert.rejects(time.until(crash.start(RUN, flow, null, control)));
  groups.living.add(77); // somebody else's now
  await time.until(engine.resume(RUN, flow, control));
  assert.deepEqual(groups.signals, []);
});

test('work that ignores its abort fails the run, by name', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.step('deaf', plain, () => new Promise(() => undefined)).catch(() => 'not seen');
    return 'not reached';
  });
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.ok(outcome.kind === 'failed');
  assert.match(outcome.failure, /step deaf ignored its abort for 10 s/);
  assert.equal(time.nowMs(), 11_000);
});

test('a group that survives SIGKILL fails the run, by number', async (t) => {
  const groups = fakeGroups([]);
  const { engine, time, control } = benchIn(t, { system: groups.system });
  const flow = flowOf((f) =>
    f.step('a', plain, async ({ owns }) => {
      groups.living.add(77);
      owns(group(77));
    }),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.ok(outcome.kind === 'failed');
  assert.match(outcome.failure, /process group 77 of step a lives on after SIGKILL/);
});

test('results above 4 KiB are stored by reference and read back the same', async (t) => {
  const { engine, time, control, store } = benchIn(t);
  const text = 'ß'.repeat(3_000);
  let runs = 0;
  const flow = flowOf(async (f) => {
    const read = await f.step('big', { ...plain, parse: String }, async () => {
      runs++;
      return text;
    });
    await f.ask('go', { text: '', of: '', evidence: null, choices: ['on'] });
    return read === text;
  });
  await time.until(engine.start(RUN, flow, null, control));
  engine.send(RUN, 'go', { choice: 'on', by: 'a', reason: '', at: '', data: null });
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), {
    kind: 'completed',
    result: true,
  });
  assert.equal(runs, 1);
  assert.match(JSON.stringify(store.eventByKey(RUN, '1:big')?.data), /"blob":"[0-9a-f]{64}"/);
});

test('a run that would record more than its limit fails at that step and says so', async (t) => {
  const { engine, time, control } = benchIn(t, { resultBytesMax: 1_000 });
  const flow = flowOf(async (f) => {
    await f.step('fits', plain, async () => 'x'.repeat(600));
    await f.step('does not', plain, async () => 'x'.repeat(600));
  });
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.ok(outcome.kind === 'failed');
  assert.match(outcome.failure, /would have recorded 1204 bytes, and its limit is 1000/);
});

function refuse(): never {
  throw new Error('not understood');
}

function flowParsing(parse: (json: unknown) => unknown): FlowDefinition<unknown> {
  return flowOf(async (f) => {
    await f.step('a', { ...plain, parse }, async () => 1);
    return f.ask('go', question());
  });
}

function flowDoing(work: () => Promise<unknown>): FlowDefinition<unknown> {
  return flowOf((f) => f.step('a', plain, work).catch(() => 'caught'));
}

test('what JSON cannot carry, or parse refuses, is a failure of the step', async (t) => {
  const { engine, time, control } = benchIn(t);
  const messages: string[] = [];
  const flow = flowOf(async (f) => {
    await f
      .step('nan', plain, async () => Number.NaN)
      .catch((thrown: Error) => messages.push(thrown.message));
    await f
      .step('refused', { ...plain, parse: refuse }, async () => 1)
      .catch((thrown: Error) => messages.push(thrown.message));
  });
  await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(messages, ["JSON can't carry the number NaN", 'not understood']);
});

test('a recorded result that no longer parses stops the run without failing it', async (t) => {
  const { engine, time, control } = benchIn(t);
  await time.until(engine.start(RUN, flowParsing(Number), null, control));
  await assert.rejects(time.until(engine.resume(RUN, flowParsing(refuse), control)), {
    code: 'E_JOURNAL',
    message: /Step a .* does not understand \(not understood\)/,
  });
  assert.equal(engine.view(RUN).status, 'stopped');
});

test('a bug in hone is no failure of the step: the run can go on once it is mended', async (t) => {
  const { engine, time, control } = benchIn(t);
  const buggy = flowDoing(() => Promise.reject(new AssertionError('two is two')));
  await assert.rejects(time.until(engine.start(RUN, buggy, null, control)), AssertionError);
  const mended = flowDoing(async () => 'mended');
  assert.deepEqual(await time.until(engine.resume(RUN, mended, control)), {
    kind: 'completed',
    result: 'mended',
  });
});

test('a class bounds how many steps run at once, over all runs of an engine', async (t) => {
  const { engine, time, control } = benchIn(t);
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await time.pass(0);
    running--;
  };
  const flow = flowOf((f) =>
    f.all('p', [1, 2, 3, 4, 5], { concurrency: 5, failFast: false, name: String }, (own) =>
      own.step('a', { ...plain, uses: 'agent' }, work),
    ),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.equal(outcome.kind, 'completed');
  assert.equal(most, 2);
});

test('a step that waits its turn behind a retry is not behind its back-off', async (t) => {
  const { engine, time, control } = benchIn(t);
  const order: string[] = [];
  const work = (name: string, failures: number) => async (attempt: StepAttempt) => {
    order.push(`${name} ${attempt.attempt}`);
    if (attempt.attempt <= failures) {
      throw new Error('no');
    }
  };
  const flow = flowOf((f) =>
    f.all('p', ['x', 'y'], { concurrency: 2, failFast: false, name: String }, (own, name) =>
      own.step('a', { ...plain, uses: 'measure', retry: RETRY }, work(name, name === 'x' ? 1 : 0)),
    ),
  );
  await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(order, ['x 1', 'y 1', 'x 2']);
});

test('a healthy sibling of a step that is tried again runs once', async (t) => {
  const { engine, time, control } = benchIn(t);
  let healthy = 0;
  const flow = flowOf((f) =>
    f.all('p', ['bad', 'good'], { concurrency: 2, failFast: false, name: String }, (own, name) =>
      own.step('a', { ...plain, timeoutMs: 60_000, retry: RETRY }, async ({ attempt }) => {
        if (name === 'good') {
          healthy++;
          await time.pass(0);
        } else if (attempt < 3) {
          throw new Error('no');
        }
        return name;
      }),
    ),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.equal(outcome.kind, 'completed');
  assert.equal(healthy, 1);
});
