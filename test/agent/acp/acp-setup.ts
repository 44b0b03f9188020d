import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { acpExecutor, type AcpExecutorOptions } from '../../../src/agent/acp/acp-executor.ts';
import type {
  ExecutorControl,
  ProcessGroup,
  RoleOutput,
  RoleTask,
  TraceEvent,
} from '../../../src/agent/index.ts';
import { isGroupAlive } from '../../../src/agent/process-group.ts';
import type { Command } from '../../../src/model/index.ts';
import { taskIn, temporaryFolder } from '../agent-setup.ts';
import type { AcpBehaviour } from './scripted-agent.ts';

/** The command line of an agent that acts out a behaviour. */
export function scripted(behaviour: AcpBehaviour): Command {
  const path = join(import.meta.dirname, 'scripted-agent.ts');
  return { kind: 'words', words: [process.execPath, path, JSON.stringify(behaviour)] };
}

/** What came of one task that an agent got. */
export interface Played {
  readonly task: RoleTask;
  readonly output: RoleOutput | null;
  readonly thrown: unknown;
  readonly trace: readonly TraceEvent[];
  /** Groups that still have a living member; there are none unless hone is broken. */
  readonly survivors: readonly ProcessGroup[];
}

/** What a test changes about it. */
export interface PlayChanges {
  readonly task?: Partial<RoleTask>;
  readonly control?: Partial<ExecutorControl>;
  readonly options?: Partial<AcpExecutorOptions>;
}

/** Has an agent do a task that asks for nothing to be handed in. */
export async function play(
  test: TestContext,
  agent: AcpBehaviour | Command,
  changes: PlayChanges = {},
): Promise<Played> {
  const task = taskIn(temporaryFolder(test), { artifacts: [], ...changes.task });
  const isCommand = agent.kind === 'words' || agent.kind === 'shell';
  const command = isCommand ? agent : scripted(agent);
  const groups: ProcessGroup[] = [];
  const trace: TraceEvent[] = [];
  let output: RoleOutput | null = null;
  let thrown: unknown = null;
  try {
    output = await acpExecutor({ command, graceMs: 500, ...changes.options })(task, {
      signal: new AbortController().signal,
      timeoutMs: 60_000,
      owns: (group) => groups.push(group),
      onTrace: (event) => trace.push(event),
      ...changes.control,
    });
  } catch (caught) {
    thrown = caught;
  }
  const survivors = groups.filter(({ pid }) => isGroupAlive(pid));
  survivors.forEach(({ pid }) => process.kill(-pid, 'SIGKILL'));
  return { task, output, thrown, trace, survivors };
}

/** The log of the only attempt at a task. */
export function logOf({ outputFolder }: RoleTask): string {
  const [attempt = ''] = readdirSync(outputFolder);
  return readFileSync(join(outputFolder, attempt, 'log.txt'), 'utf8');
}
