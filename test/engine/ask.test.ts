import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answer, benchIn, flowOf, OTHER_RUN, plain, question, RUN } from './new-engine.ts';

test('an answer that comes before the question is kept', async (t) => {
  const { engine, time, control, other, events } = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.step('work', plain, async () => {
      other().send(RUN, 'late', answer('yes', { data: { score: 8 } }));
    });
    return f.ask('late', question());
  });
  assert.deepEqual(await time.until(engine.start(RUN, flow, null, control)), {
    kind: 'completed',
    result: answer('yes', { data: { score: 8 } }),
  });
  assert.ok(events.some(({ kind }) => kind === 'answered'));
});

test('an early answer that the question does not offer leaves it open', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.step('work', plain, async () => engine.send(RUN, 'q', answer('maybe')));
    return f.ask('q', question());
  });
  const waiting = await time.until(engine.start(RUN, flow, null, control));
  assert.equal(waiting.kind, 'waiting');
  engine.send(RUN, 'q', answer('no'));
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), {
    kind: 'completed',
    result: answer('no'),
  });
});

test('an answer wakes a run that is driven, without a restart', async (t) => {
  const { engine, time, control, other, recorded } = benchIn(t);
  const flow = flowOf((f) =>
    f.all('p', ['asks', 'works'], { concurrency: 2, failFast: false, name: String }, (own, name) =>
      name === 'asks' ? own.ask('q', question()) : own.sleep('nap', 60_000).then(() => null),
    ),
  );
  const running = engine.start(RUN, flow, null, control);
  await time.pass(1_000);
  other().send(RUN, 'p/asks/q', answer('yes')); // another engine: seen when it is polled
  await time.pass(100);
  assert.deepEqual(engine.view(RUN).questions, []);
  const outcome = await time.until(running);
  assert.equal(outcome.kind, 'completed');
  assert.ok(!recorded().includes('flow.waiting'));
});

test('days may pass between question and answer; the question is asked once', async (t) => {
  const { engine, time, control, events } = benchIn(t);
  const flow = flowOf((f) => f.ask('q', question()));
  await time.until(engine.start(RUN, flow, null, control));
  await time.pass(3 * 86_400_000);
  assert.equal((await time.until(engine.resume(RUN, flow, control))).kind, 'waiting');
  assert.equal(events.filter(({ kind }) => kind === 'asked').length, 1);
  const view = engine.view(RUN);
  assert.equal(view.status, 'waiting');
  assert.equal(view.questions[0]?.askedAt, '2025-01-31T14:25:01.000Z');
  assert.deepEqual(view.questions[0]?.evidence, { seen: 1 });
});

test('what is sent shows before anybody drives the run', async (t) => {
  const { engine, time, control } = benchIn(t);
  await time.until(
    engine.start(
      RUN,
      flowOf((f) => f.ask('q', question())),
      null,
      control,
    ),
  );
  engine.send(RUN, 'q', answer('no'));
  const view = engine.view(RUN);
  assert.equal(view.status, 'stopped'); // it could go on
  assert.deepEqual(view.questions, []);
  assert.deepEqual(view.gates[0]?.answer, answer('no'));
});

test('the first answer counts, and the second one is told so', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) => f.ask('q', question()));
  await time.until(engine.start(RUN, flow, null, control));
  engine.send(RUN, 'q', answer('no'));
  assert.throws(() => engine.send(RUN, 'q', answer('yes', { by: 'bob' })), {
    code: 'E_USAGE',
    message: /answered by ada at .* \(no\)/,
  });
});

test('answers to nothing are refused', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.step('work', plain, async () => 1);
    return f.ask('q', question());
  });
  await time.until(engine.start(RUN, flow, null, control));
  assert.throws(() => engine.send(OTHER_RUN, 'q', answer('yes')), { code: 'E_NOT_FOUND' });
  assert.throws(() => engine.send(RUN, 'work', answer('yes')), {
    code: 'E_USAGE',
    message: /work of run .* is no question/,
  });
  assert.throws(() => engine.send(RUN, 'q', answer('perhaps')), { code: 'E_USAGE' });
  const big = answer('yes', { data: 'x'.repeat(70_000) });
  assert.throws(() => engine.send(RUN, 'q', big), { code: 'E_USAGE', message: /65536/ });
  engine.send(RUN, 'q', answer('yes'));
  await time.until(engine.resume(RUN, flow, control));
  assert.throws(() => engine.send(RUN, 'q', answer('yes')), {
    code: 'E_USAGE',
    message: /has ended \(completed\)/,
  });
});
