import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { assert, type Json } from '../../src/base/index.ts';
import { type EngineOrder, type OpenEngine, sideBySide } from './engine-task.ts';

/** The part of the package `@dbos-inc/dbos-sdk` that is used here. */
interface Dbos {
  setConfig(config: Readonly<Record<string, string | boolean>>): void;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
  runStep(body: () => Promise<Json>, options: { name: string }): Promise<Json>;
  registerWorkflow(body: Workflow, options: { name: string }): Workflow;
  startWorkflow(workflow: Workflow, options: { workflowID: string }): Started;
}
type Workflow = (steps: number, concurrency: number) => Promise<Json>;
type Started = (steps: number, concurrency: number) => Promise<{ getResult(): Promise<Json> }>;
type Bodies = Pick<Parameters<OpenEngine['sequential']>, 2 | 3>;

/** DBOS Transact on Postgres, in one process. */
export async function openDbos({ packages, postgres }: EngineOrder): Promise<OpenEngine> {
  assert(postgres !== null, 'DBOS is measured where Postgres runs');
  const { resolve } = createRequire(join(packages, 'package.json'));
  const loaded: unknown = await import(pathToFileURL(resolve('@dbos-inc/dbos-sdk')).href);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- another's package, see above
  const { DBOS } = loaded as { DBOS: Dbos };
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: postgres,
    logLevel: 'error',
    applicationVersion: '1',
    executorID: 'bench',
  });
  let bodies: Bodies | null = null;
  const resumed = Promise.withResolvers<void>();
  const given = Promise.withResolvers<void>();

  const inOrder = DBOS.registerWorkflow(
    async (steps) => {
      await given.promise;
      assert(bodies !== null, 'a workflow runs when it was asked for');
      const { 2: body, 3: last } = bodies;
      for (let index = 0; index < steps; index++) {
        await DBOS.runStep(() => body(index), { name: `step-${index}` });
      }
      await DBOS.runStep(last, { name: 'last' });
      resumed.resolve();
      return null;
    },
    { name: 'in-order' },
  );
  const side = DBOS.registerWorkflow(
    async (steps, concurrency) => {
      assert(bodies !== null, 'a workflow runs when it was asked for');
      const { 2: body } = bodies;
      await sideBySide(steps, concurrency, (index) =>
        DBOS.runStep(() => body(index), { name: `step-${index}` }),
      );
      return null;
    },
    { name: 'side' },
  );
  await DBOS.launch();

  return {
    async sequential(workflowID, steps, body, last) {
      bodies = { 2: body, 3: last };
      given.resolve();
      await (await DBOS.startWorkflow(inOrder, { workflowID })(steps, 1)).getResult();
    },
    resume(_id, _steps, body, last) {
      bodies = { 2: body, 3: last };
      given.resolve(); // launching has begun to recover it
      return resumed.promise;
    },
    async fanOut(workflowID, steps, concurrency, body) {
      bodies = { 2: body, 3: async () => null };
      await (await DBOS.startWorkflow(side, { workflowID })(steps, concurrency)).getResult();
    },
    close: () => DBOS.shutdown(),
  };
}
