import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RETRY_WAITS_MS, type RunEvent, type StepOptions } from '../../../src/port/index.ts';
import { HoneError, type Json } from '../../../src/base/index.ts';
import type { DriverFamily } from './driver.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';
import {
  answer,
  CAUSE,
  drive,
  flowOf,
  json,
  placeFor,
  RUN,
  saysTransient,
  untilAborted,
} from './place.ts';

const PATIENT: StepOptions<Json> = {
  parse: json,
  timeoutMs: 60_000,
  retry: { attemptsMax: 3, waitsMs: RETRY_WAITS_MS, transient: saysTransient },
};

/** Waits, in time that passes at once. */
export function timeTests(family: DriverFamily): void {
  const skip = family.fakeTime ?? false;

  test('transient failures are tried 3 times, with 1 and 2 s between', { skip }, async (t) => {
    const time = fakeTime();
    const engine = await placeFor(t, family).engine(time);
    const begun: number[] = [];
    const told: (string | null)[] = [];
    const flow = flowOf((verbs) =>
      verbs.step('limited', PATIENT, async ({ attempt, previousFailure }) => {
        begun.push(time.passedMs());
        told.push(previousFailure);
        throw new Error(`transient ${attempt}`);
      }),
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, { kind: 'failed', failure: 'transient 3' });
    assert.deepEqual(told, [null, 'transient 1', 'transient 2']);
    assertWaits(begun, [1_000, 2_000]);
    assert.equal(engine.view(RUN).steps[0]?.attempts, 3);
  });

  test('a wait before an attempt is not begun again by a restart', { skip }, async (t) => {
    const time = fakeTime();
    const place = placeFor(t, family);
    const begun: number[] = [];
    const stop = new AbortController();
    const waits = { ...PATIENT.retry, attemptsMax: 2, waitsMs: [4_000], transient: saysTransient };
    const flow = flowOf((verbs) =>
      verbs.step('limited', { ...PATIENT, retry: waits }, async ({ attempt }) => {
        begun.push(time.passedMs());
        if (begun.length === 1) {
          time.timers.after(3_000, () => stop.abort());
          throw new Error('transient');
        }
        return attempt;
      }),
    );
    const engine = await place.engine(time);
    const first = await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
    assert.deepEqual(first, { kind: 'interrupted' });
    await place.close();
    const outcome = await (await place.engine(time)).resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 2 });
    assertWaits(begun, [4_000]);
  });

  test('a sleep ends when it was to end, also over restarts', { skip }, async (t) => {
    const time = fakeTime();
    const place = placeFor(t, family);
    const flow = flowOf(async (verbs) => {
      await verbs.sleep('nap', 60_000);
      return time.passedMs();
    });
    await interruptedAfter(10_000, time, place, flow);
    time.pass(25_000);
    const woken = await resumedResult(place, time, flow);
    assertAbout(woken, 60_000);
  });

  test('a sleep whose time passed while nobody drove the run is over', { skip }, async (t) => {
    const time = fakeTime();
    const place = placeFor(t, family);
    const flow = flowOf(async (verbs) => {
      await verbs.sleep('nap', 60_000);
      return time.passedMs();
    });
    await interruptedAfter(1_000, time, place, flow);
    time.pass(600_000);
    assertAbout(await resumedResult(place, time, flow), 601_000);
  });

  test('a clock that is set back does not lengthen a sleep', { skip }, async (t) => {
    const time = fakeTime();
    const place = placeFor(t, family);
    const flow = flowOf(async (verbs) => {
      time.timers.after(2_000, () => time.setWall(-3_600_000));
      await verbs.sleep('nap', 10_000);
      return time.passedMs();
    });
    const engine = await place.engine(time);
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.ok(outcome.kind === 'completed');
    assertAbout(Number(outcome.result), 10_000);
    assert.deepEqual(engine.verify(RUN), []);
  });

  test(
    'a clock set back between two processes at most begins a sleep anew',
    { skip },
    async (t) => {
      const time = fakeTime();
      const place = placeFor(t, family);
      const flow = flowOf(async (verbs) => {
        await verbs.sleep('nap', 10_000);
        return time.passedMs();
      });
      await interruptedAfter(4_000, time, place, flow);
      time.setWall(-3_600_000);
      const woken = await resumedResult(place, time, flow);
      assert.ok(woken >= 9_900 && woken <= 14_200, `it woke after ${woken} ms`);
    },
  );

  test('a clock set back before an attempt does not lengthen its wait', { skip }, async (t) => {
    const time = fakeTime();
    const engine = await placeFor(t, family).engine(time);
    const begun: number[] = [];
    const flow = flowOf((verbs) =>
      verbs.step('limited', PATIENT, async () => {
        begun.push(time.passedMs());
        if (begun.length < 3) {
          time.timers.after(500, () => time.setWall(-86_400_000));
          throw new Error('transient');
        }
        return null;
      }),
    );
    await engine.start(RUN, flow, null, drive());
    assertWaits(begun, [1_000, 2_000]);
  });

  test('a clock set back takes a run from nobody and mixes nothing up', { skip }, async (t) => {
    const time = fakeTime();
    const place = placeFor(t, family);
    const question = { text: 'Well?', of: 'qa', evidence: null, choices: ['yes', 'no'] };
    const other = await place.engine(time);
    const refused: unknown[] = [];
    const flow = flowOf(async (verbs) => {
      await verbs.step('first', PATIENT, async () => 1);
      await verbs.step('second', PATIENT, async () => {
        time.setWall(-86_400_000);
        refused.push(await other.resume(RUN, flow, drive()).catch(codeOf));
        return 2;
      });
      await verbs.gate('checked', async () => ({ kind: 'pass', commit: 'c0ffee', evidence: null }));
      return (await verbs.ask('well', question)).choice;
    });
    const engine = await place.engine(time);
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.equal(outcome.kind, 'waiting');
    assert.deepEqual(refused, ['E_BUSY'], 'the one who drives it keeps it');
    const before = engine.view(RUN);
    assert.ok(before.changedAt < before.startedAt, 'times are what the clock said');
    assert.deepEqual(
      before.steps.map(({ id }) => id),
      ['first', 'second'],
    );
    const orders = before.gates.map(({ id, order }) => ({ id, order }));
    const inOrder = orders.toSorted((one, next) => one.order - next.order);
    assert.deepEqual(
      inOrder.map(({ id }) => id),
      ['checked', 'well'],
      'the record has an order of its own',
    );
    await place.close();
    time.setWall(-86_400_000);
    const later = await place.engine(time);
    later.send(RUN, 'well', answer('yes'));
    assert.deepEqual(await later.resume(RUN, flow, drive()), { kind: 'completed', result: 'yes' });
    later.rewind(RUN, 'checked', CAUSE);
    assert.equal(later.view(RUN).rewinds.length, 1);
    assert.deepEqual(later.verify(RUN), []);
  });

  test('an attempt that takes too long is aborted and may be tried again', { skip }, async (t) => {
    const time = fakeTime();
    const engine = await placeFor(t, family).engine(time);
    const aborted: boolean[] = [];
    const options: StepOptions<Json> = {
      ...PATIENT,
      timeoutMs: 500,
      retry: {
        attemptsMax: 2,
        waitsMs: [1_000],
        transient: (thrown) => thrown instanceof Error && thrown.name === 'TimeoutError',
      },
    };
    const flow = flowOf((verbs) =>
      verbs.step('slow', options, async ({ attempt, signal }) => {
        if (attempt === 1) {
          await untilAborted(signal).catch(() => aborted.push(signal.aborted));
        }
        return 'too late for the first';
      }),
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 'too late for the first' });
    assert.deepEqual(aborted, [true]);
    const [step] = engine.view(RUN).steps;
    assert.equal(step?.attempts, 2);
    assertAbout(time.passedMs(), 1_500);
  });

  test('a gate that takes a while shows what its check looks at', { skip }, async (t) => {
    const time = fakeTime();
    const place = placeFor(t, family);
    const engine = await place.engine(time);
    const other = await place.engine(time);
    const seen: unknown[] = [];
    const told: unknown[] = [];
    const flow = flowOf(async (verbs) => {
      const outcome = await verbs.gate('checked', async ({ looksAt }) => {
        looksAt('the tests');
        await new Promise<void>((resolve) => void time.timers.after(60_000, resolve));
        seen.push(other.view(RUN).gates.map(({ id, state, checking }) => [id, state, checking]));
        return { kind: 'pass', commit: null, evidence: null };
      });
      return outcome.kind;
    });
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'gate-checking') {
        told.push(event.check);
      }
    };
    const outcome = await engine.start(RUN, flow, null, drive({ onEvent }));
    assert.deepEqual(outcome, { kind: 'completed', result: 'passed' });
    assert.deepEqual(seen, [[['checked', 'checking', 'the tests']]]);
    assert.deepEqual(told, ['the tests']);
    assert.equal(engine.view(RUN).gates[0]?.checking, null);
  });

  test('a transient failure leaves its sibling alone', { skip }, async (t) => {
    const time = fakeTime();
    const engine = await placeFor(t, family).engine(time);
    const ran: string[] = [];
    const options = { concurrency: 2, failFast: true, name: String };
    const flow = flowOf((verbs) =>
      verbs.all('pair', ['shaky', 'healthy'], options, (branch, name) =>
        branch.step('work', PATIENT, async () => {
          ran.push(name);
          const isFirst = ran.filter((other) => other === name).length < 3;
          await new Promise<void>((resolve) => {
            time.timers.after(name === 'shaky' ? 10 : 5_000, resolve);
          });
          if (name === 'shaky' && isFirst) {
            throw new Error('transient');
          }
          return name;
        }),
      ),
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, {
      kind: 'completed',
      result: [
        { kind: 'done', value: 'shaky' },
        { kind: 'done', value: 'healthy' },
      ],
    });
    assert.deepEqual(ran, ['shaky', 'healthy', 'shaky', 'shaky']);
  });
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof HoneError ? thrown.code : thrown;
}

