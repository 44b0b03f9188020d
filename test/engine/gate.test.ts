import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import type { GateVerdict, RunOutcome } from '../../src/port/index.ts';
import { answer, benchIn, flowOf, question, RUN } from './new-engine.ts';

const asking: GateVerdict = { kind: 'ask', commit: 'c0ffee', question: question(['whatever']) };

test('a gate is evaluated once and remembers evidence and commit', async (t) => {
  const { engine, time, control } = benchIn(t);
  let checks = 0;
  const flow = flowOf(async (f) => {
    const outcome = await f.gate('tests', async () => {
      checks++;
      return { kind: 'pass', commit: 'c0ffee', evidence: { passed: 12 } };
    });
    await f.ask('go', question());
    return outcome;
  });
  await time.until(engine.start(RUN, flow, null, control));
  engine.send(RUN, 'go', answer('yes'));
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), {
    kind: 'completed',
    result: { kind: 'passed', answer: null, evidence: { passed: 12 } },
  });
  assert.equal(checks, 1);
  const gate = engine.view(RUN).gates.find(({ id }) => id === 'tests');
  assert.deepEqual([gate?.state, gate?.commit], ['passed', 'c0ffee']);
});

const failing: Readonly<Record<string, [() => Promise<GateVerdict>, RegExp]>> = {
  'a check that says so': [
    async () => ({ kind: 'fail', reasons: ['2 tests fail'], evidence: null }),
    /^2 tests fail$/,
  ],
  'a check that throws': [() => Promise.reject(new Error('no npm')), /check .* failed: no npm/],
  'a check that returns nothing': [
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a check must not do
    async () => undefined as unknown as GateVerdict,
    /check of the gate failed/,
  ],
  'evidence that JSON cannot carry': [
    async () => ({ kind: 'pass', commit: null, evidence: Number.NaN }),
    /can't carry the number NaN/,
  ],
  'a check that never ends': [
    () => new Promise((_, reject) => void abortable.push(() => reject(new Error('late')))),
    /did not finish within 3600 s/,
  ],
};
const abortable: (() => void)[] = [];
for (const [name, [check, reason]] of Object.entries(failing)) {
  test(`${name} is a failed gate, which is a value`, async (t) => {
    const { engine, time, control } = benchIn(t);
    const flow = flowOf((f) =>
      f.gate('g', async ({ signal }) => {
        signal.addEventListener('abort', () => abortable.pop()?.());
        return check();
      }),
    );
    const running = engine.start(RUN, flow, null, control);
    await time.jump(3_600_000);
    const outcome = await time.until(running);
    assert.match(reasonIn(outcome), reason);
    assert.equal(engine.view(RUN).gates[0]?.state, 'failed');
  });
}

function reasonIn(outcome: RunOutcome<unknown>): string {
  assert.ok(outcome.kind === 'completed');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a gate's outcome as JSON
  const gate = outcome.result as { kind: string; reasons: string[] };
  assert.equal(gate.kind, 'failed');
  return gate.reasons[0] ?? '';
}

test('a gate that only a person can tell waits, and an approval passes it', async (t) => {
  const { engine, time, control, other, store } = benchIn(t);
  const flow = flowOf((f) => f.gate('plan', async () => asking));
  const waiting = await time.until(engine.start(RUN, flow, null, control));
  assert.ok(waiting.kind === 'waiting');
  assert.deepEqual(waiting.questions[0]?.choices, ['approve', 'reject']);
  assert.equal(store.runs()[0]?.state.kind, 'free');
  assert.throws(() => engine.send(RUN, 'plan', answer('whatever')), {
    code: 'E_USAGE',
    message: /"whatever".*approve, reject/,
  });
  other().send(RUN, 'plan', answer('approve', { reason: 'sound' }));
  const outcome = await time.until(engine.resume(RUN, flow, control));
  assert.deepEqual(outcome, {
    kind: 'completed',
    result: {
      kind: 'passed',
      answer: answer('approve', { reason: 'sound' }),
      evidence: { seen: 1 },
    },
  });
  assert.equal(engine.view(RUN).gates[0]?.commit, 'c0ffee');
});

