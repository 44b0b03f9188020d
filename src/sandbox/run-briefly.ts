import { spawn } from 'node:child_process';

import type { CommandLine } from '../model/index.ts';
import { BRIEF_OUTPUT_BYTES_MAX } from './limits.ts';

/** How a short command ended. */
export type BriefEnd =
  | {
      readonly kind: 'ended';
      /** Null when a signal ended it. */
      readonly code: number | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'not-started'; readonly cause: Error }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'interrupted' };

/** Runs a command of our own without input, with bounded time and output, and ends its group. */
export function runBriefly(
  command: CommandLine,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<BriefEnd> {
  if (signal?.aborted === true) {
    return Promise.resolve({ kind: 'interrupted' });
  }
  const [program, ...words] = command.words;
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: command.cwd,
      env: command.env,
      detached: true, // leads a process group, so that all of it can be ended
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    const finish = (end: BriefEnd): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      endGroup(child.pid);
      resolve(end);
    };
    const timer = setTimeout(() => finish({ kind: 'timed-out' }), timeoutMs);
    const abort = (): void => finish({ kind: 'interrupted' });
    signal?.addEventListener('abort', abort, { once: true });
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(0, BRIEF_OUTPUT_BYTES_MAX);
      });
    }
    child.once('error', (cause) => finish({ kind: 'not-started', cause }));
    child.once('close', (code) => finish({ kind: 'ended', code, ...output }));
  });
}

function endGroup(group: number | undefined): void {
  if (group === undefined) {
    return; // it was never started
  }
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // ESRCH: nothing of it is left, which is the usual case.
  }
}
