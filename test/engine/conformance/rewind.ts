import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HoneError, type Json } from '../../../src/base/index.ts';
import type { Flow, FlowDefinition, Rewind } from '../../../src/port/index.ts';
import type { DriverFamily } from './driver.ts';
import { answer, CAUSE, drive, flowOf, placeFor, RUN, STEP, tally, untilAborted } from './place.ts';

const QUESTION = { text: 'Go on?', of: 'qa', evidence: null, choices: ['yes', 'no'] };

type Body = (flow: Flow) => Promise<unknown>;

/** Steps `a` and `b` with gates `one` and `two` after them, then what is given. */
function gated(ran: (name: string) => void, rest: Body, restored: string[]): FlowDefinition<Json> {
  return flowOf(
    async (flow) => {
      for (const [id, gate] of [
        ['a', 'one'],
        ['b', 'two'],
      ] as const) {
        await flow.step(id, STEP, async () => ran(id));
        await flow.gate(gate, async () => {
          ran(`gate ${gate}`);
          return { kind: 'pass', commit: `commit of ${gate}`, evidence: null };
        });
      }
      return rest(flow);
    },
    { restored },
  );
}

function told(rewind: Rewind): unknown {
  const { gate, commit, reason, by, data } = rewind;
  return { gate, commit, reason, by, data };
}

