import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Json } from '../../../src/base/index.ts';
import type { FlowDefinition } from '../../../src/port/index.ts';
import type { DriverFamily } from './driver.ts';
import {
  answer,
  CAUSE,
  drive,
  flowOf,
  lengthOf,
  OTHER_RUN,
  placeFor,
  RUN,
  runNumber,
  STEP,
  tally,
} from './place.ts';

const QUESTION = { text: 'Go on?', of: 'qa', evidence: null, choices: ['yes'] };

function versioned(
  version: string,
  ran: (name: string) => void,
  restored: string[] = [],
): FlowDefinition<Json> {
  return flowOf(
    async (verbs, input) => {
      const a = await verbs.step('a', STEP, async () => {
        ran(`a of ${version}`);
        return 'x'.repeat(5_000);
      });
      await verbs.gate('one', async () => ({ kind: 'pass', commit: 'c0ffee', evidence: null }));
      const b = await verbs.step('b', STEP, async () => {
        ran(`b of ${version}`);
        return `b of ${version}`;
      });
      const said = await verbs.ask('go-on', QUESTION);
      return { run: verbs.run, input, characters: lengthOf(a), b, said: said.choice };
    },
    { version, restored },
  );
}

/** Flows that change while a run of theirs is under way. */
export function forkTests(family: DriverFamily): void {
  test('a run goes on only with the version it began with, and is told how to fork', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    await (await place.engine()).start(RUN, versioned('1', ran), 'in', drive());
    await place.close();
    const engine = await place.engine();
    engine.send(RUN, 'go-on', answer('yes'));
    const before = engine.view(RUN);
    await assert.rejects(engine.resume(RUN, versioned('2', ran), drive()), {
      name: 'HoneError',
      code: 'E_FLOW_CHANGED',
      message: /fork.*\bone\b|\bone\b.*fork/s,
    });
    const renamed = { ...versioned('1', ran), name: 'another' };
    await assert.rejects(engine.resume(RUN, renamed, drive()), { code: 'E_FLOW_CHANGED' });
    assert.deepEqual(engine.view(RUN), before);
    const outcome = await engine.resume(RUN, versioned('1', ran), drive());
    assert.equal(outcome.kind, 'completed');
    assert.deepEqual(ran.counts, { 'a of 1': 1, 'b of 1': 1 });
  });

  test('a fork begins with what its origin had up to the gate, under the new flow', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const restored: string[] = [];
    await (await place.engine()).start(RUN, versioned('1', ran), 'in', drive());
    await place.close();
    const engine = await place.engine();
    const before = engine.view(RUN);
    const second = versioned('2', ran, restored);
    const fork = { from: RUN, gate: 'one', run: OTHER_RUN };
    assert.equal((await engine.fork(fork, second, drive())).kind, 'waiting');
    assert.deepEqual(engine.view(RUN), before, 'the origin is as it was');
    assert.deepEqual(restored, ['c0ffee']);
    const view = engine.view(OTHER_RUN);
    assert.equal(view.version, '2');
    assert.equal(view.run, OTHER_RUN);
    assert.equal(view.input, 'in');
    assert.equal(view.status, 'waiting');
    engine.send(OTHER_RUN, 'go-on', answer('yes'));
    await place.close();
    const later = await place.engine();
    assert.deepEqual(await later.resume(OTHER_RUN, second, drive()), {
      kind: 'completed',
      result: { run: OTHER_RUN, input: 'in', characters: 5_000, b: 'b of 2', said: 'yes' },
    });
    later.send(RUN, 'go-on', answer('yes'));
    const origin = await later.resume(RUN, versioned('1', ran), drive());
    assert.ok(origin.kind === 'completed');
    assert.deepEqual(ran.counts, { 'a of 1': 1, 'b of 1': 1, 'b of 2': 1 });
    assert.deepEqual(restored, ['c0ffee']);
    assert.deepEqual([...later.verify(RUN), ...later.verify(OTHER_RUN)], []);
  });

  test('a fork can be rewound, to its gate and to the start, and forked again', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const third = runNumber(3);
    await engine.start(RUN, versioned('1', ran), 'in', drive());
    await engine.fork({ from: RUN, gate: 'one', run: OTHER_RUN }, versioned('2', ran), drive());
    engine.rewind(OTHER_RUN, 'one', CAUSE);
    assert.equal((await engine.resume(OTHER_RUN, versioned('2', ran), drive())).kind, 'waiting');
    await engine.fork({ from: OTHER_RUN, gate: 'one', run: third }, versioned('3', ran), drive());
    engine.rewind(OTHER_RUN, null, CAUSE);
    assert.equal((await engine.resume(OTHER_RUN, versioned('2', ran), drive())).kind, 'waiting');
    assert.deepEqual(ran.counts, {
      'a of 1': 1,
      'b of 1': 1,
      'b of 2': 3,
      'b of 3': 1,
      'a of 2': 1,
    });
    for (const run of [RUN, OTHER_RUN, third]) {
      assert.deepEqual(engine.verify(run), []);
      engine.send(run, 'go-on', answer('yes'));
    }
    const outcome = await engine.resume(third, versioned('3', ran), drive());
    assert.deepEqual(outcome.kind === 'completed' && outcome.result, {
      run: third,
      input: 'in',
      characters: 5_000,
      b: 'b of 3',
      said: 'yes',
    });
  });

  test('a finished or cancelled run can be forked, it is only read', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    await engine.start(RUN, versioned('1', ran), 'in', drive());
    engine.cancel(RUN, { by: 'ada', reason: 'another way' });
    assert.equal((await engine.resume(RUN, versioned('1', ran), drive())).kind, 'cancelled');
    const fork = { from: RUN, gate: 'one', run: OTHER_RUN };
    assert.equal((await engine.fork(fork, versioned('2', ran), drive())).kind, 'waiting');
    assert.equal(engine.view(RUN).status, 'cancelled');
  });

  test('a fork at a gate that did not pass, or onto a run that exists, is refused', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = versioned('2', () => undefined);
    await engine.start(
      RUN,
      versioned('1', () => undefined),
      'in',
      drive(),
    );
    for (const gate of ['nothing', 'a', 'go-on', '']) {
      const fork = { from: RUN, gate, run: OTHER_RUN };
      await assert.rejects(engine.fork(fork, flow, drive()), { name: 'HoneError' }, gate);
    }
    const onItself = { from: RUN, gate: 'one', run: RUN };
    await assert.rejects(engine.fork(onItself, flow, drive()), { code: 'E_BUSY' });
    const fork = { from: RUN, gate: 'one', run: OTHER_RUN };
    assert.equal(
      (await engine.fork(fork, flow, drive())).kind,
      'waiting',
      'it was not made before',
    );
    await assert.rejects(engine.fork(fork, flow, drive()), { code: 'E_BUSY' });
  });
}
