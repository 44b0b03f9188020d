import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';

import { assert, HoneError, processTable } from '../base/index.ts';
import { MESSAGE_BYTES_MAX, RUNNER_CLOSE_MS_MAX, RUNNER_STDERR_LENGTH_MAX } from './limits.ts';
import { descendantsOf, killHard } from './process-tree.ts';
import type { EngineMessage, RunnerMessage } from './runner/protocol.ts';

/** Messages to and from the process. */
export interface Link {
  send(message: EngineMessage): void;
  /** The next message; rejects when the process dies or the time is over, which ends it. */
  answer(timeoutMs: number, signal: AbortSignal | null): Promise<RunnerMessage>;
  /** Leaves the answer that is being waited for no more than so long from now. */
  hurry(timeoutMs: number): void;
  /** Ends the process with all below it, its sandbox included, without asking it. */
  kill(): void;
  close(): Promise<void>;
}

/**
 * Speaks with a runner that was just started: tells it the token, takes its answers.
 *
 * @param child - has three pipes and leads a session of its own
 */
export function linkTo(child: ChildProcess): Link {
  const { stdin, stdout, stderr } = child;
  assert(stdin !== null && stdout !== null && stderr !== null, 'the runner has three pipes');
  let complaint = '';
  let ended: string | null = null;
  let deliver: ((message: RunnerMessage | Error) => void) | null = null;
  let giveUp: NodeJS.Timeout | undefined;

  const exited = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      ended ??= how;
      killSession(child.pid);
      deliver?.(runnerDied(ended, complaint));
      resolve();
    };
    child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
    child.once('error', (error) => end(error.message));
  });
  letGo(child);
  stdin.on('error', () => undefined); // EPIPE: the exit tells the same and more
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-RUNNER_STDERR_LENGTH_MAX);
  });
  const giveUpAfter = (timeoutMs: number): NodeJS.Timeout =>
    setTimeout(() => {
      deliver?.(runnerDied(`no answer within ${timeoutMs} ms`, complaint));
      killWithTree(child.pid);
    }, timeoutMs);
  const send = (message: EngineMessage): void => void stdin.write(`${JSON.stringify(message)}\n`);
  send({ kind: 'begin', token: hearing(stdout, (message) => deliver?.(message)) });

  return {
    send,
    answer: (timeoutMs, signal) =>
      new Promise<RunnerMessage>((resolve, reject) => {
        if (ended !== null) {
          reject(runnerDied(ended, complaint));
          return;
        }
        giveUp = giveUpAfter(timeoutMs);
        const abort = () => deliver?.(interrupted());
        deliver = (message) => {
          deliver = null;
          clearTimeout(giveUp);
          signal?.removeEventListener('abort', abort);
          if (message instanceof Error) {
            reject(message);
          } else {
            resolve(message);
          }
        };
        signal?.addEventListener('abort', abort, { once: true });
        if (signal?.aborted === true) {
          abort();
        }
      }),
    hurry(timeoutMs) {
      clearTimeout(giveUp);
      giveUp = deliver === null ? undefined : giveUpAfter(timeoutMs);
    },
    kill: () => killWithTree(ended === null ? child.pid : undefined),
    async close() {
      stdin.end(); // the runner kills what it runs, then ends
      const stuck = setTimeout(() => killWithTree(child.pid), RUNNER_CLOSE_MS_MAX);
      await exited;
      clearTimeout(stuck);
    },
  };
}

/** An engine that ends without closing is not kept alive: what it waits for has its own timers. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    if (stream instanceof Socket) {
      stream.unref();
    }
  }
}

/** Gives the token that its messages have to bear: other lines were not written by the runner. */
function hearing(stream: NodeJS.ReadableStream, use: (message: RunnerMessage) => void): string {
  const token = randomBytes(16).toString('hex');
  const start = `{"token":"${token}",`;
  onLines(stream, (line) => {
    if (line.startsWith(start)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is of this version
      use(JSON.parse(line) as RunnerMessage);
    }
  });
  return token;
}

function onLines(stream: NodeJS.ReadableStream, use: (line: string) => void): void {
  let partial = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (partial + text).split('\n');
    partial = (lines.pop() ?? '').slice(0, MESSAGE_BYTES_MAX); // longer is none of the runner's
    for (const line of lines) {
      use(line);
    }
  });
}

/** A sandbox around the runner has processes in sessions of their own. */
function killWithTree(pid: number | undefined): void {
  if (pid !== undefined) {
    const below = descendantsOf(pid, processTable());
    [pid, ...below.map((entry) => entry.pid)].forEach(killHard);
  }
}

/** What a killed runner could not end itself is found by its session, unless it left even that. */
function killSession(session: number | undefined): void {
  for (const entry of processTable()) {
    if (entry.session === session && entry.pid !== session) {
      killHard(entry.pid);
    }
  }
}

function runnerDied(how: string, complaint: string): HoneError {
  const said = complaint.trim() === '' ? '' : ` It said: ${complaint.trim()}`;
  return new HoneError(
    'E_COMMAND',
    `The runner, the process that takes the samples, ended unexpectedly (${how}).${said} If the ` +
      `machine is short of memory, free some; then run the same command again.`,
  );
}

/** The error for a sample or a start that was given up. */
export function interrupted(): HoneError {
  return new HoneError(
    'E_INTERRUPTED',
    'Interrupted while a sample was taken; nothing is left running.',
  );
}
