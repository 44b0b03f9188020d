import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

import { type HoneError, messageOf } from '../base/index.ts';
import type { Command, CommandLine } from '../model/index.ts';
import { cappedOutput, type CappedText } from './capped-output.ts';
import type { ProcessGroup } from './executor.ts';
import { DRAIN_MS_MAX, PIPE_BYTES } from './limits.ts';
import { openRunLog, type RunLog } from './run-log.ts';
import { endProcessGroup, groupLedBy } from './process-group.ts';

/** One run of a command, in a process group of its own. */
export interface ProcessRequest {
  /** For messages and the log; it is what is started unless there is a `line`. */
  readonly command: Command;
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What is started in its stead: the same command inside a sandbox. */
  readonly line?: CommandLine;
  /** For standard input; null closes it. */
  readonly input: string | null;
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** For each of the two outputs; more is a flood. */
  readonly outputBytesMax: number;
  /** Absolute; gets everything that is printed as it comes. Null keeps no log. */
  readonly logPath: string | null;
  readonly signal: AbortSignal;
  readonly owns: (processGroup: ProcessGroup) => void;
  /** Looks at its standard output as it comes; what it returns ends the run as its cause. */
  readonly watch?: (chunk: Buffer) => HoneError | null;
}

/** How it ended; what happened first counts. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'flooded'; readonly stream: 'output' | 'error output'; readonly bytes: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'refused'; readonly cause: unknown }
  | { readonly kind: 'log-failed'; readonly cause: unknown }
  | { readonly kind: 'not-started'; readonly cause: unknown };

/** What a run left behind. */
export interface ProcessResult {
  readonly end: ProcessEnd;
  readonly stdout: CappedText;
  readonly stderr: CappedText;
  /**
   * False when it closed its input, or ended, before it took all of it. Up to `PIPE_BYTES` it is
   * always true: whether they are taken or lie in the pipe is not to be told.
   */
  readonly inputTaken: boolean;
  /** True when a killed process is still there, stuck in the kernel. */
  readonly leftBehind: boolean;
}

/**
 * Runs a command and settles when every process of its group is gone: on its end, a timeout, an
 * abort or a flood. What it started and left running ends with it.
 *
 * @throws HoneError E_DISK when the log can't be begun; every other end is a value
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  if (request.signal.aborted) {
    return withoutOutput({ kind: 'interrupted' });
  }
  const log = openRunLog(request.logPath, request.command, request.cwd);
  let end: ProcessEnd | null = null;
  try {
    const started = await start(request);
    const result =
      started.kind === 'started'
        ? await attend(started.child, started.pid, request, log)
        : withoutOutput({ kind: 'not-started', cause: started.cause });
    end = result.end;
    return result;
  } finally {
    log.close(end === null ? 'hone failed' : endWords(end));
  }
}

/** How a run ended, as the second half of a sentence: `ended with exit code 3`. */
export function endWords(end: ProcessEnd): string {
  switch (end.kind) {
    case 'exited':
      return `ended with exit code ${end.code}`;
    case 'signalled':
      return `was killed by ${end.signal}`;
    case 'timed-out':
      return `did not end within ${end.afterMs / 1_000} s and was ended with all it had started`;
    case 'flooded':
      return `printed more than ${end.bytes} bytes to its standard ${end.stream} and was ended`;
    case 'interrupted':
      return 'was interrupted';
    case 'refused':
      return `was ended: ${messageOf(end.cause)}`;
    case 'log-failed':
      return 'was ended because its log could not be written';
    case 'not-started':
      return 'could not be started';
  }
}

/** A command as it is started; a shell's line as a program with its words. */
export function commandLine(
  command: Command,
  { cwd, env }: Pick<CommandLine, 'cwd' | 'env'>,
): CommandLine {
  const words: CommandLine['words'] =
    command.kind === 'shell' ? ['/bin/sh', '-c', command.text] : command.words;
  return { words, cwd, env };
}

type Started =
  | { readonly kind: 'started'; readonly child: ChildProcess; readonly pid: number }
  | { readonly kind: 'failed'; readonly cause: unknown };

