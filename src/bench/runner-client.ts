import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { assert, HoneError, processTable } from '../base/index.ts';
import type { CommandLine } from '../model/index.ts';
import {
  MESSAGE_BYTES_MAX,
  NICENESS_WANTED,
  RUNNER_ANSWER_MS_MAX,
  RUNNER_CLOSE_MS_MAX,
  RUNNER_START_MS_MAX,
  RUNNER_STDERR_LENGTH_MAX,
  TIMEOUT_MS_MAX,
} from './limits.ts';
import { mountedDevices } from './mounted-devices.ts';
import { descendantsOf, killHard } from './process-tree.ts';
import type { RunnerOptions } from './runner/main.ts';
import type {
  EngineMessage,
  Hello,
  RunnerMessage,
  RunRequest,
  RunResult,
} from './runner/protocol.ts';

/** What a request, its result and the runner's greeting hold. */
export type { Hello, RunRequest, RunResult } from './runner/protocol.ts';

/** The small process that takes the samples, seen from the engine. */
export interface Runner {
  /** What it can do on this machine, to be shown beside every number. */
  readonly hello: Hello;
  /**
   * Takes one sample. Only one at a time.
   *
   * @param signal - kills the command with its whole tree
   * @throws HoneError E_COMMAND when the command can't be started or the runner died, E_NOT_FOUND
   *   without the file for standard input, E_DISK when the output can't be stored, E_INTERRUPTED
   *   when aborted
   */
  run(request: RunRequest, signal?: AbortSignal): Promise<RunResult>;
  /** The runner's own largest memory so far, in bytes. */
  peakRssBytes(): number;
  /** Ends the runner and whatever it still runs. May be called twice. */
  close(): Promise<void>;
}

/** How to start the runner; everything may be left out. */
export interface OpenRunnerOptions {
  /** Forces one way of starting commands; by default the best that works. */
  readonly spawner?: 'posix_spawn' | 'child_process';
  /** Where outputs are collected; by default memory, or the folder for temporary files. */
  readonly outputFolder?: string;
  /** Core for pinned samples; by default the last one that is allowed. */
  readonly core?: number;
  /** Gives up the start; it does not end a runner that was opened. */
  readonly signal?: AbortSignal;
  /** Program text of the runner; by default the one that belongs to this installation. */
  readonly entry?: string;
  /**
   * Gives the command line that runs the runner in a sandbox, so that every command that it starts
   * is in there too and none takes longer for it. `runnerFiles` says what has to be readable in it.
   */
  readonly wrap?: (command: CommandLine) => Promise<CommandLine>;
  /**
   * With `wrap`: after every command, what it left in the sandbox's own folders is removed, and
   * what can't be removed makes its sample invalid.
   */
  readonly cleans?: boolean;
}

/**
 * Keeps the runner under 60 MB. Compiled code alone took 10 MB after a thousand samples and won no
 * measurable time, so there is none; but Node's reading of TypeScript needs WebAssembly and with it
 * the compiler.
 */
function nodeFlags(entry: string): string[] {
  const compiler = entry.endsWith('.ts') ? '--disable-warning=ExperimentalWarning' : '--jitless';
  return ['--max-semi-space-size=1', '--max-old-space-size=64', '--v8-pool-size=1', compiler];
}

/**
 * Starts the runner.
 *
 * @throws HoneError E_COMMAND when it does not answer, E_INTERRUPTED when aborted
 */
export async function openRunner(options: OpenRunnerOptions = {}): Promise<Runner> {
  const wanted: RunnerOptions = {
    spawner: options.spawner ?? null,
    outputFolder: options.outputFolder ?? null,
    core: options.core ?? null,
    outsideDevices: options.wrap !== undefined && options.cleans === true ? mountedDevices() : null,
  };
  const entry = options.entry ?? runnerEntry();
  const plain: CommandLine = {
    words: [process.execPath, ...nodeFlags(entry), entry, JSON.stringify(wanted)],
    cwd: '/',
    env: runnerEnvironment(),
  };
  const child = startProcess(options.wrap === undefined ? plain : await options.wrap(plain));
  const link = linkTo(child);
  const first = await link
    .answer(RUNNER_START_MS_MAX, options.signal ?? null)
    .catch(async (thrown) => {
      await link.close();
      throw thrown;
    });
  assert(first.kind === 'hello', 'the runner says hello first');
  return runnerOver(link, first);
}

/**
 * Files and folders that the runner loads itself from, absolute: the Node that runs it, the package
 * that it belongs to or, without one, its folder, and what it calls the system with, which lies
 * beside that package where hone is installed.
 */
export function runnerFiles(entry: string = runnerEntry()): string[] {
  let folder = dirname(entry);
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  const own = dirname(folder) === folder ? dirname(entry) : folder;
  return [process.execPath, own, ...systemCalls(entry, own)];
}

/** Without it the runner works too, and can't tell what a command used. */
function systemCalls(entry: string, own: string): string[] {
  let koffi: string;
  try {
    koffi = dirname(createRequire(entry).resolve('koffi'));
  } catch {
    return [];
  }
  const native = join(dirname(koffi), '@koromix');
  return [koffi, native].filter((path) => existsSync(path) && !path.startsWith(`${own}${sep}`));
}

