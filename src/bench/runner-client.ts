import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getPriority, setPriority } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { assert, HoneError, NS_PER_MS } from '../base/index.ts';
import type { CommandLine, Exceeded } from '../model/index.ts';
import { NO_TRACES } from './clean/traces.ts';
import {
  NICENESS_WANTED,
  RUNNER_ANSWER_MS_MAX,
  RUNNER_START_MS_MAX,
  TIMEOUT_MS_MAX,
} from './limits.ts';
import { mountedDevices } from './mounted-devices.ts';
import { interrupted, type Link, linkTo } from './runner-link.ts';
import type { RunnerOptions } from './runner/main.ts';
import type { Hello, RunnerMessage, RunRequest, RunResult } from './runner/protocol.ts';

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
  /** Looks after what commands use up; without it they may use what there is. */
  readonly watch?: WatchTree;
}

/**
 * Watches a process and all below it from outside of it, so that nothing of the watching falls into
 * the time of a sample, until the function is called that it returns.
 *
 * @param pid - the runner, which is in the tree with its sandbox
 * @param onExceeded - told once, of the first bound that was passed
 */
export type WatchTree = (pid: number, onExceeded: (exit: Exceeded) => void) => () => void;

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
  const { pid } = child;
  assert(pid !== undefined, 'what said hello has a process id');
  const watch = options.watch ?? (() => () => undefined);
  return runnerOver(link, first, (onExceeded) => watch(pid, onExceeded));
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

function runnerOver(
  link: Link,
  first: RunnerMessage & { kind: 'hello' },
  watch: (onExceeded: (exit: Exceeded) => void) => () => void,
): Runner {
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
    const over: { exit: Exceeded | null } = { exit: null };
    const unwatch = watch((exit) => {
      over.exit = exit;
      link.send({ kind: 'exceeded', id, exit });
      link.hurry(RUNNER_ANSWER_MS_MAX);
    });
    const startedAt = new Date().toISOString();
    try {
      link.send({ kind: 'run', id, request });
      const timeoutMs = Math.min(request.timeoutMs, TIMEOUT_MS_MAX) + RUNNER_ANSWER_MS_MAX;
      const answer = await link.answer(timeoutMs, null);
      assert(answer.kind !== 'hello' && answer.id === id, 'the runner answers in order');
      if (answer.kind === 'failed') {
        throw new HoneError(answer.code, answer.message);
      }
      if (answer.kind === 'cancelled' || cancelled) {
        throw interrupted();
      }
      peakRssBytes = answer.peakRssBytes;
      return over.exit === null ? answer.result : { ...answer.result, exit: over.exit };
    } catch (thrown) {
      if (over.exit === null || cancelled) {
        throw thrown;
      }
      link.kill(); // it could not end what it had started, or the machine had no room left for it
      return endedFromOutside(startedAt, over.exit);
    } finally {
      unwatch();
      busy = false;
      signal?.removeEventListener('abort', cancel);
    }
  }

  return { hello: first.hello, run, peakRssBytes: () => peakRssBytes, close: () => link.close() };
}

/** What is known of a command that was ended together with its runner. */
function endedFromOutside(startedAt: string, exit: Exceeded): RunResult {
  return {
    startedAt,
    wallNs: Math.max(0, Date.now() - Date.parse(startedAt)) * NS_PER_MS,
    userNs: null,
    systemNs: null,
    peakRssBytes: null,
    exit,
    outputSha256: '',
    outputBytes: 0,
    leftovers: [],
    wrote: NO_TRACES,
    remains: [],
    stderrTail: '',
    stdoutText: null,
    notes: [],
  };
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
