import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import {
  commandExecutor,
  type CommandExecutorOptions,
  type ExecutorControl,
  type ProcessGroup,
  type RoleOutput,
  type RoleTask,
} from '../../src/agent/index.ts';
import { isGroupAlive } from '../../src/agent/process-group.ts';

/** A private folder that goes with its test. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-agent-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A task for a developer who has to hand in `plan.json`, in fresh folders. */
export function taskIn(root: string, changes: Partial<RoleTask> = {}): RoleTask {
  const folder = join(root, 'work');
  mkdirSync(folder, { recursive: true });
  return {
    role: 'developer',
    prompt: 'Make it fast.\n',
    folder,
    outputFolder: join(root, 'output'),
    artifacts: [{ name: 'plan.json', schema: 'plan' }],
    env: {},
    ...changes,
  };
}

/** A tiny program in the language of /bin/sh. */
export function script(root: string, body: string): string {
  const path = join(root, 'agent.sh');
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

/** What a run was told about and left. */
export interface Played {
  readonly output: RoleOutput | null;
  readonly thrown: unknown;
  readonly groups: readonly ProcessGroup[];
  /** Groups that still have a living member after it settled. */
  readonly survivors: readonly ProcessGroup[];
}

/** Runs a body of a shell script as the executor of a task; kills what a broken hone would leave. */
export async function play(
  root: string,
  body: string,
  changes: {
    readonly task?: Partial<RoleTask>;
    readonly control?: Partial<ExecutorControl>;
    readonly options?: Partial<CommandExecutorOptions>;
  } = {},
): Promise<Played> {
  const groups: ProcessGroup[] = [];
  const executor = commandExecutor({
    command: { kind: 'words', words: [script(root, body)] },
    graceMs: 2_000,
    ...changes.options,
  });
  let output: RoleOutput | null = null;
  let thrown: unknown = null;
  try {
    output = await executor(taskIn(root, changes.task), {
      signal: new AbortController().signal,
      timeoutMs: 20_000,
      owns: (group) => groups.push(group),
      ...changes.control,
    });
  } catch (caught) {
    thrown = caught;
  }
  const survivors = groups.filter(({ pid }) => isGroupAlive(pid));
  for (const { pid } of survivors) {
    process.kill(-pid, 'SIGKILL');
  }
  return { output, thrown, groups, survivors };
}

/** A file of the only attempt of a command, such as `log.txt`. */
export function fileOfAttempt(root: string, name: string): string {
  const [attempt] = readdirSync(join(root, 'output'));
  return readFileSync(join(root, 'output', attempt ?? '', name), 'utf8');
}

/** Aborted as soon as the script has made a file `ready` in its folder. */
export function whenReady(test: TestContext, root: string): AbortSignal {
  const controller = new AbortController();
  const { folder } = taskIn(root);
  const watcher = watch(folder, (_event, name) => {
    if (name === 'ready') {
      controller.abort();
    }
  });
  test.after(() => watcher.close());
  return controller.signal;
}
