import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { HoneError, messageOf, systemClock } from '../base/index.ts';
import type { CommandLine, Exceeded, Exit } from '../model/index.ts';
import { endGroup } from './end-processes.ts';
import { DRAIN_MS_MAX, STDERR_TAIL_BYTES } from './limits.ts';

/** One run of a command in a process group of its own. */
export interface RunRequest {
  readonly line: CommandLine;
  /** Absolute path of the file on standard input; null for an empty one. */
  readonly stdinPath: string | null;
  readonly timeoutMs: number;
  /** For each of the two outputs; more is a flood. */
  readonly outputBytesMax: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  readonly signal?: AbortSignal;
  /** Gets standard output as it comes. What it throws ends the run and is thrown. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** How a command of `collect` ends, which does not bound what is used up. */
export type OwnExit = Exclude<Exit, Exceeded>;

/** How it ended. Standard output is not kept. */
export interface RunEnd {
  readonly exit: OwnExit;
  readonly wallNs: number; // to the end of the command, without what it left running
  readonly stdoutSha256: string;
  readonly stdoutBytes: number;
  readonly stderrTail: string;
  /** True when a killed process is still there, stuck in the kernel. */
  readonly leftBehind: boolean;
}

/** What ends a run before its time. */
type Stop =
  | { readonly kind: 'exit'; readonly exit: OwnExit }
  | { readonly kind: 'failure'; readonly failure: unknown };

/**
 * Runs a command and settles when every process of its group is gone.
 *
 * @throws HoneError E_COMMAND when it can't be started, E_INTERRUPTED when aborted, and whatever
 *   `onOutput` throws
 */
export async function runCommand(request: RunRequest): Promise<RunEnd> {
  if (request.signal?.aborted === true) {
    throw interrupted(request.line);
  }
  const input = request.stdinPath === null ? null : openSync(request.stdinPath, 'r');
  const startNs = systemClock.monotonicNs();
  try {
    const child = await start(request.line, input);
    return await attend(child, request, startNs);
  } finally {
    if (input !== null) {
      closeSync(input);
    }
  }
}

type Started = ChildProcess & { readonly pid: number; readonly stdout: Readable };

async function start({ words, cwd, env }: CommandLine, input: number | null): Promise<Started> {
  try {
    const child = spawn(words[0], words.slice(1), {
      cwd,
      env,
      detached: true, // leads a process group, so that all of it can be ended
      stdio: [input ?? 'ignore', 'pipe', 'pipe'],
    });
    const failed = new Promise<never>((_, reject) => {
      child.on('error', reject);
    });
    failed.catch(() => {}); // after the start it means nothing
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has a pid and its pipes
    return child.pid === undefined ? await failed : (child as Started);
  } catch (cause) {
    throw new HoneError(
      'E_COMMAND',
      `The command ${words[0]} could not be started in ${cwd}: ${messageOf(cause)}. Check its ` +
        `name, and that it is on the PATH.`,
      { cause },
    );
  }
}

async function attend(child: Started, request: RunRequest, startNs: number): Promise<RunEnd> {
  const { timeoutMs, outputBytesMax, signal, onOutput } = request;
  const { promise: over, resolve: stop } = Promise.withResolvers<Stop>();
  const end = (exit: OwnExit): void => stop({ kind: 'exit', exit });
  let wallNs: number | null = null;
  child.once('exit', (code, name) => {
    wallNs = systemClock.monotonicNs() - startNs;
    end(
      code === null
        ? { kind: 'signalled', signal: name ?? 'a signal' }
        : { kind: 'exited', code: code & 0xff },
    );
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const hash = createHash('sha256');
  const stdout = counted(child.stdout, outputBytesMax, end, (chunk) => {
    try {
      hash.update(chunk);
      onOutput?.(chunk);
    } catch (failure) {
      stop({ kind: 'failure', failure });
    }
  });
  let tail = Buffer.alloc(0);
  counted(child.stderr, outputBytesMax, end, (chunk) => {
    tail = Buffer.concat([tail, chunk]);
    tail = tail.subarray(Math.max(0, tail.length - STDERR_TAIL_BYTES));
  });
  const timer = setTimeout(() => end({ kind: 'timed-out', afterMs: timeoutMs }), timeoutMs);
  const abort = (): void => stop({ kind: 'failure', failure: interrupted(request.line) });
  signal?.addEventListener('abort', abort, { once: true });

  const first = await over;
  clearTimeout(timer);
  signal?.removeEventListener('abort', abort);
  const gone = await endGroup(child.pid, request.graceMs);
  await Promise.race([closed, pause(DRAIN_MS_MAX, undefined, { ref: false })]);
  letGo(child);
  if (first.kind === 'failure') {
    throw first.failure;
  }
  return {
    exit: first.exit,
    wallNs: wallNs ?? systemClock.monotonicNs() - startNs,
    stdoutSha256: hash.digest('hex'),
    stdoutBytes: stdout(),
    stderrTail: tail.toString('utf8'),
    leftBehind: !gone,
  };
}

/** Passes an output on up to its limit. Gives the number of bytes so far. */
function counted(
  stream: Readable | null,
  bytesMax: number,
  end: (exit: OwnExit) => void,
  take: (chunk: Buffer) => void,
): () => number {
  let bytes = 0;
  stream?.on('error', () => {}); // the end of the process tells more
  stream?.on('data', (chunk: Buffer) => {
    if (bytes <= bytesMax) {
      bytes += chunk.length;
      take(chunk);
    }
    if (bytes > bytesMax) {
      end({ kind: 'flooded', bytes: bytesMax });
    }
  });
  return () => bytes;
}

/** So that nothing of it keeps hone running or reading. */
function letGo(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function interrupted({ words }: CommandLine): HoneError {
  return new HoneError(
    'E_INTERRUPTED',
    `Interrupted while ${words[0]} was profiled; nothing is left running.`,
  );
}
