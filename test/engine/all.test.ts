import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError } from '../../src/base/index.ts';
import type { AllOptions } from '../../src/port/index.ts';
import { answer, benchIn, flowOf, plain, question, RUN, untilAborted } from './new-engine.ts';

function each(more: Partial<AllOptions<string>> = {}): AllOptions<string> {
  return { concurrency: 5, failFast: false, name: String, ...more };
}

test('branches come back in the order of the items, each with its path', async (t) => {
  const { engine, time, control, recorded } = benchIn(t);
  const flow = flowOf((f) =>
    f.all('reviews', ['slow', 'bad', 'quick'], each(), async (own, name) => {
      assert.equal(own.path, `reviews/${name}/`);
      return own.step('read', plain, async () => {
        if (name === 'bad') {
          throw new Error('unreadable');
        }
        await time.pass(name === 'slow' ? 10 : 0);
        return name;
      });
    }),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(outcome, {
    kind: 'completed',
    result: [
      { kind: 'done', value: 'slow' },
      { failure: 'unreadable', kind: 'failed' },
      { kind: 'done', value: 'quick' },
    ],
  });
  assert.ok(recorded().includes('step.done 1:reviews/slow/read'));
});

test('no more branches run at once than they may, and none are a result, too', async (t) => {
  const { engine, time, control } = benchIn(t);
  let running = 0;
  let most = 0;
  const flow = flowOf(async (f) => {
    await f.all('a', ['1', '2', '3', '4', '5'], each({ concurrency: 2 }), (own) =>
      own.step('s', plain, async () => {
        most = Math.max(most, ++running);
        await time.pass(1);
        running--;
      }),
    );
    return f.all('none', [], each(), async () => 1);
  });
  assert.deepEqual(await time.until(engine.start(RUN, flow, null, control)), {
    kind: 'completed',
    result: [],
  });
  assert.equal(most, 2);
});

test('fail-fast aborts the others, waits for them, and is the same when resumed', async (t) => {
  const { engine, time, control } = benchIn(t);
  const runs: string[] = [];
  const flow = flowOf(async (f) => {
    const outcomes = await f.all(
      'p',
      ['done', 'bad', 'hangs', 'queued'],
      each({ failFast: true, concurrency: 3 }),
      async (own, name) => {
        try {
          return await own.step('s', plain, async (attempt) => {
            runs.push(name);
            if (name === 'bad') {
              await time.pass(5);
              throw new Error('broken');
            }
            return name === 'hangs' ? untilAborted(attempt) : name;
          });
        } finally {
          runs.push(`${name} is over`);
        }
      },
    );
    await f.ask('go', question());
    return outcomes.map(({ kind }) => kind);
  });
  await time.until(engine.start(RUN, flow, null, control));
  engine.send(RUN, 'go', answer('yes'));
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), {
    kind: 'completed',
    result: ['done', 'failed', 'cancelled', 'done'],
  });
  // `queued` got the place of `done`; no code of the cancelled branch ran after it was closed.
  assert.deepEqual(
    runs.filter((name) => !name.endsWith('over')),
    ['done', 'bad', 'hangs', 'queued'],
  );
  assert.ok(!runs.includes('hangs is over'));
});

test('a branch whose work ignores the fail-fast fails the run', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) =>
    f.all('p', ['bad', 'deaf'], each({ failFast: true }), (own, name) =>
      own.step('s', { ...plain, timeoutMs: 99_000 }, () =>
        name === 'bad' ? Promise.reject(new Error('no')) : new Promise(() => undefined),
      ),
    ),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.ok(outcome.kind === 'failed');
  assert.match(outcome.failure, /step p\/deaf\/s ignored its abort/);
});

test('a branch that waits for an answer lets another one have its place', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) =>
    f.all('p', ['a', 'b', 'c'], each({ concurrency: 1 }), (own) => own.ask('q', question())),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.ok(outcome.kind === 'waiting');
  assert.deepEqual(
    outcome.questions.map(({ id }) => id),
    ['p/a/q', 'p/b/q', 'p/c/q'],
  );
});

test('branches that still run are finished before the run is put away', async (t) => {
  const { engine, time, control, recorded } = benchIn(t);
  const flow = flowOf((f) =>
    f.all('p', ['asks', 'works'], each(), async (own, name) => {
      if (name === 'asks') {
        return own.ask('q', question());
      }
      await own.step('one', plain, async () => time.pass(1));
      await own.sleep('nap', 5_000);
      return own.step('two', plain, async () => 2);
    }),
  );
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.equal(outcome.kind, 'waiting');
  assert.ok(recorded().includes('step.done 1:p/works/two'));
});

const misuses: Readonly<Record<string, AllOptions<string>>> = {
  'two branches of one name': each({ name: () => 'same' }),
  'a name of two segments': each({ name: (item) => `a/${item}` }),
  'a name of nothing': each({ name: (item) => (item === 'x' ? '' : item) }),
  'no branch at once': each({ concurrency: 0 }),
  'too many branches at once': each({ concurrency: 65 }),
};
for (const [name, options] of Object.entries(misuses)) {
  test(`${name} is a bug of the flow`, async (t) => {
    const { engine, time, control } = benchIn(t);
    const flow = flowOf((f) => f.all('p', ['x', 'y'], options, async () => 1));
    await assert.rejects(time.until(engine.start(RUN, flow, null, control)), AssertionError);
    assert.equal(engine.view(RUN).status, 'stopped');
  });
}

const flowOfNames = (names: readonly string[]) =>
  flowOf(async (f) => {
    await f.all('p', names, each({ failFast: true }), (own, name) =>
      own.step('s', plain, (attempt) =>
        name === 'bad' ? Promise.reject(new Error('no')) : untilAborted(attempt),
      ),
    );
    return f.ask('go', question());
  });

test('other branches than were recorded are another flow', async (t) => {
  const { engine, time, control } = benchIn(t);
  await time.until(engine.start(RUN, flowOfNames(['bad', 'x']), null, control));
  const resumed = engine.resume(RUN, flowOfNames(['bad', 'x', 'y']), control);
  await assert.rejects(time.until(resumed), { code: 'E_FLOW_CHANGED', message: /2 branches of p/ });
});
