import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError, type Json } from '../../../src/base/index.ts';
import { type Flow, StepFailure } from '../../../src/port/index.ts';
import type { DriverFamily } from './driver.ts';
import {
  drive,
  flowOf,
  json,
  OTHER_RUN,
  placeFor,
  RETRIED,
  RUN,
  runNumber,
  STEP,
  tally,
} from './place.ts';

/** What one step of a flow does, and what comes of it. */
export function stepTests(family: DriverFamily): void {
  test('a step runs once in the life of a run', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const flow = flowOf(async (verbs, input) => {
      const first = await verbs.step('first', STEP, async () => {
        ran('first');
        return { input };
      });
      return verbs.step('second', STEP, async () => {
        ran('second');
        return [first, ran.counts['first'] ?? 0];
      });
    });
    const engine = await place.engine();
    const outcome = await engine.start(RUN, flow, { target: 'ü' }, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: [{ input: { target: 'ü' } }, 1] });
    assert.deepEqual(await engine.resume(RUN, flow, drive()), outcome);
    await place.close();
    assert.deepEqual(await (await place.engine()).resume(RUN, flow, drive()), outcome);
    assert.deepEqual(ran.counts, { first: 1, second: 1 });
  });

  test('a run can only be started once', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) => verbs.step('only', STEP, async () => 1));
    await engine.start(RUN, flow, null, drive());
    await assert.rejects(engine.start(RUN, flow, null, drive()), { code: 'E_BUSY' });
  });

  test('a run that never was is not found, whatever is asked of it', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async () => null);
    const notFound = { name: 'HoneError', code: 'E_NOT_FOUND' };
    await assert.rejects(engine.resume(RUN, flow, drive()), notFound);
    await assert.rejects(
      engine.fork({ from: RUN, gate: 'any', run: OTHER_RUN }, flow, drive()),
      notFound,
    );
    const reply = { choice: 'yes', by: 'ada', reason: '', at: '', data: null };
    assert.throws(() => engine.view(RUN), notFound);
    assert.throws(() => engine.send(RUN, 'any', reply), notFound);
    assert.throws(() => engine.cancel(RUN, { by: 'ada', reason: '' }), notFound);
    assert.throws(() => engine.rewind(RUN, null, { reason: '', by: '', data: null }), notFound);
    assert.throws(() => engine.verify(RUN), notFound);
    assert.throws(() => engine.view(RUN), notFound, 'asking did not make it');
  });

  test('two verbs with one id are a bug that is named, and not an end of the run', async (t) => {
    const engine = await placeFor(t, family).engine();
    const isBug = { name: 'AssertionError', message: /twice\/same/ };
    const second: Record<string, (flow: Flow) => Promise<unknown>> = {
      step: (flow) => flow.step('twice/same', STEP, async () => 2),
      gate: (flow) =>
        flow.gate('twice/same', async () => ({ kind: 'pass', commit: null, evidence: null })),
      sleep: (flow) => flow.sleep('twice/same', 1),
    };
    for (const [index, verb] of Object.keys(second).entries()) {
      const run = runNumber(index);
      const flow = flowOf(async (given) => {
        await given.step('twice/same', STEP, async () => 1);
        return second[verb]?.(given);
      });
      await assert.rejects(engine.start(run, flow, null, drive()), isBug, verb);
      assert.equal(engine.view(run).status, 'stopped', verb);
      const mended = flowOf((verbs) => verbs.step('twice/same', STEP, async () => 2));
      const outcome = await engine.resume(run, mended, drive());
      assert.deepEqual(outcome, { kind: 'completed', result: 1 }, verb);
    }
  });

  test('a permanent failure is one attempt, is thrown, and is not tried again later', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const seen: unknown[] = [];
    const flow = flowOf(async (verbs) => {
      try {
        await verbs.step('broken', RETRIED, async () => {
          ran('broken');
          throw new HoneError('E_COMMAND', 'the build is broken');
        });
      } catch (thrown) {
        assert.ok(thrown instanceof StepFailure);
        const { name, message, attempts, transient, errorCode } = thrown;
        seen.push([name, thrown.step, message, attempts, transient, errorCode]);
      }
      await verbs.step('after', STEP, async () => ran('after'));
      throw new Error('and so the flow fails');
    });
    const expected = ['StepFailure', 'broken', 'the build is broken', 1, false, 'E_COMMAND'];
    const failed = { kind: 'failed', failure: 'and so the flow fails' };
    const engine = await place.engine();
    assert.deepEqual(await engine.start(RUN, flow, null, drive()), failed);
    assert.deepEqual(seen, [expected]);
    assert.deepEqual(await engine.resume(RUN, flow, drive()), failed);
    assert.deepEqual(ran.counts, { broken: 1, after: 1 });
    const view = engine.view(RUN);
    assert.equal(view.status, 'failed');
    assert.equal(view.failure, 'and so the flow fails');
    assert.deepEqual(
      view.steps.map(({ id, state, failure }) => [id, state, failure]),
      [
        ['broken', 'failed', 'the build is broken'],
        ['after', 'done', null],
      ],
    );
  });

  test('a failure is replayed as it was when a run goes on', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const seen: unknown[] = [];
    const stop = new AbortController();
    const flow = flowOf(async (verbs) => {
      const caught = await verbs
        .step('broken', RETRIED, async () => {
          ran('broken');
          throw new HoneError('E_COMMAND', `transient ${ran.counts['broken'] ?? 0}`);
        })
        .catch((thrown: unknown) => {
          assert.ok(thrown instanceof StepFailure);
          const { message, attempts, transient, errorCode } = thrown;
          return { step: thrown.step, message, attempts, transient, errorCode: errorCode ?? '' };
        });
      seen.push(caught);
      stop.abort();
      return verbs.step('later', STEP, async () => 'done');
    });
    const first = await (
      await place.engine()
    ).start(RUN, flow, null, drive({ signal: stop.signal }));
    assert.deepEqual(first, { kind: 'interrupted' });
    await place.close();
    const outcome = await (await place.engine()).resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 'done' });
    const failure = {
      step: 'broken',
      message: 'transient 3',
      attempts: 3,
      transient: true,
      errorCode: 'E_COMMAND',
    };
    assert.deepEqual(seen, [failure, failure]);
    assert.deepEqual(ran.counts, { broken: 3 });
  });

  test('an interruption is no failure: the step runs again and has all its attempts', async (t) => {
    const place = placeFor(t, family);
    const attempts: number[] = [];
    const stop = new AbortController();
    const flow = flowOf((verbs) =>
      verbs.step('shaky', RETRIED, async ({ attempt, signal }) => {
        attempts.push(attempt);
        if (attempts.length === 1) {
          stop.abort();
          assert.equal(signal.aborted, true);
          throw new Error('transient: stopped');
        }
        if (attempts.length < 4) {
          throw new Error('transient');
        }
        return 'done';
      }),
    );
    const engine = await place.engine();
    const first = await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
    assert.deepEqual(first, { kind: 'interrupted' });
    assert.equal(engine.view(RUN).status, 'stopped');
    assert.deepEqual(await engine.resume(RUN, flow, drive()), {
      kind: 'completed',
      result: 'done',
    });
    assert.equal(attempts.length, 4);
  });

  test('a control that is aborted from the start does no work', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const flow = flowOf((verbs) => verbs.step('only', STEP, async () => ran('only')));
    const control = drive({ signal: AbortSignal.abort() });
    assert.deepEqual(await engine.start(RUN, flow, null, control), { kind: 'interrupted' });
    assert.deepEqual(ran.counts, {});
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: null });
  });

  test('first and later runs see the same value, whatever a step returns', async (t) => {
    const place = placeFor(t, family);
    for (const [index, [name, make]] of Object.entries(STRANGE_VALUES).entries()) {
      const run = runNumber(index);
      const seen: unknown[] = [];
      const stop = new AbortController();
      const flow = flowOf(async (verbs) => {
        seen.push(
          await verbs
            .step('strange', { ...STEP, parse: json }, async () => make())
            .catch((thrown: unknown) => `failed: ${String(thrown)}`),
        );
        stop.abort();
        return verbs.step('later', STEP, async () => null);
      });
      const engine = await place.engine();
      await engine.start(run, flow, null, drive({ signal: stop.signal }));
      const outcome = await engine.resume(run, flow, drive());
      assert.equal(outcome.kind, 'completed', name);
      assert.equal(seen.length, 2, name);
      assert.deepEqual(seen[1], seen[0], name);
      assert.deepEqual(engine.verify(run), [], name);
    }
  });

  test('ids and results in any script come back as they were', async (t) => {
    const place = placeFor(t, family);
    const ids = [
      'größe/λ/日本語',
      '🎉/👩‍👩‍👧',
      'with space/"quotes"/\\',
      `e\u0301/\u00e9`,
      '__proto__',
      '%s/$&',
    ];
    const stop = new AbortController();
    const ran = tally();
    const flow = flowOf(async (verbs) => {
      const results: Json[] = [];
      for (const id of ids) {
        results.push(
          await verbs.step(id, STEP, async () => {
            ran(`body ${id}`);
            return { [id]: `${id}\u2028\u0000` };
          }),
        );
      }
      stop.abort();
      await verbs.step('pause', STEP, async () => null);
      return results;
    });
    const engine = await place.engine();
    await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, {
      kind: 'completed',
      result: ids.map((id) => JSON.parse(JSON.stringify({ [id]: `${id}\u2028\u0000` }))),
    });
    assert.deepEqual(
      Object.values(ran.counts),
      ids.map(() => 1),
    );
    const seen = engine.view(RUN).steps.map(({ id }) => id);
    assert.deepEqual(seen, [...ids, 'pause']);
  });

  test('a result of 5 MB comes back whole, in this process and in the next', async (t) => {
    const place = placeFor(t, family);
    const text = Array.from({ length: 5 * 2 ** 16 }, (_, index) =>
      `ä${index}`.padEnd(15, '.'),
    ).join('');
    assert.ok(Buffer.byteLength(text) >= 5_000_000);
    const stop = new AbortController();
    const lengths: boolean[] = [];
    const flow = flowOf(async (verbs) => {
      lengths.push((await verbs.step('large', STEP, async () => text)) === text);
      stop.abort();
      return verbs.step('copy', STEP, async () => text);
    });
    await (await place.engine()).start(RUN, flow, text, drive({ signal: stop.signal }));
    await place.close();
    const engine = await place.engine();
    const outcome = await engine.resume(RUN, flow, drive());
    assert.ok(outcome.kind === 'completed' && outcome.result === text);
    assert.deepEqual(lengths, [true, true]);
    assert.deepEqual(engine.verify(RUN), []);
    assert.ok(engine.view(RUN).input === text);
  });

  test('a result that does not parse is a permanent failure of the step', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const flow = flowOf((verbs) =>
      verbs.step('typed', { ...RETRIED, parse: notANumber }, async () => ran('typed')),
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.kind === 'failed' ? outcome.failure : '', /that is no number/);
    assert.deepEqual(ran.counts, { typed: 1 });
  });

  test('events are told as they are recorded, in the words of the port', async (t) => {
    const engine = await placeFor(t, family).engine();
    const told: string[] = [];
    const flow = flowOf(async (verbs) => {
      let failures = 0;
      return verbs.step('shaky', { ...RETRIED, title: 'Try it' }, async () => {
        if (failures++ === 0) {
          throw new Error('transient');
        }
        return null;
      });
    });
    const control = drive({
      onEvent(event) {
        told.push('title' in event ? `${event.kind} ${event.title} ${event.attempt}` : event.kind);
      },
    });
    await engine.start(RUN, flow, null, control);
    assert.equal(told[0], 'run-started');
    assert.equal(told.at(-1), 'run-completed');
    // That a quick attempt has begun may be left untold; what came of it may not.
    assert.deepEqual(
      told.filter((line) => /step-done|failed/.test(line)),
      ['attempt-failed Try it 1', 'step-done Try it 2'],
    );
  });
}

const STRANGE_VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  'not a number': () => Number.NaN,
  'negative zero': () => -0,
  'a date': () => new Date(0),
  'a map': () => new Map([[1, 2]]),
  'an array with a hole': () => Array.from({ length: 2 }),
  'a lone surrogate': () => '\ud800',
  'a key that is a lone surrogate': () => ({ '\udfff': 1 }),
  'a key __proto__': () => JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
  'a big integer': () => 10n ** 30n,
  'a cycle': () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    return cycle;
  },
  'a number that doubles round': () => 0.1 + 0.2,
  'a buffer': () => Buffer.from('bytes'),
};

function notANumber(): Json {
  throw new TypeError('that is no number');
}
