import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { openRunner, type OpenRunnerOptions, type Runner } from '../../../src/bench/index.ts';
import type { RunRequest } from '../../../src/bench/index.ts';
import { processEntry, processTable } from '../../../src/base/index.ts';
import { descendantsOf } from '../../../src/bench/process-tree.ts';

/** Absolute path of a fixture program. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/programs/${name}`, import.meta.url));
}

/** A private folder that goes with its test. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A runner that ends with its test. */
export async function runnerFor(test: TestContext, options: OpenRunnerOptions): Promise<Runner> {
  const runner = await openRunner(options);
  test.after(() => runner.close());
  return runner;
}

/** A request for these words with everything else at rest. */
export function request(
  words: readonly [string, ...string[]],
  changes: Partial<RunRequest> = {},
): RunRequest {
  return {
    words,
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdinPath: null,
    placement: 'free',
    timeoutMs: 20_000,
    exactMemory: false,
    captureBytesMax: 65_536,
    keepStdoutAt: null,
    ...changes,
  };
}

/** Waits for something that other processes bring about; fails after 15 s. */
export async function until(claim: string, holds: () => boolean): Promise<void> {
  const giveUp = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > giveUp) {
      throw new Error(`never came true: ${claim}`);
    }
    await pause(5);
  }
}

/** The numbers in a file that a program writes when it is ready. */
export async function pidsIn(path: string): Promise<number[]> {
  await until(`${path} is written`, () => textAt(path) !== '');
  return textAt(path).trim().split(' ').map(Number);
}

/** Whether a process runs: a zombie does not. */
export function runs(pid: number): boolean {
  return processEntry(pid)?.isAlive === true;
}

/** Process ids of the runners that this test process has started and not yet ended. */
export function runnerPids(): number[] {
  return descendantsOf(process.pid, processTable())
    .filter((entry) => entry.parent === process.pid && entry.session === entry.pid)
    .map((entry) => entry.pid);
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not yet there
  }
}