/** A sandbox takes from the runner the right to raise its priority, so it is born with it. */
function startProcess({ words, cwd, env }: CommandLine): ChildProcess {
  const own = getPriority();
  try {
    setPriority(NICENESS_WANTED);
  } catch {
    // Not allowed here: then the runner is refused it too, and says so.
  }
  try {
    return spawn(words[0], words.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd,
      env,
      detached: true, // a session of its own: Ctrl-C reaches only the engine, which then decides
    });
  } finally {
    setPriority(own);
  }
}

function runnerOver(link: Link, first: RunnerMessage & { kind: 'hello' }): Runner {
  let lastId = 0;
  let busy = false;
  let peakRssBytes = first.peakRssBytes;

  async function run(request: RunRequest, signal?: AbortSignal): Promise<RunResult> {
    assert(!busy, 'the runner takes one sample at a time');
    assert(
      request.placement === 'free' || first.hello.pinnedCore !== null,
      'pinned samples are only asked for where the runner can pin',
    );
    if (signal?.aborted === true) {
      throw interrupted();
    }
    busy = true;
    const id = ++lastId;
    let cancelled = false;
    const cancel = () => {
      cancelled = true;
      link.send({ kind: 'cancel', id });
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      link.send({ kind: 'run', id, request });
      const answer = await link.answer(
        Math.min(request.timeoutMs, TIMEOUT_MS_MAX) + RUNNER_ANSWER_MS_MAX,
        null,
      );
      assert(answer.kind !== 'hello' && answer.id === id, 'the runner answers in order');
      if (answer.kind === 'failed') {
        throw new HoneError(answer.code, answer.message);
      }
      if (answer.kind === 'cancelled' || cancelled) {
        throw interrupted();
      }
      peakRssBytes = answer.peakRssBytes;
      return answer.result;
    } finally {
      busy = false;
      signal?.removeEventListener('abort', cancel);
    }
  }

  return { hello: first.hello, run, peakRssBytes: () => peakRssBytes, close: () => link.close() };
}

/** Messages to and from the process. */
interface Link {
  send(message: EngineMessage): void;
  /** The next message; rejects when the process dies or the time is over, which ends it. */
  answer(timeoutMs: number, signal: AbortSignal | null): Promise<RunnerMessage>;
  close(): Promise<void>;
}

function linkTo(child: ChildProcess): Link {
  const { stdin, stdout, stderr } = child;
  assert(stdin !== null && stdout !== null && stderr !== null, 'the runner has three pipes');
  let complaint = '';
  let ended: string | null = null;
  let deliver: ((message: RunnerMessage | Error) => void) | null = null;

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
  // An engine that ends without closing is not kept alive: what it waits for has timers of its own.
  child.unref();
  for (const stream of [stdin, stdout, stderr]) {
    if (stream instanceof Socket) {
      stream.unref();
    }
  }
  stdin.on('error', () => undefined); // EPIPE: the exit tells the same and more
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-RUNNER_STDERR_LENGTH_MAX);
  });
  const send = (message: EngineMessage): void => void stdin.write(`${JSON.stringify(message)}\n`);
  const token = randomBytes(16).toString('hex');
  onMessages(stdout, token, (message) => deliver?.(message));
  send({ kind: 'begin', token });

  return {
    send,
    answer: (timeoutMs, signal) =>
      new Promise<RunnerMessage>((resolve, reject) => {
        if (ended !== null) {
          reject(runnerDied(ended, complaint));
          return;
        }
        const giveUp = setTimeout(() => {
          deliver?.(runnerDied(`no answer within ${timeoutMs} ms`, complaint));
          killWithTree(child.pid);
        }, timeoutMs);
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
    async close() {
      stdin.end(); // the runner kills what it runs, then ends
      const stuck = setTimeout(() => killWithTree(child.pid), RUNNER_CLOSE_MS_MAX);
      await exited;
      clearTimeout(stuck);
    },
  };
}

/** Lines without the token were not written by the runner. */
function onMessages(
  stream: NodeJS.ReadableStream,
  token: string,
  use: (message: RunnerMessage) => void,
): void {
  const start = `{"token":"${token}",`;
  onLines(stream, (line) => {
    if (line.startsWith(start)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is of this version
      use(JSON.parse(line) as RunnerMessage);
    }
  });
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

function interrupted(): HoneError {
  return new HoneError(
    'E_INTERRUPTED',
    'Interrupted while a sample was taken; nothing is left running.',
  );
}

/** The runner gets nothing of Node's own settings; commands get theirs with each request. */
function runnerEnvironment(): Record<string, string> {
  const names = ['PATH', 'TMPDIR', 'HOME', 'LANG'];
  const entries = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

/** Source in development, one file beside the bundle, or its own file in the compiled library. */
function runnerEntry(): string {
  if (import.meta.url.endsWith('.ts')) {
    return fileURLToPath(new URL('./runner/main.ts', import.meta.url));
  }
  const bundled = fileURLToPath(new URL('./runner.js', import.meta.url));
  return existsSync(bundled)
    ? bundled
    : fileURLToPath(new URL('./runner/main.js', import.meta.url));
}
