import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import type { NewJournalEvent } from '../../src/engine/index.ts';
import type { Engine, Flow, RunOutcome } from '../../src/port/index.ts';
import { answer, benchIn, flowOf, plain, question, RUN } from './new-engine.ts';

/** A small flow as a value. */
type Part =
  | { readonly kind: 'step'; readonly failures: number; readonly ms: number }
  | { readonly kind: 'sleep' | 'gate' | 'ask' | 'back' }
  | { readonly kind: 'all'; readonly failFast: boolean; readonly branches: readonly Part[][] };

const step = fc.record({
  kind: fc.constant('step' as const),
  failures: fc.integer({ min: 0, max: 3 }),
  ms: fc.constantFrom(0, 30, 1_500),
});
const simple: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: step },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('sleep', 'gate', 'ask') }),
  },
);
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 3, arbitrary: simple },
  { weight: 1, arbitrary: fc.constant<Part>({ kind: 'back' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('all' as const),
      failFast: fc.constant(false),
      branches: fc.array(fc.array(simple, { maxLength: 3 }), { maxLength: 3 }),
    }),
  },
);
const program = fc.array(part, { maxLength: 5 });

/** Branches at once. */
const CONCURRENCY = 2;

const RETRY = { attemptsMax: 2, waitsMs: [1_000], transient: () => true };

/** Runs a program; `worked` hears of each step that came to its end, by generation and id. */
async function play(
  flow: Flow,
  parts: readonly Part[],
  worked: (id: string) => void,
  wait: (ms: number) => Promise<void>,
): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const [index, one] of parts.entries()) {
    const id = String(index);
    switch (one.kind) {
      case 'step': {
        const options = { ...plain, timeoutMs: 60_000, retry: RETRY };
        const done = flow.step(id, options, async ({ previousFailure }) => {
          await wait(one.ms);
          const before = previousFailure === null ? 0 : Number(previousFailure);
          if (before < one.failures) {
            throw new Error(String(before + 1));
          }
          worked(`${flow.rewinds().length}:${flow.path}${id}`);
          return `${flow.path}${id}`;
        });
        results.push(await done.catch((thrown: Error) => thrown.message));
        break;
      }
      case 'sleep':
        await flow.sleep(id, 700);
        break;
      case 'gate':
        results.push(await flow.gate(id, async () => ({ kind: 'pass', commit: id, evidence: id })));
        break;
      case 'ask':
        results.push((await flow.ask(id, question())).choice);
        break;
      case 'back':
        if (flow.rewinds().length === 0) {
          await flow.rewind(null, { reason: 'once', by: id, data: null });
        }
        break;
      case 'all':
        results.push(
          await flow.all(
            id,
            one.branches.map((_, branch) => branch),
            { concurrency: CONCURRENCY, failFast: one.failFast, name: String },
            (own, branch) => play(own, one.branches[branch] ?? [], worked, wait),
          ),
        );
    }
  }
  return results;
}

/** Answers all that is asked until the run has ended. */
async function answered(
  engine: Engine,
  first: RunOutcome<unknown>,
  resume: () => Promise<RunOutcome<unknown>>,
): Promise<RunOutcome<unknown>> {
  let outcome = first;
  while (outcome.kind === 'waiting') {
    for (const { id } of engine.view(RUN).questions) {
      engine.send(RUN, id, answer('yes'));
    }
    outcome = await resume();
  }
  return outcome;
}

test('a run that crashes at any commit ends like one that does not', async (t) => {
  await fc.assert(
    fc.asyncProperty(program, fc.array(fc.integer({ min: 0, max: 30 })), async (parts, crashes) => {
      const calm = benchIn(t);
      const wait = (ms: number, timers = calm.time.timers): Promise<void> =>
        ms === 0 ? Promise.resolve() : new Promise((resolve) => void timers.after(ms, resolve));
      const flow = flowOf((f) => play(f, parts, () => undefined, wait));
      const expected = await answered(
        calm.engine,
        await calm.time.until(calm.engine.start(RUN, flow, null, calm.control)),
        () => calm.time.until(calm.engine.resume(RUN, flow, calm.control)),
      );

      const { time, other, control, store, engine } = benchIn(t);
      const left = [...crashes];
      let until = left.shift() ?? Number.POSITIVE_INFINITY;
      const onCommit = (phase: 'before' | 'after', { type }: NewJournalEvent): void => {
        if (until-- === 0) {
          until = left.shift() ?? Number.POSITIVE_INFINITY;
          throw new Error(`crash ${phase} ${type}`);
        }
      };
      const worked: string[] = [];
      const crashing = flowOf((f) =>
        play(
          f,
          parts,
          (id) => worked.push(id),
          (ms) => wait(ms, time.timers),
        ),
      );
      let begun = false;
      const go = async (): Promise<RunOutcome<unknown>> => {
        for (;;) {
          const unstable = other({ onCommit });
          const run = begun
            ? unstable.resume(RUN, crashing, control)
            : unstable.start(RUN, crashing, null, control);
          try {
            return await time.until(run);
          } catch (thrown) {
            assert.match(String(thrown), /crash (before|after)/);
            begun = store.events(RUN).length > 0;
          }
        }
      };
      const first = await go();
      begun = true;
      assert.deepEqual(await answered(engine, first, go), expected);
      assert.deepEqual(engine.verify(RUN), []);
      const twice = worked.length - new Set(worked).size;
      // A crash repeats at most what was running then.
      const most = crashes.length * CONCURRENCY;
      assert.ok(twice <= most, `${twice} repeated by ${crashes.length} crashes`);
    }),
    { numRuns: 40 },
  );
});