/** Going back to a gate. */
export function rewindTests(family: DriverFamily): void {
  test('a rewind drops what came after the gate, keeps the rest, restores once', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const restored: string[] = [];
    const flow = gated(
      ran,
      async (verbs) => {
        await verbs.step('c', STEP, async () => ran('c'));
        return verbs.rewinds().length < 2
          ? verbs.rewind('one', { ...CAUSE, data: verbs.rewinds().length })
          : verbs.rewinds().map((each) => told(each));
      },
      restored,
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    const first = { ...CAUSE, gate: 'one', commit: 'commit of one' };
    assert.deepEqual(outcome, {
      kind: 'completed',
      result: [
        { ...first, data: 0 },
        { ...first, data: 1 },
      ],
    });
    assert.deepEqual(ran.counts, { a: 1, 'gate one': 1, b: 3, 'gate two': 3, c: 3 });
    assert.deepEqual(restored, ['commit of one', 'commit of one']);
    const view = engine.view(RUN);
    assert.deepEqual(view.rewinds.map(told), [
      { ...first, data: 0 },
      { ...first, data: 1 },
    ]);
    assert.deepEqual(
      view.steps.map(({ id }) => id),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(engine.verify(RUN), []);
  });

  test('a rewind to the start begins again and restores nothing', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const restored: string[] = [];
    const flow = gated(
      ran,
      async (verbs) =>
        verbs.rewinds().length === 0
          ? verbs.rewind(null, CAUSE)
          : verbs.rewinds().map((each) => told(each)),
      restored,
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, {
      kind: 'completed',
      result: [{ ...CAUSE, gate: null, commit: null }],
    });
    assert.deepEqual(ran.counts, { a: 2, 'gate one': 2, b: 2, 'gate two': 2 });
    assert.deepEqual(restored, []);
  });

  test('the code is restored before the flow goes on, again if that was cut off', async (t) => {
    const place = placeFor(t, family);
    const deeds: string[] = [];
    const stop = new AbortController();
    const flow = flowOf(
      async (verbs) => {
        await verbs.gate('g', async () => ({ kind: 'pass', commit: 'c0ffee', evidence: null }));
        await verbs.step('work', STEP, async () => deeds.push(`work ${verbs.rewinds().length}`));
        return verbs.rewinds().length === 0 ? verbs.rewind('g', CAUSE) : 'done';
      },
      {
        async restore(commit, signal) {
          deeds.push(`restore ${commit}`);
          if (deeds.length === 2) {
            stop.abort();
            assert.equal(signal.aborted, true);
            throw new Error('cut off');
          }
        },
      },
    );
    const engine = await place.engine();
    const first = await engine.start(RUN, flow, null, drive({ signal: stop.signal }));
    assert.deepEqual(first, { kind: 'interrupted' });
    assert.equal(engine.view(RUN).rewinds.length, 1);
    await place.close();
    const later = await place.engine();
    assert.deepEqual(await later.resume(RUN, flow, drive()), { kind: 'completed', result: 'done' });
    assert.deepEqual(await later.resume(RUN, flow, drive()), { kind: 'completed', result: 'done' });
    assert.deepEqual(deeds, ['work 0', 'restore c0ffee', 'restore c0ffee', 'work 1']);
  });

  test('a restore that fails is no end of the run and is done again', async (t) => {
    const engine = await placeFor(t, family).engine();
    let restores = 0;
    const flow = flowOf(
      async (verbs) => {
        await verbs.gate('g', async () => ({ kind: 'pass', commit: 'c0ffee', evidence: null }));
        return verbs.rewinds().length === 0 ? verbs.rewind('g', CAUSE) : restores;
      },
      {
        restore: async () => {
          if (++restores === 1) {
            throw new HoneError('E_REPOSITORY', 'the index is locked');
          }
        },
      },
    );
    await assert.rejects(engine.start(RUN, flow, null, drive()), { code: 'E_REPOSITORY' });
    assert.equal(engine.view(RUN).status, 'stopped');
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: 2 });
  });

  test('answers after the gate no longer count, those before do', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = flowOf(async (verbs) => {
      const early = await verbs.ask('early', QUESTION);
      await verbs.gate('g', async () => ({ kind: 'pass', commit: null, evidence: null }));
      const late = await verbs.ask('late', QUESTION);
      return verbs.rewinds().length === 0 ? verbs.rewind('g', CAUSE) : [early.choice, late.choice];
    });
    await engine.start(RUN, flow, null, drive());
    engine.send(RUN, 'early', answer('yes'));
    await engine.resume(RUN, flow, drive());
    engine.send(RUN, 'late', answer('no'));
    const again = await engine.resume(RUN, flow, drive());
    assert.deepEqual(again.kind === 'waiting' && again.questions.map(({ id }) => id), ['late']);
    engine.send(RUN, 'late', answer('yes'));
    const outcome = await engine.resume(RUN, flow, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: ['yes', 'yes'] });
  });

  test('failures, waits and sleeps after the gate are done again as well', async (t) => {
    const engine = await placeFor(t, family).engine();
    const ran = tally();
    const flow = flowOf(async (verbs) => {
      await verbs.gate('g', async () => ({ kind: 'pass', commit: null, evidence: null }));
      const options = { concurrency: 2, failFast: true, name: String };
      const outcomes = await verbs.all('pair', ['bad', 'good'], options, async (branch, name) =>
        branch.step('work', STEP, async ({ signal }) => {
          ran(name);
          if (verbs.rewinds().length > 0) {
            return name;
          }
          return name === 'bad' ? Promise.reject(new Error('bad')) : untilAborted(signal);
        }),
      );
      await verbs.sleep('nap', 1);
      const single = await verbs
        .step('single', STEP, async () => {
          if (verbs.rewinds().length === 0) {
            throw new Error('single fails');
          }
          return 'single works';
        })
        .catch(() => 'failed');
      return verbs.rewinds().length === 0
        ? verbs.rewind('g', CAUSE)
        : [...outcomes.map(({ kind }) => kind), single];
    });
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, { kind: 'completed', result: ['done', 'done', 'single works'] });
    assert.deepEqual(ran.counts, { bad: 2, good: 2 });
    const { failures, steps } = engine.view(RUN);
    const seen = failures.map((failed) => [
      failed.kind,
      failed.id,
      failed.kind === 'gate' ? failed.reasons : failed.failure,
    ]);
    assert.deepEqual(
      seen.filter(([, id]) => id === 'single' || id === 'pair/bad/work'),
      [
        ['step', 'pair/bad/work', 'bad'],
        ['step', 'single', 'single fails'],
      ],
      'what failed has happened, also after it was dropped',
    );
    assert.ok(steps.every(({ failure }) => failure === null));
  });

  test('a rewind never comes back to the code that asked for it', async (t) => {
    const engine = await placeFor(t, family).engine();
    const cameBack: string[] = [];
    const flow = gated(
      () => undefined,
      async (verbs) => {
        if (verbs.rewinds().length > 0) {
          return 'done';
        }
        try {
          return await verbs.rewind('two', CAUSE);
        } catch (thrown) {
          cameBack.push(String(thrown));
          throw thrown;
        } finally {
          cameBack.push('finally');
        }
      },
      [],
    );
    assert.equal((await engine.start(RUN, flow, null, drive())).kind, 'completed');
    assert.deepEqual(cameBack, []);
  });

  test('a rewind out of a branch aborts its siblings and waits for them', async (t) => {
    const engine = await placeFor(t, family).engine();
    const deeds: string[] = [];
    const flow = flowOf(
      async (verbs) => {
        await verbs.gate('g', async () => ({ kind: 'pass', commit: 'c0ffee', evidence: null }));
        const options = { concurrency: 2, failFast: false, name: String };
        return verbs.all('pair', ['goes back', 'works'], options, async (branch, name) => {
          const begun = await branch.step('work', STEP, async ({ signal }) => {
            if (name === 'works' && verbs.rewinds().length === 0) {
              await untilAborted(signal).catch(() => undefined);
              await new Promise((resolve) => void setTimeout(resolve, 5));
              deeds.push('the sibling has stopped');
            }
            return name;
          });
          return verbs.rewinds().length === 0 ? branch.rewind('g', CAUSE) : begun;
        });
      },
      { restore: async (commit) => void deeds.push(`restore ${commit}`) },
    );
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.deepEqual(outcome, {
      kind: 'completed',
      result: [
        { kind: 'done', value: 'goes back' },
        { kind: 'done', value: 'works' },
      ],
    });
    assert.deepEqual(deeds, ['the sibling has stopped', 'restore c0ffee']);
  });

  test('a run can be rewound from outside, and begins there when it goes on', async (t) => {
    const place = placeFor(t, family);
    const ran = tally();
    const restored: string[] = [];
    const flow = gated(
      ran,
      async (verbs) => {
        await verbs.ask('go-on', QUESTION);
        return verbs.rewinds().map((each) => told(each));
      },
      restored,
    );
    await (await place.engine()).start(RUN, flow, null, drive());
    await place.close();
    const engine = await place.engine();
    engine.rewind(RUN, 'one', CAUSE);
    const view = engine.view(RUN);
    assert.deepEqual(
      view.steps.map(({ id }) => id),
      ['a'],
    );
    assert.deepEqual(
      view.gates.map(({ id }) => id),
      ['one'],
    );
    assert.deepEqual(view.questions, []);
    assert.deepEqual(restored, [], 'the next one who goes on restores');
    assert.equal((await engine.resume(RUN, flow, drive())).kind, 'waiting');
    assert.deepEqual(restored, ['commit of one']);
    engine.send(RUN, 'go-on', answer('yes'));
    const outcome = await engine.resume(RUN, flow, drive());
    const only = { ...CAUSE, gate: 'one', commit: 'commit of one' };
    assert.deepEqual(outcome, { kind: 'completed', result: [only] });
    assert.deepEqual(ran.counts, { a: 1, 'gate one': 1, b: 2, 'gate two': 2 });
    assert.deepEqual(restored, ['commit of one']);
  });

  test('a gate that did not pass, or was dropped, is no place to go back to', async (t) => {
    const engine = await placeFor(t, family).engine();
    const flow = gated(
      () => undefined,
      async (verbs) => {
        await verbs.gate('refused', async () => ({
          kind: 'fail',
          reasons: ['no'],
          evidence: null,
        }));
        return (await verbs.ask('go-on', QUESTION)).choice;
      },
      [],
    );
    await engine.start(RUN, flow, null, drive());
    for (const gate of ['refused', 'go-on', 'a', '', 'nothing']) {
      assert.throws(() => engine.rewind(RUN, gate, CAUSE), isRefused, gate);
    }
    engine.rewind(RUN, 'one', CAUSE);
    assert.throws(() => engine.rewind(RUN, 'two', CAUSE), isRefused);
    assert.equal(engine.view(RUN).rewinds.length, 1);
  });

  test('a flow that rewinds for ever comes to an end', async (t) => {
    const engine = await placeFor(t, family).engine();
    let passes = 0;
    const flow = flowOf(async (verbs) => {
      passes++;
      return verbs.rewind(null, CAUSE);
    });
    const outcome = await engine.start(RUN, flow, null, drive());
    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.kind === 'failed' ? outcome.failure : '', /rewound \d+ times/);
    assert.ok(passes <= 1_000);
  });
}

/** Refused with the gates that there are. */
function isRefused(thrown: unknown): boolean {
  return thrown instanceof HoneError && thrown.message.includes('one');
}
