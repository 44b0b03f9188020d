import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { assert, type Json } from '../../src/base/index.ts';
import { type EngineOrder, type OpenEngine, sideBySide } from './engine-task.ts';

/** The part of the package `openworkflow` that is used here. */
interface Package {
  readonly OpenWorkflow: new (options: { backend: Backend }) => Client;
}
interface SqlitePackage {
  readonly BackendSqlite: { connect(path: string): Backend };
}
interface Backend {
  stop(): Promise<void>;
}
type StepRun = (options: { name: string }, body: () => Promise<Json>) => Promise<Json>;
interface Client {
  defineWorkflow(
    spec: { name: string },
    body: (given: { input: Input; step: { run: StepRun } }) => Promise<Json>,
  ): { run(input: Input): Promise<{ result(): Promise<Json> }> };
  newWorker(options: { concurrency: number }): Worker;
}
interface Worker {
  start(): Promise<void>;
  stop(): Promise<void>;
}
interface Input {
  readonly steps: number;
  readonly concurrency: number;
}
type Bodies = Pick<Parameters<OpenEngine['sequential']>, 2 | 3>;

/** OpenWorkflow with its SQLite backend, client and worker in one process. */
export async function openOpenWorkflow({ state, packages }: EngineOrder): Promise<OpenEngine> {
  mkdirSync(state, { recursive: true });
  const { resolve } = createRequire(join(packages, 'package.json'));
  const load = async (name: string): Promise<unknown> => import(pathToFileURL(resolve(name)).href);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- another's package, see above
  const { OpenWorkflow } = (await load('openworkflow')) as Package;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- another's package, see above
  const { BackendSqlite } = (await load('openworkflow/sqlite')) as SqlitePackage;
  const backend = BackendSqlite.connect(join(state, 'openworkflow.db'));
  const client = new OpenWorkflow({ backend });
  let bodies: Bodies | null = null;
  const resumed = Promise.withResolvers<void>();

  const inOrder = client.defineWorkflow({ name: 'in-order' }, async ({ input, step }) => {
    assert(bodies !== null, 'a workflow runs when it was asked for');
    const { 2: body, 3: last } = bodies;
    for (let index = 0; index < input.steps; index++) {
      await step.run({ name: `step-${index}` }, () => body(index));
    }
    await step.run({ name: 'last' }, last);
    resumed.resolve();
    return null;
  });
  const side = client.defineWorkflow({ name: 'side' }, async ({ input, step }) => {
    assert(bodies !== null, 'a workflow runs when it was asked for');
    const { 2: body } = bodies;
    await sideBySide(input.steps, input.concurrency, (index) =>
      step.run({ name: `step-${index}` }, () => body(index)),
    );
    return null;
  });
  const worker = client.newWorker({ concurrency: 1 });
  await worker.start();

  return {
    async sequential(_id, steps, body, last) {
      bodies = { 2: body, 3: last };
      await (await inOrder.run({ steps, concurrency: 1 })).result();
    },
    resume(_id, _steps, body, last) {
      bodies = { 2: body, 3: last };
      return resumed.promise; // the worker takes it up when the lease of the killed one is over
    },
    async fanOut(_id, steps, concurrency, body) {
      bodies = { 2: body, 3: async () => null };
      await (await side.run({ steps, concurrency })).result();
    },
    async close() {
      await worker.stop();
      await backend.stop();
    },
  };
}
