import { setTimeout as pause } from 'node:timers/promises';

import { HoneError, type Json, messageOf } from '../../../src/base/index.ts';
import type { Engine, Flow, FlowDefinition, RunOutcome } from '../../../src/port/index.ts';
import type { RunId } from '../../../src/model/index.ts';
import { type Deed, writeDeed } from './side-log.ts';
import { answer, CAUSE, drive, flowOf, json, RETRIED, RUN, STEP } from './place.ts';

/** Longer than what any driver keeps beside its events. */
const BIG = 'a large result, '.repeat(1_000);

/** Questions that are answered before something must be wrong. */
const ANSWERS_MAX = 5;

/** Which branch is the slow one. Swapped between the process that is killed and the next. */
export type Pace = 'left-slow' | 'right-slow';

/**
 * A flow with everything that a crash can cut through: branches of two steps each, failures that
 * are tried again, one that is final, a large result, gates, a question, a sleep, and a rewind.
 *
 * @param log - where its steps and restores write down what they do
 * @param onDeed - called after each line; may kill the process
 */
export function crashFlow(
  log: string,
  pace: Pace,
  onDeed: () => void = () => undefined,
): FlowDefinition<Json> {
  let generation = 0;

  function write(kind: Deed['kind'], id: string, attempt: number): void {
    writeDeed(log, { kind, id, attempt, generation });
    onDeed();
  }

  function plain(flow: Flow, id: string, result: Json): Promise<Json> {
    return flow.step(id, STEP, async ({ attempt }) => {
      write('body', flow.path + id, attempt);
      return result;
    });
  }

  async function sideOf(flow: Flow, side: string): Promise<string> {
    const slowMs = pace.startsWith(side) ? 3 : 0;
    const first = await flow.step('first', STEP, async ({ attempt }) => {
      write('body', `${flow.path}first`, attempt);
      await pause(slowMs);
      return `${side} 1`;
    });
    const second = await plain(flow, 'second', `${side} 2`);
    return `${text(first)}, ${text(second)}`;
  }

  /** Fails twice; which time it is, it knows from the failure that it is told. */
  function shaky(flow: Flow): Promise<Json> {
    return flow.step('shaky', RETRIED, async ({ attempt, previousFailure }) => {
      write('body', 'shaky', attempt);
      if (previousFailure !== 'transient 2') {
        write('failing', 'shaky', attempt);
        throw new Error(previousFailure === null ? 'transient 1' : 'transient 2');
      }
      return `after ${previousFailure}`;
    });
  }

  async function hopeless(flow: Flow): Promise<string> {
    try {
      await flow.step('hopeless', RETRIED, async ({ attempt }) => {
        write('body', 'hopeless', attempt);
        throw new Error('for good');
      });
      return 'it passed';
    } catch (thrown) {
      return messageOf(thrown);
    }
  }

  async function body(flow: Flow, input: Json): Promise<Json> {
    generation = flow.rewinds().length;
    const begun = await plain(flow, 'begin', { input, at: 'begin' });
    const both = { concurrency: 2, failFast: false, name: String };
    const sides = await flow.all('sides', ['left', 'right'], both, (branch, side) =>
      sideOf(branch, side),
    );
    const tried = await shaky(flow);
    const gate = await flow.gate('checked', async () => ({
      kind: 'pass',
      commit: 'c0ffee',
      evidence: { seen: 1 },
    }));
    const failure = await hopeless(flow);
    const failed = await flow.gate('refused', async () => ({
      kind: 'fail',
      reasons: ['too slow'],
      evidence: null,
    }));
    const big = await plain(flow, 'big', BIG);
    await flow.sleep('rest', 2);
    const said = await flow.ask('go-on', {
      text: 'Go on?',
      of: 'architect',
      evidence: null,
      choices: ['yes', 'no'],
    });
    if (flow.rewinds().length === 0) {
      await plain(flow, 'before the rewind', null);
      return flow.rewind('checked', CAUSE);
    }
    const last = await plain(flow, 'last', 'done');
    const rewinds = flow.rewinds().map(({ reason, by, data, gate: to, commit }) => {
      return { reason, by, data, gate: to, commit };
    });
    const [characters, saidNow] = [text(big).length, { ...said }];
    return json({
      begun,
      sides,
      tried,
      gate,
      failure,
      failed,
      characters,
      saidNow,
      rewinds,
      last,
    });
  }

  return flowOf(body, {
    restore: async (commit) => {
      write('restore', commit, 1);
      await pause(1);
    },
  });
}

/** A flow with a gate to fork at, and something to do before and behind it. */
export function forkedFlow(
  log: string,
  version: string,
  onDeed: () => void = () => undefined,
): FlowDefinition<Json> {
  function write(kind: Deed['kind'], id: string, attempt: number): void {
    writeDeed(log, { kind, id, attempt, generation: 0 });
    onDeed();
  }
  return flowOf(
    async (flow, input) => {
      const done: Json[] = [input];
      for (const id of ['before', 'behind']) {
        done.push(
          await flow.step(id, STEP, async ({ attempt }) => {
            write('body', id, attempt);
            return id === 'before' ? BIG : `of ${version}`;
          }),
        );
        await flow.gate(`${id} it`, async () => {
          return { kind: 'pass', commit: `commit of ${id}`, evidence: null };
        });
      }
      return json({ run: flow.run, done });
    },
    { version, restore: async (commit) => write('restore', commit, 1) },
  );
}

/** Starts the run or goes on with it, answers what it asks, until it has ended. */
export async function driveToEnd(
  engine: Engine,
  flow: FlowDefinition<Json>,
  onEvent: () => void = () => undefined,
): Promise<RunOutcome<Json>> {
  const control = drive({ onEvent });
  let outcome = isThere(engine)
    ? await engine.resume(RUN, flow, control)
    : await engine.start(RUN, flow, 'input', control);
  for (let asked = 0; outcome.kind === 'waiting' && asked < ANSWERS_MAX; asked++) {
    for (const { id } of outcome.questions) {
      engine.send(RUN, id, answer('yes'));
    }
    outcome = await engine.resume(RUN, flow, control);
  }
  return outcome;
}

/** Whoever started a run that was killed before it was recorded finds nothing, and starts again. */
export function isThere(engine: Engine, run: RunId = RUN): boolean {
  try {
    engine.view(run);
    return true;
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_NOT_FOUND') {
      return false;
    }
    throw thrown;
  }
}

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