type Place = ReturnType<typeof placeFor>;
type SomeFlow = ReturnType<typeof flowOf>;

async function interruptedAfter(
  ms: number,
  time: FakeTime,
  place: Place,
  flow: SomeFlow,
): Promise<void> {
  const stop = new AbortController();
  const engine = await place.engine(time);
  time.timers.after(ms, () => stop.abort());
  const outcome = await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
  assert.deepEqual(outcome, { kind: 'interrupted' });
  await place.close();
}

async function resumedResult(place: Place, time: FakeTime, flow: SomeFlow): Promise<number> {
  const outcome = await (await place.engine(time)).resume(RUN, flow, drive());
  assert.ok(outcome.kind === 'completed');
  return Number(outcome.result);
}

/** Timers ring late by what the driver rounds to, never early. */
function assertAbout(ms: number, expectedMs: number): void {
  assert.ok(ms >= expectedMs - 1 && ms <= expectedMs + 200, `${ms} ms, not ${expectedMs}`);
}

function assertWaits(begun: readonly number[], expectedMs: readonly number[]): void {
  assert.equal(begun.length, expectedMs.length + 1);
  for (const [index, ms] of expectedMs.entries()) {
    assertAbout((begun[index + 1] ?? 0) - (begun[index] ?? 0), ms);
  }
}
