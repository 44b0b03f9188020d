import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GateVerdict, Question } from '../../../src/port/index.ts';
import type { DriverFamily } from './driver.ts';
import { answer, drive, flowOf, moment, placeFor, RUN, runNumber, STEP, tally } from './place.ts';

const QUESTION: Question = {
  text: 'Ship it?',
  of: 'architect',
  evidence: { speedup: 1.4 },
  choices: ['ship', 'hold'],
};

const ASKING: GateVerdict = {
  kind: 'ask',
  commit: 'c0ffee',
  question: { ...QUESTION, choices: ['approve', 'reject'] },
};

/** Gates, and what is asked of people. */
export function questionTests(family: DriverFamily): void {
  test('a question puts the run away, and its answer is what the flow gets', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const flow = flowOf(async (verbs) => {
      await verbs.step('before', STEP, async () => ran('before'));
      const said = await verbs.ask('ship', QUESTION);
      return { ...said };
    });
    const engine = await place.engine();
    const waiting = await engine.start(RUN, flow, null, drive());
    assert.ok(waiting.kind === 'waiting');
    const [question] = waiting.questions;
    assert.deepEqual({ ...question, askedAt: '' }, { ...QUESTION, id: 'ship', askedAt: '' });
    await place.close();

    const later = await place.engine();
    const view = later.view(RUN);
    assert.equal(view.status, 'waiting');
    assert.deepEqual(view.questions, waiting.questions);
    assert.deepEqual(await later.resume(RUN, flow, drive()), waiting, 'it still waits');
    const sent = answer('ship', { reason: 'größer', data: { score: 8.5 } });
    later.send(RUN, 'ship', sent);
    assert.notEqual(later.view(RUN).status, 'waiting');
    assert.deepEqual(later.view(RUN).questions, []);
    const outcome = await later.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: sent });
    assert.deepEqual(ran.counts, { before: 1 });
  });

  test('an answer that comes while the run is driven is taken up there', async (t) => {
    const place = placeFor(t, family);
    const [begun, release] = [moment(), moment()];
    const flow = flowOf(async (verbs) => {
      const both = { concurrency: 2, failFast: false, name: String };
      const pair = await verbs.all('pair', ['asks', 'works'], both, async (branch, name) => {
        if (name === 'asks') {
          return (await branch.ask('well', QUESTION)).choice;
        }
        return branch.step('work', STEP, async () => {
          begun.happen();
          await release.happened;
          return 'worked';
        });
      });
      await verbs.step('after', STEP, async () => null);
      return [pair, (await verbs.ask('last', QUESTION)).choice];
    });
    const engine = await place.engine();
    const other = await place.engine();
    const driving = engine.start(RUN, flow, null, drive());
    await begun.happened;
    const status = other.view(RUN);
    assert.equal(status.status, 'running');
    assert.deepEqual(
      status.questions.map(({ id }) => id),
      ['pair/asks/well'],
    );
    other.send(RUN, 'pair/asks/well', answer('ship'));
    other.send(RUN, 'last', answer('hold'));
    release.happen();
    assert.deepEqual(await driving, {
      kind: 'completed',
      result: [
        [
          { kind: 'done', value: 'ship' },
          { kind: 'done', value: 'worked' },
        ],
        'hold',
      ],
    });
  });

  test('an answer that is sent before the question is kept', async (t) => {
    const place = placeFor(t, family);
    const flow = flowOf(async (verbs) => {
      const first = await verbs.ask('first', QUESTION);
      const second = await verbs.ask('second', QUESTION);
      const third = await verbs.gate('third', async () => ASKING);
      return [first.choice, second.choice, third.kind];
    });
    const engine = await place.engine();
    assert.equal((await engine.start(RUN, flow, null, drive())).kind, 'waiting');
    engine.send(RUN, 'third', answer('approve'));
    engine.send(RUN, 'second', answer('hold'));
    await place.close();
    const later = await place.engine();
    const still = await later.resume(RUN, flow, drive());
    assert.deepEqual(still.kind === 'waiting' && still.questions.map(({ id }) => id), ['first']);
    later.send(RUN, 'first', answer('ship'));
    const outcome = await later.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: ['ship', 'hold', 'passed'] });
  });

  test('a choice that is not offered is refused, and one sent early does not count', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) => {
      await verbs.ask('first', QUESTION);
      return (await verbs.ask('second', QUESTION)).choice;
    });
    await engine.start(RUN, flow, null, drive());
    const refused = { name: 'HoneError', code: 'E_USAGE', message: /ship.*hold/ };
    for (const choice of ['yes', '', 'Ship', 'ship ', 'approve']) {
      assert.throws(() => engine.send(RUN, 'first', answer(choice)), refused, choice);
    }
    assert.equal(engine.view(RUN).status, 'waiting');
    engine.send(RUN, 'second', answer('perhaps')); // nobody can know yet what it will offer
    engine.send(RUN, 'first', answer('ship'));
    const still = await engine.resume(RUN, flow, drive());
    assert.deepEqual(still.kind === 'waiting' && still.questions.map(({ id }) => id), ['second']);
    engine.send(RUN, 'second', answer('hold'));
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 'hold' });
  });

  test('the first of two answers counts', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) => (await verbs.ask('well', QUESTION)).choice);
    await engine.start(RUN, flow, null, drive());
    engine.send(RUN, 'well', answer('hold'));
    try {
      engine.send(RUN, 'well', answer('ship'));
    } catch (thrown) {
      // Refusing it is as good as leaving it out.
      assert.ok(thrown instanceof Error && thrown.name === 'HoneError');
    }
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 'hold' });
  });

  test('two branches ask, and each goes on with its own answer', async (t) => {
    const engine = await placeFor(t, family).engine();
    for (const concurrency of [1, 2]) {
      const run = runNumber(concurrency);
      const options = { concurrency, failFast: false, name: String };
      const flow = flowOf((verbs) =>
        verbs.all('ask', ['left', 'right'], options, async (branch) => {
          const said = await branch.ask('well', QUESTION);
          return branch.step('work', STEP, async () => `${branch.path}${said.choice}`);
        }),
      );
      let outcome = await engine.start(run, flow, null, drive());
      for (let turn = 0; turn < 2 && outcome.kind === 'waiting'; turn++) {
        const open = engine.view(run).questions.map(({ id }) => id);
        assert.deepEqual(
          open,
          outcome.questions.map(({ id }) => id),
        );
        for (const id of open.toReversed()) {
          engine.send(run, id, answer(id.includes('left') ? 'ship' : 'hold'));
        }
        outcome = await engine.resume(run, flow, drive());
      }
      assert.deepEqual(outcome, {
        kind: 'completed',
        result: [
          { kind: 'done', value: 'ask/left/ship' },
          { kind: 'done', value: 'ask/right/hold' },
        ],
      });
    }
  });

  test('a gate is evaluated once; passing, failing and throwing are values', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const stop = new AbortController();
    const seen: unknown[] = [];
    const flow = flowOf(async (verbs) => {
      const outcomes = [
        await verbs.gate('good', async () => {
          ran('good');
          return { kind: 'pass', commit: 'c0ffee', evidence: { tests: 12 } };
        }),
        await verbs.gate('bad', async () => {
          ran('bad');
          return { kind: 'fail', reasons: ['p99 is worse', 'größer'], evidence: [1] };
        }),
        await verbs.gate('broken', async () => {
          ran('broken');
          throw new Error('no such file gate.json');
        }),
      ];
      seen.push(structuredClone(outcomes));
      stop.abort();
      return verbs.step('later', STEP, async () => null);
    });
    await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
    await engine.resume(RUN, flow, drive());
    assert.deepEqual(seen[1], seen[0]);
    const told = JSON.stringify(seen[0]);
    assert.ok(told.startsWith('[{"kind":"passed","answer":null,"evidence":{"tests":12}},'), told);
    assert.ok(told.includes('"reasons":["p99 is worse","größer"]'), told);
    assert.match(told, /,\{"kind":"failed","reasons":\["[^"]*no such file gate\.json/);
    assert.deepEqual(ran.counts, { good: 1, bad: 1, broken: 1 });
    assert.deepEqual(
      engine.view(RUN).gates.map(({ id, state, commit }) => [id, state, commit]),
      [
        ['good', 'passed', 'c0ffee'],
        ['bad', 'failed', null],
        ['broken', 'failed', null],
      ],
    );
  });

  test('a gate that returns what is no verdict fails', async (t) => {
    const engine = await placeFor(t, family).engine();
    const wrong: readonly unknown[] = [
      undefined,
      null,
      true,
      'pass',
      {},
      { kind: 'passed' },
      { kind: 'pass' },
      { kind: 'pass', commit: 5, evidence: null },
      { kind: 'fail', reasons: 'no list', evidence: null },
      { kind: 'ask', commit: null },
      { kind: 'pass', commit: null, evidence: 1n },
    ];
    const flow = flowOf(async (verbs) => {
      const kinds: string[] = [];
      for (const [index, verdict] of wrong.entries()) {
        kinds.push((await verbs.gate(`gate/${index}`, async () => anything(verdict))).kind);
      }
      return kinds;
    });
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: wrong.map(() => 'failed') });
    assert.deepEqual(engine.verify(RUN), []);
  });

  for (const [choice, state] of [
    ['approve', 'passed'],
    ['reject', 'failed'],
  ] as const) {
    test(`a person who answers "${choice}" makes a gate ${state}`, async (t) => {
      const place = placeFor(t, family);
      const ran = tally();
      const flow = flowOf(async (verbs) => {
        const outcome = await verbs.gate('plan', async () => {
          ran('check');
          return ASKING;
        });
        return JSON.parse(JSON.stringify(outcome));
      });
      const waiting = await (await place.engine()).start(RUN, flow, null, drive());
      assert.equal(waiting.kind, 'waiting');
      await place.close();
      const engine = await place.engine();
      assert.equal(engine.view(RUN).gates[0]?.state, 'waiting');
      const sent = answer(choice, { reason: 'because of p99' });
      engine.send(RUN, 'plan', sent);
      const outcome = await engine.resume(RUN, flow, drive());
      assert.ok(outcome.kind === 'completed');
      const text = JSON.stringify(outcome.result);
      assert.match(text, new RegExp(`"kind":"${state}"`));
      assert.match(text, /because of p99/);
      assert.match(text, /"speedup":1.4/);
      assert.deepEqual(ran.counts, { check: 1 });
      const [gate] = engine.view(RUN).gates;
      assert.equal(gate?.state, state);
      assert.equal(gate?.answer?.choice, choice);
    });
  }

  test('nothing can be sent to a run that has ended', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) => (await verbs.ask('well', QUESTION)).choice);
    await engine.start(RUN, flow, null, drive());
    engine.send(RUN, 'well', answer('ship'));
    const outcome = await engine.resume(RUN, flow, drive());
    try {
      engine.send(RUN, 'well', answer('hold'));
    } catch (thrown) {
      assert.ok(thrown instanceof Error && thrown.name === 'HoneError');
    }
    assert.deepEqual(await engine.resume(RUN, flow, drive()), outcome);
    assert.equal(engine.view(RUN).gates[0]?.answer?.choice, 'ship');
    assert.equal(engine.view(RUN).status, 'completed');
  });
}

/** What code that no compiler checked may return. */
function anything(verdict: unknown): GateVerdict {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that it is none is the test
  return verdict as GateVerdict;
}
