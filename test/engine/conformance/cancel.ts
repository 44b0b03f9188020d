import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DriverFamily } from './driver.ts';
import { runChild } from './children.ts';
import {
  drive,
  flowOf,
  moment,
  placeFor,
  RETRIED,
  RUN,
  runNumber,
  STEP,
  tally,
  untilAborted,
} from './place.ts';

const WHY = { by: 'ada', reason: 'not needed any more' };
const CANCELLED = { kind: 'cancelled', ...WHY };
const QUESTION = { text: 'Go on?', of: 'qa', evidence: null, choices: ['yes'] };

/** How soon "at once" is, with room for a machine that is busy, in ms. */
const AT_ONCE_MS = 1_000;

/** Ending a run for good. */
export function cancelTests(family: DriverFamily): void {
  test('a cancellation aborts the running step at once, and it is not tried again', async (t) => {
    const engine = await placeFor(t, family).engine();
    const begun = moment();
    const ran = tally();
    const flow = flowOf(async (verbs) => {
      try {
        await verbs.step('works', RETRIED, ({ signal }) => {
          ran('works');
          begun.happen();
          return untilAborted(signal).catch(() => Promise.reject(new Error('transient')));
        });
      } finally {
        ran('code after it');
      }
      return verbs.step('next', STEP, async () => ran('next'));
    });
    const driving = engine.start(RUN, flow, null, drive());
    await begun.happened;
    const asked = performance.now();
    engine.cancel(RUN, WHY);
    assert.deepEqual(await driving, CANCELLED);
    assert.ok(performance.now() - asked < AT_ONCE_MS);
    assert.deepEqual(ran.counts, { works: 1 });
    const view = engine.view(RUN);
    assert.equal(view.status, 'cancelled');
    assert.match(view.failure ?? '', /not needed any more/);
    assert.deepEqual(await engine.resume(RUN, flow, drive()), CANCELLED);
    assert.deepEqual(ran.counts, { works: 1 });
  });

  test('a cancellation from another process reaches the running step', async (t) => {
    const place = placeFor(t, family);
    const engine = await place.engine();
    const begun = moment();
    const flow = flowOf((verbs) =>
      verbs.step('works', STEP, ({ signal }) => {
        begun.happen();
        return untilAborted(signal);
      }),
    );
    const driving = engine.start(RUN, flow, null, drive());
    await begun.happened;
    await runChild(family, 'cancel', place.folder);
    assert.deepEqual(await driving, {
      kind: 'cancelled',
      by: 'grace',
      reason: 'from another process',
    });
  });

  test('an answer from another process reaches a run that is driven', async (t) => {
    const place = placeFor(t, family);
    const engine = await place.engine();
    const begun = moment();
    const flow = flowOf((verbs) =>
      verbs.all(
        'pair',
        ['asks', 'works'],
        { concurrency: 2, failFast: true, name: String },
        async (branch) => {
          if (branch.path === 'pair/asks/') {
            await branch.ask('well', QUESTION);
            throw new Error('enough'); // ends the other branch
          }
          return branch.step('work', STEP, ({ signal }) => {
            begun.happen();
            return untilAborted(signal);
          });
        },
      ),
    );
    const driving = engine.start(RUN, flow, null, drive());
    await begun.happened;
    await runChild(family, 'send', place.folder, 'pair/asks/well');
    assert.deepEqual(await driving, {
      kind: 'completed',
      result: [{ kind: 'failed', failure: 'enough' }, { kind: 'cancelled' }],
    });
  });

  test('a run that waits, or was stopped, is cancelled when it would go on', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const flow = flowOf(async (verbs) => {
      await verbs.ask('go-on', QUESTION);
      return verbs.step('next', STEP, async () => ran('next'));
    });
    await (await place.engine()).start(RUN, flow, null, drive());
    await place.close();
    const engine = await place.engine();
    engine.cancel(RUN, WHY);
    engine.cancel(RUN, { by: 'grace', reason: 'me too' });
    assert.equal(engine.view(RUN).status, 'cancelled');
    assert.deepEqual(await engine.resume(RUN, flow, drive()), CANCELLED);
    assert.deepEqual(await engine.resume(RUN, flow, drive()), CANCELLED);
    assert.deepEqual(ran.counts, {});
  });

  test('a run that has ended stays as it ended', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async () => 'done');
    const outcome = await engine.start(RUN, flow, null, drive());
    try {
      engine.cancel(RUN, WHY);
    } catch (thrown) {
      // Refusing it is as good as leaving it out.
      assert.ok(thrown instanceof Error && thrown.name === 'HoneError');
    }
    assert.deepEqual(await engine.resume(RUN, flow, drive()), outcome);
    assert.equal(engine.view(RUN).status, 'completed');
  });

  test('work that is cancelled is waited for before the run counts as ended', async (t) => {
    const engine = await placeFor(t, family).engine();
    const begun = moment();
    let isOver = false;
    const flow = flowOf((verbs) =>
      verbs.step('works', STEP, async ({ signal }) => {
        begun.happen();
        await untilAborted(signal).catch(() => undefined);
        await new Promise((resolve) => void setTimeout(resolve, 30));
        isOver = true;
      }),
    );
    const driving = engine.start(RUN, flow, null, drive());
    await begun.happened;
    engine.cancel(RUN, WHY);
    assert.deepEqual(await driving, CANCELLED);
    assert.equal(isOver, true);
  });

  test('a cancellation during a gate or a sleep does not wait for it', async (t) => {
    const engine = await placeFor(t, family).engine();
    for (const [index, verb] of ['gate', 'sleep'].entries()) {
      const run = runNumber(index);
      const flow = flowOf(async (verbs) =>
        verb === 'sleep'
          ? verbs.sleep('nap', 3_600_000)
          : verbs.gate('check', ({ signal }) => untilAborted(signal)),
      );
      const asked = performance.now();
      const driving = engine.start(run, flow, null, drive());
      setTimeout(() => engine.cancel(run, WHY), 20);
      assert.deepEqual(await driving, CANCELLED, verb);
      assert.ok(performance.now() - asked < AT_ONCE_MS, verb);
      assert.deepEqual(engine.view(run).gates, [], verb);
    }
  });
}
