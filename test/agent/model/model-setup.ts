import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type {
  ExecutorControl,
  ProcessGroup,
  RoleOutput,
  RoleTask,
  TraceEvent,
} from '../../../src/agent/executor.ts';
import {
  modelExecutor,
  type ModelExecutorOptions,
} from '../../../src/agent/model/model-executor.ts';
import { isGroupAlive } from '../../../src/agent/process-group.ts';
import { HoneError } from '../../../src/base/index.ts';
import { taskIn, temporaryFolder } from '../agent-setup.ts';
import {
  type AnswerCall,
  type AnswerTurn,
  mockServer,
  type Script,
  type SeenRequest,
} from './mock-server.ts';

/** What came of one run against a scripted model. */
export interface Played {
  readonly root: string;
  readonly task: RoleTask;
  readonly output: RoleOutput | null;
  readonly thrown: unknown;
  readonly trace: readonly TraceEvent[];
  readonly asked: readonly SeenRequest[];
  readonly others: readonly SeenRequest[];
  readonly waits: readonly number[];
  readonly groups: readonly ProcessGroup[];
}

/** What a test wants otherwise than usual. */
export interface PlayChanges {
  readonly task?: Partial<RoleTask>;
  readonly control?: Partial<ExecutorControl>;
  readonly options?: Partial<ModelExecutorOptions>;
  readonly models?: readonly string[] | null;
  /** Is given the folder of the task before it begins. */
  readonly prepare?: (folder: string, root: string) => void;
}

/** Runs an executor against a server that follows a script; waits are not waited for. */
export async function play(
  t: TestContext,
  script: Script,
  changes: PlayChanges = {},
): Promise<Played> {
  const root = temporaryFolder(t);
  const server = await mockServer(script, changes.models);
  t.after(server.close);
  const waits: number[] = [];
  const trace: TraceEvent[] = [];
  const groups: ProcessGroup[] = [];
  const task = taskIn(root, { artifacts: [], ...changes.task });
  changes.prepare?.(task.folder, root);
  let output: RoleOutput | null = null;
  let thrown: unknown = null;
  try {
    const executor = modelExecutor({
      url: server.url,
      model: 'mock',
      key: null,
      wait: async (ms, signal) => {
        waits.push(ms);
        signal.throwIfAborted();
      },
      ...changes.options,
    });
    output = await executor(task, {
      signal: new AbortController().signal,
      timeoutMs: 60_000,
      owns: (group) => groups.push(group),
      ...changes.control,
      onTrace: (event) => {
        trace.push(event);
        changes.control?.onTrace?.(event);
      },
    });
  } catch (caught) {
    thrown = caught;
  }
  assert.deepEqual(
    groups.filter(({ pid }) => isGroupAlive(pid)),
    [],
    'nothing that was started is left',
  );
  const { asked, others } = server;
  return { root, task, output, thrown, trace, asked, others, waits, groups };
}

/** The message of a run that had to fail. */
export function failedWith({ thrown, output }: Played, code = 'E_COMMAND'): string {
  assert.equal(output, null, 'it should have failed');
  assert.ok(thrown instanceof HoneError, String(thrown));
  assert.equal(thrown.code, code, thrown.message);
  assert.doesNotMatch(thrown.message, /undefined|\[object |NaN|Infinity/);
  return thrown.message;
}

/** The output of a run that had to succeed. */
export function succeeded({ thrown, output }: Played): RoleOutput {
  assert.ok(output !== null, String(thrown));
  return output;
}

/** An answer that makes calls. */
export function calling(...calls: readonly (readonly [string, unknown])[]): AnswerTurn {
  return {
    kind: 'answer',
    calls: calls.map(([name, args]): AnswerCall => ({ name, arguments: args })),
  };
}

/** An answer that ends the work. */
export function finishing(summary = 'Done.'): AnswerTurn {
  return calling(['finish', { summary }]);
}

/** What the model was told by the tools, in order, in the last request. */
export function resultsIn({ asked }: Pick<Played, 'asked'>): string[] {
  const messages = asked.at(-1)?.body.messages ?? [];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}

/** The record of the only run. */
export function logOf({ task }: Pick<Played, 'task'>): string {
  const [attempt] = readdirSync(task.outputFolder);
  return readFileSync(join(task.outputFolder, attempt ?? '', 'log.txt'), 'utf8');
}
