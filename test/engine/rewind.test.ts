import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Flow, FlowDefinition } from '../../src/port/index.ts';
import { answer, benchIn, flowOf, plain, question, RUN } from './new-engine.ts';

const CAUSE = { reason: 'review failed', by: 'review', data: { feedback: 'cache it' } };

function passing(flow: Flow, id: string, commit: string | null = `commit of ${id}`) {
  return flow.gate(id, async () => ({ kind: 'pass', commit, evidence: null }));
}

/** Goes back to `plan` until it has been there twice; `ran` is what work was done. */
function twiceBack(ran: string[], more: Partial<FlowDefinition<unknown>> = {}) {
  return flowOf(async (f) => {
    await f.step('before', plain, async () => ran.push('before'));
    await passing(f, 'plan');
    const round = await f.step('after', { ...plain, parse: Number }, async () => {
      ran.push(`after ${f.rewinds().length}`);
      return f.rewinds().length;
    });
    if (f.rewinds().length < 2) {
      try {
        await f.rewind('plan', { ...CAUSE, data: round });
      } finally {
        ran.push('code of the flow ran after a rewind');
      }
    }
    return f.rewinds().map(({ gate, commit, data }) => [gate, commit, data]);
  }, more);
}

test('what came after the gate is done again, what came before is not; nothing is lost', async (t) => {
  const { engine, time, control, recorded } = benchIn(t);
  const ran: string[] = [];
  const restored: string[] = [];
  const restore = async (commit: string) => void restored.push(commit);
  const flow = twiceBack(ran, { restore });
  assert.deepEqual(await time.until(engine.start(RUN, flow, null, control)), {
    kind: 'completed',
    result: [
      ['plan', 'commit of plan', 0],
      ['plan', 'commit of plan', 1],
    ],
  });
  assert.deepEqual(ran, ['before', 'after 0', 'after 1', 'after 2']);
  assert.deepEqual(restored, ['commit of plan', 'commit of plan']);
  assert.deepEqual(recorded(), [
    'flow.started flow',
    'step.done 1:before',
    'gate.passed 1:plan',
    'step.done 1:after',
    'rewound',
    'code.restored',
    'step.done 2:after',
    'rewound',
    'code.restored',
    'step.done 3:after',
    'flow.completed',
  ]);
  assert.deepEqual(engine.verify(RUN), []);
});

test('the code is restored before the flow goes on, also after a crash in between', async (t) => {
  const { engine, time, control } = benchIn(t);
  const ran: string[] = [];
  let tries = 0;
  const restore = async () => {
    ran.push(`restore ${++tries}`);
    if (tries === 1) {
      throw new Error('git is busy');
    }
  };
  const flow = twiceBack(ran, { restore });
  const started = engine.start(RUN, flow, null, control);
  await assert.rejects(time.until(started), { message: 'git is busy' });
  assert.equal(engine.view(RUN).status, 'stopped');
  await time.until(engine.resume(RUN, flow, control));
  assert.deepEqual(ran, [
    'before',
    'after 0',
    'restore 1',
    'restore 2',
    'after 1',
    'restore 3',
    'after 2',
  ]);
});

test('a gate without a commit, and the start, restore nothing', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf(
    async (f) => {
      await passing(f, 'g', null);
      const [first, second] = f.rewinds();
      if (second === undefined) {
        await f.rewind(first === undefined ? 'g' : null, CAUSE);
      }
      return f.rewinds().map(({ gate }) => gate);
    },
    { restore: () => Promise.reject(new Error('it was called')) },
  );
  assert.deepEqual(await time.until(engine.start(RUN, flow, null, control)), {
    kind: 'completed',
    result: ['g', null],
  });
});

