import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError } from '../../src/base/index.ts';
import type { Engine, Flow, GateOutcome, GateView } from '../../src/port/index.ts';
import { parseRunId } from '../../src/model/index.ts';
import { answer, benchIn, flowOf, OTHER_RUN, plain, question, RUN } from './new-engine.ts';

function pass(flow: Flow, id: string): Promise<GateOutcome> {
  return flow.gate(id, async () => ({ kind: 'pass', commit: `commit ${id}`, evidence: null }));
}

/** Passes two gates with a step before each, then asks. */
function gated(ran: string[], version: string, restored: string[] = []) {
  return flowOf(
    async (f, input) => {
      await f.step('one', plain, async () => ran.push(`one ${version}`));
      await pass(f, 'first');
      await f.step('two', plain, async () => ran.push(`two ${version}`));
      await pass(f, 'second');
      return [input, await f.ask('q', question())];
    },
    { version, restore: async (commit) => void restored.push(commit) },
  );
}

test('a fork keeps what was recorded up to the gate and goes on as the flow is now', async (t) => {
  const { engine, time, control, store } = benchIn(t);
  const ran: string[] = [];
  const restored: string[] = [];
  await time.until(engine.start(RUN, gated(ran, '1'), { a: 1 }, control));
  const before = store.events(RUN);
  const startedAt = engine.view(RUN).steps[0]?.startedAt;
  await time.pass(60_000);
  const fork = { from: RUN, gate: 'first', run: OTHER_RUN };
  const outcome = await time.until(engine.fork(fork, gated(ran, '2', restored), control));
  assert.equal(outcome.kind, 'waiting');
  assert.deepEqual(ran, ['one 1', 'two 1', 'two 2']);
  assert.deepEqual(restored, ['commit first']);
  const view = engine.view(OTHER_RUN);
  assert.deepEqual([view.version, view.input], ['2', { a: 1 }]);
  assert.equal(view.steps[0]?.startedAt, startedAt); // as it was, not when it was copied
  assert.deepEqual(engine.verify(OTHER_RUN), []);
  assert.deepEqual(store.events(RUN), before);
  engine.send(OTHER_RUN, 'q', answer('yes'));
  const ended = await time.until(engine.resume(OTHER_RUN, gated(ran, '2'), control));
  assert.equal(ended.kind, 'completed');
});

test('a fork of a fork, after a rewind, is as good', async (t) => {
  const { engine, time, control } = benchIn(t);
  const ran: string[] = [];
  const third = parseRunId('20250131-142503-zzzz');
  await time.until(engine.start(RUN, gated(ran, '1'), null, control));
  engine.rewind(RUN, 'first', { reason: 'r', by: 'b', data: null });
  await time.until(engine.resume(RUN, gated(ran, '1'), control));
  const fork = { from: RUN, gate: 'second', run: OTHER_RUN };
  await time.until(engine.fork(fork, gated(ran, '2'), control));
  const again = { from: OTHER_RUN, gate: 'second', run: third };
  await time.until(engine.fork(again, gated(ran, '3'), control));
  assert.deepEqual(ran, ['one 1', 'two 1', 'two 1']);
  assert.equal(engine.view(third).rewinds.length, 1);
  assert.deepEqual(engine.verify(third), []);
});

test('a fork at no gate, of another flow, or onto a run that exists is refused', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = gated([], '1');
  await time.until(engine.start(RUN, flow, null, control));
  const fork = { from: RUN, gate: 'third', run: OTHER_RUN };
  await assert.rejects(engine.fork(fork, flow, control), {
    code: 'E_NOT_FOUND',
    message: /gate third\. Passed have: first, second\./,
  });
  const other = { ...flow, name: 'other' };
  await assert.rejects(engine.fork({ ...fork, gate: 'first' }, other, control), {
    code: 'E_USAGE',
    message: /flow "demo" .* "other"/,
  });
  const onto = { from: RUN, gate: 'first', run: RUN };
  await assert.rejects(engine.fork(onto, flow, control), { code: 'E_BUSY' });
  // The refused ones left the name free.
  const outcome = await time.until(engine.fork({ ...fork, gate: 'first' }, flow, control));
  assert.equal(outcome.kind, 'waiting');
});

/** What was taken up again has more events, so its gates stand further back in the record. */
function withoutOrder(gates: readonly GateView[]): Omit<GateView, 'order'>[] {
  return gates.map(({ order, ...gate }) => {
    assert.ok(order > 0);
    return gate;
  });
}

test('a fork that crashes at any commit is begun again, or goes on, to the same end', async (t) => {
  const calm = benchIn(t);
  const fork = { from: RUN, gate: 'second', run: OTHER_RUN };
  let commits = 0;
  await calm.time.until(calm.engine.start(RUN, gated([], '1'), { a: 1 }, calm.control));
  const counting = calm.other({ onCommit: () => void commits++ });
  await calm.time.until(counting.fork(fork, gated([], '2'), calm.control));
  const expected = calm.engine.view(OTHER_RUN);
  assert.ok(commits > 10, `${commits} places to crash at`);

  for (let place = 0; place < commits; place++) {
    const { engine, other, time, control } = benchIn(t);
    await time.until(engine.start(RUN, gated([], '1'), { a: 1 }, control));
    const origin = engine.view(RUN);
    let left = place;
    const onCommit = (): void => {
      if (left-- === 0) {
        throw new Error('crash');
      }
    };
    const restored: string[] = [];
    const forked = gated([], '2', restored);
    await assert.rejects(time.until(other({ onCommit }).fork(fork, forked, control)), /crash/);
    const begun = isThere(engine);
    const outcome = await time.until(
      begun ? engine.resume(OTHER_RUN, forked, control) : engine.fork(fork, forked, control),
    );
    assert.equal(outcome.kind, 'waiting', `crashed at ${place}`);
    const { steps, gates, rewinds, input, version, status } = engine.view(OTHER_RUN);
    assert.deepEqual(
      { steps, gates: withoutOrder(gates), rewinds, input, version, status },
      {
        steps: expected.steps,
        gates: withoutOrder(expected.gates),
        rewinds: expected.rewinds,
        input: expected.input,
        version: '2',
        status: 'waiting',
      },
      `crashed at ${place}`,
    );
    assert.ok(restored.length >= 1 && restored.every((commit) => commit === 'commit second'));
    assert.deepEqual(engine.view(RUN), origin);
    assert.deepEqual(engine.verify(OTHER_RUN), []);
  }
});

/** Whether anything of the fork was recorded. */
function isThere(engine: Engine): boolean {
  try {
    engine.view(OTHER_RUN);
    return true;
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND');
    return false;
  }
}
