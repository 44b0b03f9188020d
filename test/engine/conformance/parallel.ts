import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import type { AllOptions, Flow } from '../../../src/port/index.ts';
import type { DriverFamily } from './driver.ts';
import {
  drive,
  flowOf,
  moment,
  OTHER_RUN,
  placeFor,
  RUN,
  runNumber,
  STEP,
  tally,
  untilAborted,
} from './place.ts';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

function options(given: Partial<AllOptions<string>> = {}): AllOptions<string> {
  return { concurrency: 8, failFast: false, name: (item) => item, ...given };
}

/** Counts who is inside at once. */
function gauge(): { during<T>(work: () => Promise<T>): Promise<T>; most(): number } {
  let inside = 0;
  let most = 0;
  return {
    async during(work) {
      most = Math.max(most, ++inside);
      try {
        return await work();
      } finally {
        inside--;
      }
    },
    most: () => most,
  };
}

/** Branches that run side by side. */
export function parallelTests(family: DriverFamily): void {
  test('branches come back in the order of their items, however they end', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf((verbs) =>
      verbs.all('list', LETTERS, options(), async (branch, letter) => {
        assert.equal(verbs.path, '');
        assert.equal(branch.path, `list/${letter}/`);
        return branch.step('work', STEP, async () => {
          await pause(10 - LETTERS.indexOf(letter));
          if (letter === 'c') {
            throw new Error('c never works');
          }
          return letter.toUpperCase();
        });
      }),
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, {
      kind: 'completed',
      result: LETTERS.map((letter) =>
        letter === 'c'
          ? { kind: 'failed', failure: 'c never works' }
          : { kind: 'done', value: letter.toUpperCase() },
      ),
    });
    const ids = engine.view(RUN).steps.map(({ id }) => id);
    assert.deepEqual(
      ids.toSorted(),
      LETTERS.map((letter) => `list/${letter}/work`),
    );
  });

  test('no branches are none, and one nested in another has its own ids', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) => [
      await verbs.all('empty', [], options(), inner),
      await verbs.all('outer', ['a', 'b'], options(), inner),
    ]);
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: [[], [nested('a'), nested('b')]] });
  });

  test('at most so many branches run at once, and as many as may', async (t) => {
    const engine = await placeFor(t, family).engine();
    for (const [run, concurrency] of [
      [RUN, 3],
      [OTHER_RUN, 1],
    ] as const) {
      const branches = gauge();
      const flow = flowOf((verbs) =>
        verbs.all('list', LETTERS, options({ concurrency }), (branch) =>
          branches.during(async () => {
            await branch.step('first', STEP, () => pause(1));
            return branch.step('second', STEP, () => pause(1));
          }),
        ),
      );
      const outcome = await engine.start(run, flow, null, drive());
      assert.equal(outcome.kind, 'completed');
      assert.equal(branches.most(), concurrency);
    }
  });

  test('the limit of a class holds over branches, runs and failures', async (t) => {
    const engine = await placeFor(t, family).engine({ classes: { agent: 2, measure: 1 } });
    const agents = gauge();
    const measures = gauge();
    const flow = flowOf((verbs) =>
      verbs.all('list', LETTERS, options(), async (branch) => {
        await branch.step('propose', { ...STEP, uses: 'agent' }, () =>
          agents.during(async () => {
            await pause(2);
            if (branch.path === 'list/d/') {
              throw new Error('an agent that fails gives its place back');
            }
          }),
        );
        return branch.step('try', { ...STEP, uses: 'measure' }, () =>
          measures.during(() => pause(1)),
        );
      }),
    );
    const outcomes = await Promise.all([
      engine.start(RUN, flow, null, drive()),
      engine.start(OTHER_RUN, flow, null, drive()),
    ]);
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['completed', 'completed'],
    );
    assert.equal(agents.most(), 2);
    assert.equal(measures.most(), 1);
  });

  test('a run that is cancelled or waits gives back what it used of a class', async (t) => {
    const engine = await placeFor(t, family).engine({ classes: { agent: 1 } });
    const begun = moment();
    const holder = flowOf((verbs) =>
      verbs.step('holds', { ...STEP, uses: 'agent' }, ({ signal }) => {
        begun.happen();
        return untilAborted(signal);
      }),
    );
    const other = flowOf((verbs) =>
      verbs.step('wants', { ...STEP, uses: 'agent' }, async () => 'got it'),
    );
    const first = engine.start(RUN, holder, null, drive());
    await begun.happened;
    const second = engine.start(OTHER_RUN, other, null, drive());
    engine.cancel(RUN, { by: 'ada', reason: 'enough' });
    assert.equal((await first).kind, 'cancelled');
    assert.deepEqual(await second, { kind: 'completed', result: 'got it' });
  });

  test('a run that is cancelled while it queues for a class leaves the queue', async (t) => {
    const engine = await placeFor(t, family).engine({ classes: { agent: 1 } });
    const [begun, release] = [moment(), moment()];
    const uses = { ...STEP, uses: 'agent' };
    const holder = flowOf(async (verbs) => {
      await verbs.step('holds', uses, async () => {
        begun.happen();
        await release.happened;
      });
      return verbs.step('again', uses, async () => 'still served');
    });
    const ran = tally();
    const queued = flowOf((verbs) => verbs.step('queues', uses, async () => ran('queued')));
    const first = engine.start(RUN, holder, null, drive());
    await begun.happened;
    const second = engine.start(OTHER_RUN, queued, null, drive());
    await pause(5);
    engine.cancel(OTHER_RUN, { by: 'ada', reason: 'too slow' });
    assert.equal((await second).kind, 'cancelled');
    release.happen();
    assert.deepEqual(await first, { kind: 'completed', result: 'still served' });
    assert.deepEqual(ran.counts, {});
  });

  test('failFast aborts the others at once, and a later run sees the same', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const aborted: string[] = [];
    const seen: unknown[] = [];
    const stop = new AbortController();
    const flow = flowOf(async (verbs) => {
      const fast = options({ failFast: true, concurrency: 3 });
      const outcomes = await verbs.all(
        'race',
        ['quick', 'bad', 'slow', 'queued'],
        fast,
        (branch, name) =>
          branch.step('work', STEP, async ({ signal }) => {
            ran(name);
            if (name === 'bad') {
              await pause(10);
              throw new Error('bad');
            }
            if (name === 'slow') {
              await untilAborted(signal).catch(() => aborted.push(name));
              await pause(5);
            }
            return name;
          }),
      );
      seen.push(outcomes.map(({ kind }) => kind).slice(0, 3));
      stop.abort();
      return verbs.step('later', STEP, async () => outcomes.length);
    });
    const engine = await place.engine();
    await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 4 });
    assert.deepEqual(aborted, ['slow']);
    assert.deepEqual(seen, [
      ['done', 'failed', 'cancelled'],
      ['done', 'failed', 'cancelled'],
    ]);
    assert.equal(ran.counts['slow'], 1);
  });

  test('without failFast a failure does not touch branches that are not done', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf((verbs) =>
      verbs.all('list', ['bad', 'good'], options(), async (branch, name) => {
        if (name === 'bad') {
          throw new Error('thrown by the branch itself');
        }
        await branch.step('one', STEP, () => pause(5));
        return branch.step('two', STEP, async () => name);
      }),
    );
    assert.deepEqual(await engine.start(RUN, flow, null, drive()), {
      kind: 'completed',
      result: [
        { kind: 'failed', failure: 'thrown by the branch itself' },
        { kind: 'done', value: 'good' },
      ],
    });
  });

  test('branches that were cut off go on, whichever is the quicker one then', async (t) => {
    const place = placeFor(t, family);
    for (const [index, cut] of ['a/1', 'b/1', 'a/2', 'b/2', 'a/3', 'b/3'].entries()) {
      const run = runNumber(index);
      const ran = tally();
      const make = (slow: string, stop: AbortController | null) =>
        flowOf((verbs) =>
          verbs.all('sides', ['a', 'b'], options(), async (branch, side) => {
            const results: unknown[] = [];
            for (const number of ['1', '2', '3']) {
              results.push(
                await branch.step(number, STEP, async ({ signal }) => {
                  ran(`${side}/${number}`);
                  await pause(side === slow ? 6 : 0);
                  if (stop !== null && `${side}/${number}` === cut) {
                    stop.abort();
                    return untilAborted(signal);
                  }
                  return `${side}${number}`;
                }),
              );
            }
            return results;
          }),
        );
      const stop = new AbortController();
      const engine = await place.engine();
      const control = drive({ signal: stop.signal });
      const first = await engine.start(run, make('a', stop), null, control);
      assert.equal(first.kind, 'interrupted');
      const done = engine.view(run).steps.filter(({ state }) => state === 'done');
      const outcome = await engine.resume(run, make('b', null), drive());
      assert.deepEqual(
        outcome,
        {
          kind: 'completed',
          result: ['a', 'b'].map((side) => ({
            kind: 'done',
            value: [`${side}1`, `${side}2`, `${side}3`],
          })),
        },
        cut,
      );
      for (const { id } of done) {
        assert.equal(ran.counts[id.slice('sides/'.length)], 1, `${id} of a run cut at ${cut}`);
      }
    }
  });
}

function inner(flow: Flow, item: string): Promise<unknown> {
  return flow.all('inner', ['x', 'y'], options(), (branch, other) =>
    branch.step('work', STEP, async () => `${branch.path} ${item}${other}`),
  );
}

/** What a branch that runs `inner` should come to. */
function nested(item: string): unknown {
  return {
    kind: 'done',
    value: ['x', 'y'].map((other) => ({
      kind: 'done',
      value: `outer/${item}/inner/${other}/ ${item}${other}`,
    })),
  };
}
