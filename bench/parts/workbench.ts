import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { HoneError } from '../../src/base/index.ts';
import { acquireMachineLock, openRunner, type Runner } from '../../src/bench/index.ts';

/** The built runner, which is what users run. */
export const RUNNER_ENTRY: string = fileURLToPath(new URL('../../dist/runner.js', import.meta.url));

/** Longest wait for another hone that measures on this machine. */
const LOCK_WAIT_MS_MAX = 3_600_000;

/** What a script of this folder works with. */
export interface Workbench {
  readonly signal: AbortSignal;
  readonly runner: Runner;
  /** Private folder that is gone afterwards. */
  readonly scratch: string;
}

/** A signal that Ctrl-C and SIGTERM abort, so that everything is cleaned up on the way out. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}

/** Runs `work` with the machine's lock, the built runner and a scratch folder; ends them all. */
export async function withWorkbench<T>(
  purpose: string,
  signal: AbortSignal,
  work: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const lock = await acquireMachineLock({
    purpose,
    signal,
    waitMsMax: LOCK_WAIT_MS_MAX,
    onWait: () => progress('waiting for another hone that measures on this machine'),
  });
  const scratch = mkdtempSync(join(tmpdir(), 'hone-bench-'));
  let runner: Runner | null = null;
  try {
    runner = await openRunner({ entry: RUNNER_ENTRY, signal });
    return await work({ signal, runner, scratch });
  } finally {
    await runner?.close();
    rmSync(scratch, { recursive: true, force: true });
    lock.release();
  }
}

/** A line for the person who waits. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** True for the failure that Ctrl-C causes. */
export function wasInterrupted(thrown: unknown): boolean {
  return thrown instanceof HoneError && thrown.code === 'E_INTERRUPTED';
}

/** A deadline `minutes` from now; `passed` also answers true after Ctrl-C. */
export function deadlineIn(minutes: number, signal: AbortSignal): { passed(): boolean } {
  const end = performance.now() + minutes * 60_000;
  return { passed: () => signal.aborted || performance.now() > end };
}