test('a rejection is a failed gate with the reason and by whom', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) => f.gate('plan', async () => asking));
  await time.until(engine.start(RUN, flow, null, control));
  engine.send(RUN, 'plan', answer('reject', { reason: 'too risky' }));
  const outcome = await time.until(engine.resume(RUN, flow, control));
  assert.equal(reasonIn(outcome), 'rejected by ada: too risky');
});

test('a gate that has been decided takes no answer', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(async (f) => {
    await f.gate('g', async () => ({ kind: 'pass', commit: null, evidence: null }));
    return f.ask('q', question());
  });
  await time.until(engine.start(RUN, flow, null, control));
  assert.throws(() => engine.send(RUN, 'g', answer('approve')), {
    code: 'E_USAGE',
    message: /g of run .* has been decided/,
  });
});

test('a check that takes a while shows what it looks at, to this process and to others', async (t) => {
  const { engine, other, time, control, events, recorded } = benchIn(t);
  const seen: unknown[] = [];
  const look = (who: string): void => {
    const [gate] = other().view(RUN).gates;
    seen.push([who, gate?.state, gate?.checking]);
  };
  const flow = flowOf((f) =>
    f.gate('tests', async ({ looksAt }) => {
      looksAt('that files are there');
      look('at once');
      await new Promise<void>((resolve) => void time.timers.after(50, resolve));
      look('after a while');
      looksAt('that tests pass');
      look('next');
      return { kind: 'pass', commit: null, evidence: null };
    }),
  );
  await time.until(engine.start(RUN, flow, null, control));
  look('in the end');
  assert.deepEqual(seen, [
    ['at once', undefined, undefined],
    ['after a while', 'checking', 'that files are there'],
    ['next', 'checking', 'that tests pass'],
    ['in the end', 'passed', null],
  ]);
  const told = events.flatMap((event) => (event.kind === 'gate-checking' ? [event.check] : []));
  assert.deepEqual(told, ['that files are there', 'that tests pass']);
  assert.equal(recorded().filter((line) => line.startsWith('gate.checking')).length, 2);
});

test('a check that computes for long is seen from its next word on', async (t) => {
  let passedMs = 0;
  const clock = { monotonicNs: () => passedMs * 1e6, isoNow: () => '2025-01-31T14:25:01.000Z' };
  const { engine, time, control, events } = benchIn(t, { clock });
  const flow = flowOf((f) =>
    f.gate('tests', async ({ looksAt }) => {
      looksAt('one');
      passedMs += 50; // no timer rings meanwhile, because nothing else gets a turn
      looksAt('two');
      return { kind: 'pass', commit: null, evidence: null };
    }),
  );
  await time.until(engine.start(RUN, flow, null, control));
  const told = events.flatMap((event) => (event.kind === 'gate-checking' ? [event.check] : []));
  assert.deepEqual(told, ['two']);
});

test('a quick check is one event, and one that was cut off is not shown as going on', async (t) => {
  const { engine, time, control, stop, recorded } = benchIn(t);
  let isSlow = false;
  const flow = flowOf((f) =>
    f.gate('tests', async ({ looksAt, signal }) => {
      looksAt('everything');
      if (isSlow) {
        await once(signal, 'abort');
      }
      return { kind: 'pass', commit: null, evidence: null };
    }),
  );
  isSlow = true;
  time.timers.after(100, () => stop.abort());
  const outcome = await time.until(engine.start(RUN, flow, null, control));
  assert.equal(outcome.kind, 'interrupted');
  assert.deepEqual(engine.view(RUN).gates, []);
  isSlow = false;
  const fresh = { signal: new AbortController().signal };
  await time.until(engine.resume(RUN, flow, fresh));
  assert.deepEqual(
    engine.view(RUN).gates.map(({ state }) => state),
    ['passed'],
  );
  assert.equal(recorded().filter((line) => line.startsWith('gate.')).length, 2);
});
