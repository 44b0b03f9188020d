import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

import { builtChild } from './built-child.ts';
import type { DriverFamily } from './driver.ts';

/** How long a child may take on a busy machine before it counts as hung, in ms. */
const CHILD_MS_MAX = 60_000;

/** How a child ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The lines that it printed, read as JSON. */
  readonly said: readonly unknown[];
}

/** A child that runs. */
export interface RunningChild {
  readonly process: ChildProcess;
  /** What it prints next. */
  line(): Promise<unknown>;
  readonly ended: Promise<ChildEnd>;
}

/** The words that start `child.ts`. */
export async function childWords(
  family: DriverFamily,
  command: string,
  folder: string,
  order: unknown = null,
): Promise<readonly string[]> {
  const { program, module } = await builtChild(family);
  return [program, command, module, folder, JSON.stringify(order)];
}

/** Starts `child.ts`; it is killed with the test, if it still runs. */
export async function startChild(
  t: TestContext,
  family: DriverFamily,
  command: string,
  folder: string,
  order: unknown = null,
): Promise<RunningChild> {
  const child = spawned(await childWords(family, command, folder, order));
  t.after(() => child.process.kill('SIGKILL'));
  return child;
}

/** Runs `child.ts` to its end, whatever that is. */
export async function runChild(
  family: DriverFamily,
  command: string,
  folder: string,
  order: unknown = null,
): Promise<ChildEnd> {
  return spawned(await childWords(family, command, folder, order)).ended;
}

function spawned(words: readonly string[]): RunningChild {
  const child = spawn(process.execPath, words, {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: CHILD_MS_MAX,
    killSignal: 'SIGABRT', // so that a child that hangs is told from one that killed itself
  });
  const said: unknown[] = [];
  const waiting: ((value: unknown) => void)[] = [];
  let read = 0;
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    const value: unknown = JSON.parse(line);
    said.push(value);
    waiting.shift()?.(value);
  });
  const closed = once(lines, 'close');
  return {
    process: child,
    line() {
      if (read < said.length) {
        return Promise.resolve(said[read++]);
      }
      read++;
      return new Promise((resolve) => void waiting.push(resolve));
    },
    ended: once(child, 'exit').then(async ([code, signal]) => {
      await closed;
      assert.notEqual(signal, 'SIGABRT', `${words.join(' ')} did not end`);
      waiting.forEach((tell) => tell({ ended: code ?? signal }));
      return { code, signal, said };
    }),
  };
}
