import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { assert, type Json, systemClock } from '../../src/base/index.ts';
import { embeddedEngine } from '../../src/engine/index.ts';
import type { Flow, FlowDefinition, RunOutcome } from '../../src/port/index.ts';
import { parseRunId, type RunId } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import type { EngineOrder, OpenEngine, StepBody } from './engine-task.ts';

const OPTIONS = { parse: (json: unknown): unknown => json, timeoutMs: 60_000 };
const CONTROL = { signal: new AbortController().signal };

/** Each flow of a worker is a run of its own. */
const RUNS: Readonly<Record<string, RunId>> = {
  one: parseRunId('20250131-000001-bbbb'),
  two: parseRunId('20250131-000006-bbbb'),
  small: parseRunId('20250131-000002-bbbb'),
  fan: parseRunId('20250131-000003-bbbb'),
  large: parseRunId('20250131-000004-bbbb'),
  killed: parseRunId('20250131-000005-bbbb'),
};

/** hone's embedded engine on its own store. */
export async function openHone({ state }: EngineOrder): Promise<OpenEngine> {
  mkdirSync(state, { recursive: true });
  const store = openStore(join(state, '.hone'), { clock: systemClock });
  const engine = embeddedEngine(store, { clock: systemClock, classes: {} });

  async function run(
    id: string,
    isNew: boolean,
    body: (flow: Flow) => Promise<unknown>,
  ): Promise<void> {
    const runId = RUNS[id];
    assert(runId !== undefined, `${id} is one of the flows of the bench`);
    const flow: FlowDefinition<unknown> = {
      name: id,
      version: '1',
      parse: (json) => json,
      body,
      restore: async () => undefined,
    };
    const outcome: RunOutcome<unknown> = isNew
      ? await engine.start(runId, flow, null, CONTROL)
      : await engine.resume(runId, flow, CONTROL);
    assert(outcome.kind === 'completed', `flow ${id} completes: ${JSON.stringify(outcome)}`);
  }

  return {
    sequential: (id, steps, body, last) => run(id, true, inOrder(steps, body, last)),
    resume: (id, steps, body, last) => run(id, false, inOrder(steps, body, last)),
    fanOut: (id, steps, concurrency, body) =>
      run(id, true, async (flow) => {
        const items = Array.from({ length: steps }, (_, index) => index);
        const options = { concurrency, failFast: true, name: String };
        await flow.all('fan', items, options, (branch, index) =>
          branch.step('work', OPTIONS, () => body(index)),
        );
        return null;
      }),
    close: async () => store.close(),
  };
}

/** A flow of steps one after another. */
function inOrder(
  steps: number,
  body: StepBody,
  last: () => Promise<Json>,
): (flow: Flow) => Promise<unknown> {
  return async (flow) => {
    for (let index = 0; index < steps; index++) {
      await flow.step(`step/${index}`, OPTIONS, () => body(index));
    }
    await flow.step('last', OPTIONS, last);
    return null;
  };
}