async function start(request: ProcessRequest): Promise<Started> {
  const { words, cwd, env } = request.line ?? commandLine(request.command, request);
  const [program, ...rest] = words;
  let child: ChildProcess;
  try {
    child = spawn(program, rest, {
      cwd,
      env,
      detached: true, // leads a process group, so that all of it can be ended
      stdio: [request.input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
  } catch (thrown) {
    return { kind: 'failed', cause: thrown }; // too long a line, a zero byte in it
  }
  const { pid } = child;
  if (pid !== undefined) {
    child.on('error', () => {}); // only a failed start means something, and it did start
    request.owns(groupLedBy(pid));
    return { kind: 'started', child, pid };
  }
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ kind: 'failed', cause }));
  });
}

async function attend(
  child: ChildProcess,
  pid: number,
  request: ProcessRequest,
  log: RunLog,
): Promise<ProcessResult> {
  const { signal, timeoutMs, graceMs, outputBytesMax } = request;
  const outputs = { output: cappedOutput(), 'error output': cappedOutput() };
  const over = Promise.withResolvers<ProcessEnd>();
  let stopped: ProcessEnd | null = null;
  let ending: Promise<boolean> | null = null;
  const stop = (end: ProcessEnd): void => {
    if (stopped === null) {
      stopped = end;
      ending = endProcessGroup(pid, graceMs);
      void ending.then(() => over.resolve(end));
    }
  };
  const listen = (stream: 'output' | 'error output', readable: ChildProcess['stdout']): void => {
    readable?.on('error', () => {}); // the end of the process tells more
    readable?.on('data', (chunk: Buffer) => {
      const output = outputs[stream];
      if (output.totalBytes() > outputBytesMax) {
        return; // it is being ended for that
      }
      output.add(chunk);
      const failure = log.write(stream, chunk);
      const refusal = stream === 'output' ? refusalOf(request, chunk) : null;
      if (failure !== null) {
        stop({ kind: 'log-failed', cause: failure.cause });
      } else if (refusal !== null) {
        stop(refusal);
      } else if (output.totalBytes() > outputBytesMax) {
        stop({ kind: 'flooded', stream, bytes: outputBytesMax });
      }
    });
  };
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  child.once('exit', (code, signalName) => {
    over.resolve(
      code === null
        ? { kind: 'signalled', signal: signalName ?? 'a signal' }
        : { kind: 'exited', code },
    );
  });
  listen('output', child.stdout);
  listen('error output', child.stderr);
  child.stdin?.on('error', () => {}); // EPIPE: `inputTaken` tells
  const input = request.input ?? '';
  let inputTaken = child.stdin === null || Buffer.byteLength(input) <= PIPE_BYTES;
  child.stdin?.write(input, (error) => {
    inputTaken ||= !(error instanceof Error);
  });
  child.stdin?.end();
  const timer = setTimeout(() => stop({ kind: 'timed-out', afterMs: timeoutMs }), timeoutMs);
  const abort = (): void => stop({ kind: 'interrupted' });
  signal.addEventListener('abort', abort, { once: true });

  const first = await over.promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  const gone = await (ending ?? endProcessGroup(pid, graceMs));
  await Promise.race([closed, pause(DRAIN_MS_MAX, undefined, { ref: false })]);
  letGo(child);
  const [stdout, stderr] = [outputs.output.text(), outputs['error output'].text()];
  return { end: stopped ?? first, stdout, stderr, inputTaken, leftBehind: !gone };
}

/** A watcher that fails ends the run as well: nobody else would see its error. */
function refusalOf(
  { watch }: ProcessRequest,
  chunk: Buffer,
): Extract<ProcessEnd, { kind: 'refused' }> | null {
  try {
    const cause = watch?.(chunk) ?? null;
    return cause === null ? null : { kind: 'refused', cause };
  } catch (cause) {
    return { kind: 'refused', cause };
  }
}

/** So that nothing of it keeps hone running or reading. */
function letGo(child: ChildProcess): void {
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function withoutOutput(end: ProcessEnd): ProcessResult {
  const nothing = cappedOutput().text();
  return { end, stdout: nothing, stderr: nothing, inputTaken: true, leftBehind: false };
}
