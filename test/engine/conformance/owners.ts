import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import type { Engine } from '../../../src/port/index.ts';
import type { DriverFamily } from './driver.ts';
import { runChild, startChild } from './children.ts';
import { drive, flowOf, moment, OTHER_RUN, placeFor, RUN, STEP, tally } from './place.ts';

const QUESTION = { text: 'Well?', of: 'anybody', evidence: null, choices: ['yes'] };

const LOOKS_MAX = 100;
const LOOK_EVERY_MS = 5;

/** Who may drive a run, and that nobody else does. */
export function ownerTests(family: DriverFamily): void {
  test('a run that is driven is refused to everybody else, and still shown', async (t) => {
    const place = placeFor(t, family);
    const [begun, release] = [moment(), moment()];
    const ran = tally();
    const flow = flowOf((verbs) =>
      verbs.step('works', STEP, async () => {
        ran('works');
        begun.happen();
        await release.happened;
        return 'done';
      }),
    );
    const [one, other] = [await place.engine(), await place.engine()];
    const driving = one.start(RUN, flow, null, drive());
    await begun.happened;
    for (const engine of [one, other]) {
      await assert.rejects(engine.resume(RUN, flow, drive()), { code: 'E_BUSY' });
      await assert.rejects(engine.start(RUN, flow, null, drive()), { code: 'E_BUSY' });
      assert.throws(() => engine.rewind(RUN, null, { reason: '', by: '', data: null }), {
        code: 'E_BUSY',
      });
      assert.equal(engine.view(RUN).status, 'running');
      assert.deepEqual(engine.verify(RUN), []);
    }
    release.happen();
    assert.deepEqual(await driving, { kind: 'completed', result: 'done' });
    assert.deepEqual(ran.counts, { works: 1 });
  });

  test('of two that resume a run at once, one drives it and no step runs twice', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const flow = flowOf(async (verbs) => {
      await verbs.ask('well', QUESTION);
      return verbs.step('once', STEP, async () => {
        ran('once');
        await new Promise((resolve) => void setTimeout(resolve, 20));
        return 'done';
      });
    });
    const engines = [await place.engine(), await place.engine(), await place.engine()];
    await engines[0]?.start(RUN, flow, null, drive());
    engines[0]?.send(RUN, 'well', {
      choice: 'yes',
      by: 'ada',
      reason: '',
      at: '2025-01-31T14:25:01.000Z',
      data: null,
    });
    const ends = await Promise.allSettled(
      engines.map((engine) => engine.resume(RUN, flow, drive())),
    );
    const done = ends.filter(({ status }) => status === 'fulfilled');
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    assert.equal(done.length, 1, refused.join('\n'));
    assert.ok(
      refused.every((reason) => /driven by/.test(reason)),
      refused.join('\n'),
    );
    assert.deepEqual(ran.counts, { once: 1 });
  });

  test('of two processes that resume a run at once, one runs the step', async (t) => {
    const place = placeFor(t, family);
    const first = await runChild(family, 'ask', place.folder);
    assert.equal(first.code, 0, 'nothing holds the process of a run that waits');
    assert.equal(JSON.parse(JSON.stringify(first.said[0])).kind, 'waiting');
    await runChild(family, 'send', place.folder, 'well');
    const ends = await Promise.all([1, 2].map(() => runChild(family, 'resume', place.folder)));
    const said = ends.flatMap((end) => end.said);
    assert.equal(said.filter((line) => line === 'in the step').length, 1);
    for (const end of ends) {
      const last = JSON.stringify(end.said.at(-1));
      assert.match(last, /"completed","result":"done"|"E_BUSY"/);
    }
  });

  test('a run whose process was killed shows as stopped, and anybody may go on', async (t) => {
    const place = placeFor(t, family);
    const child = await startChild(t, family, 'hold', place.folder);
    assert.equal(await child.line(), 'in the step');
    const engine = await place.engine();
    assert.equal(engine.view(RUN).status, 'running');
    child.process.kill('SIGKILL');
    await child.ended;
    const view = engine.view(RUN);
    assert.equal(view.status, 'stopped');
    assert.ok(view.steps.every(({ state }) => state === 'cut-off'));
    const flow = flowOf(async (verbs) => {
      await verbs.step('held', STEP, async () => 'of the new owner');
      return verbs.step('next', STEP, async () => 'of the new owner');
    });
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 'of the new owner' });
  });

  test(
    'an owner that wakes up after it was replaced writes nothing',
    { skip: family.takeOver ?? false },
    async (t) => {
      const place = placeFor(t, family);
      const child = await startChild(t, family, 'hold', place.folder);
      assert.equal(await child.line(), 'in the step');
      child.process.kill('SIGSTOP');
      const engine = await place.engine({ deadOwners: true });
      const flow = flowOf(async (verbs) => {
        await verbs.step('held', STEP, async () => 'of the new owner');
        return verbs.step('next', STEP, async () => 'of the new owner');
      });
      const outcome = await engine.resume(RUN, flow, drive());
      assert.deepEqual(outcome, { kind: 'completed', result: 'of the new owner' });
      const view = engine.view(RUN);
      child.process.stdin?.write('go on\n');
      child.process.kill('SIGCONT');
      const end = await child.ended;
      assert.deepEqual(end.said.at(-1), { code: 'E_BUSY' });
      assert.deepEqual(engine.view(RUN), view);
      assert.deepEqual(engine.verify(RUN), []);
      assert.deepEqual(await engine.resume(RUN, flow, drive()), outcome);
    },
  );

  test(
    'an owner that was replaced is told soon, also while its step runs on',
    { skip: family.takeOver ?? false },
    async (t) => {
      const place = placeFor(t, family);
      const [slept, other] = [await place.engine(), await place.engine({ deadOwners: true })];
      const begun = moment();
      const aborted: unknown[] = [];
      const old = flowOf(async (verbs) => {
        await verbs.step('held', STEP, async ({ signal }) => {
          begun.happen();
          await once(signal, 'abort');
          aborted.push(signal.aborted);
        });
        return verbs.step('next', STEP, async () => aborted.push('next'));
      });
      const stale = slept.start(RUN, old, null, drive());
      await begun.happened;
      await untilShown(other, 'held'); // so that it is not a write about the step that tells it
      const flow = flowOf((verbs) => verbs.step('held', STEP, async () => 'of the new owner'));
      const outcome = await other.resume(RUN, flow, drive());
      assert.deepEqual(outcome, { kind: 'completed', result: 'of the new owner' });
      await assert.rejects(stale, { name: 'HoneError', code: 'E_BUSY' });
      assert.deepEqual(aborted, [true]);
      assert.deepEqual(other.verify(RUN), []);
    },
  );

  test('one engine drives several runs at once, each by itself', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) =>
      verbs.step('works', STEP, async () => {
        await new Promise((resolve) => void setTimeout(resolve, 5));
        return verbs.run;
      }),
    );
    const outcomes = await Promise.all(
      [RUN, OTHER_RUN].map((run) => engine.start(run, flow, null, drive())),
    );
    assert.deepEqual(
      outcomes,
      [RUN, OTHER_RUN].map((result) => ({ kind: 'completed', result })),
    );
  });
}

/** Waits until others see that a step has begun; for a while only, as it may never be told. */
async function untilShown(engine: Engine, step: string): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (engine.view(RUN).steps.some(({ id }) => id === step)) {
      return;
    }
    await new Promise((resolve) => void setTimeout(resolve, LOOK_EVERY_MS));
  }
}