test('what parallel branches had done before the gate stays', async (t) => {
  const { engine, time, control } = benchIn(t);
  const ran: string[] = [];
  const flow = flowOf(async (f) => {
    await f.all(
      'p',
      ['gated', 'early', 'late'],
      { concurrency: 3, failFast: false, name: String },
      async (own, name) => {
        if (name === 'gated') {
          await own.sleep('nap', 1_000);
          await passing(own, 'g');
          return;
        }
        await own.sleep('nap', name === 'early' ? 500 : 1_500);
        await own.step('s', plain, async () => ran.push(name));
      },
    );
    if (f.rewinds().length === 0) {
      await f.rewind('p/gated/g', CAUSE);
    }
  });
  await time.until(engine.start(RUN, flow, null, control));
  assert.deepEqual(ran, ['early', 'late', 'late']);
});

async function rewindOnce(flow: Flow): Promise<number> {
  await flow.sleep('nap', 500);
  return flow.rewinds().length > 0 ? 1 : flow.rewind(null, CAUSE);
}

test('a step that runs while the run is rewound is aborted and waited for', async (t) => {
  const { engine, time, control } = benchIn(t);
  const ran: string[] = [];
  const flow = flowOf((f) =>
    f.all('p', ['back', 'works'], { concurrency: 2, failFast: false, name: String }, (own, name) =>
      name === 'back'
        ? rewindOnce(own)
        : own.step('s', { ...plain, timeoutMs: 60_000 }, ({ signal, attempt }) => {
            ran.push(`begun ${attempt}`);
            if (f.rewinds().length > 0) {
              return Promise.resolve(1);
            }
            return new Promise((_, reject) => {
              signal.addEventListener('abort', () => {
                time.timers.after(3_000, () => {
                  ran.push('ended');
                  reject(new Error('aborted'));
                });
              });
            });
          }),
    ),
  );
  assert.equal((await time.until(engine.start(RUN, flow, null, control))).kind, 'completed');
  assert.deepEqual(ran, ['begun 1', 'ended', 'begun 1']);
});

test('a flow that goes back for ever fails', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) => f.rewind(null, CAUSE));
  assert.deepEqual(await time.until(engine.start(RUN, flow, null, control)), {
    kind: 'failed',
    failure: 'the run was rewound 100 times, which is the limit',
  });
});

test('from outside: a failed run goes on at its gate, with the reason', async (t) => {
  const { engine, time, control } = benchIn(t);
  const restored: string[] = [];
  const flow = flowOf(
    async (f) => {
      await passing(f, 'g');
      if (f.rewinds().length === 0) {
        throw new Error('not yet');
      }
      return f.rewinds()[0]?.reason;
    },
    { restore: async (commit) => void restored.push(commit) },
  );
  assert.equal((await time.until(engine.start(RUN, flow, null, control))).kind, 'failed');
  assert.throws(() => engine.rewind(RUN, 'nowhere', CAUSE), {
    code: 'E_NOT_FOUND',
    message: /not passed a gate nowhere\. Passed have: g\./,
  });
  engine.rewind(RUN, 'g', { ...CAUSE, reason: 'try again' });
  const view = engine.view(RUN);
  assert.deepEqual([view.status, view.failure, view.rewinds.length], ['stopped', null, 1]);
  assert.deepEqual(await time.until(engine.resume(RUN, flow, control)), {
    kind: 'completed',
    result: 'try again',
  });
  assert.deepEqual(restored, ['commit of g']);
});

test('an approval that was sent before a rewind does not count after it', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) => f.ask('q', question()));
  await time.until(engine.start(RUN, flow, null, control));
  engine.send(RUN, 'q', answer('yes'));
  engine.rewind(RUN, null, CAUSE);
  assert.equal((await time.until(engine.resume(RUN, flow, control))).kind, 'waiting');
  assert.equal(engine.view(RUN).questions.length, 1);
});

test('a cancelled run is not rewound', async (t) => {
  const { engine, time, control } = benchIn(t);
  const flow = flowOf((f) => f.ask('q', question()));
  await time.until(engine.start(RUN, flow, null, control));
  engine.cancel(RUN, { by: 'ada', reason: '' });
  const refused = { code: 'E_USAGE', message: /cancelled by ada/ };
  assert.throws(() => engine.rewind(RUN, null, CAUSE), refused);
  await time.until(engine.resume(RUN, flow, control));
  assert.throws(() => engine.rewind(RUN, null, CAUSE), refused);
});
