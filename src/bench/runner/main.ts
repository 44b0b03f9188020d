import { writeSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

import { NO_STRIPPING } from '../clean/attributes.ts';
import { NICENESS_WANTED } from '../limits.ts';
import { childProcessSpawner } from './child-process-spawner.ts';
import { engineInputFrom } from './engine-input.ts';
import { chooseOutputFolder } from './output-files.ts';
import { type OwnWorld, ownWorld, SHARED_WORLD } from './own-world.ts';
import { posixSpawner } from './posix-spawner.ts';
import type { RunnerMessage } from './protocol.ts';
import { runSample } from './run-sample.ts';
import { RunnerFailure } from './runner-failure.ts';
import type { Spawner } from './spawner.ts';
import type { System } from './system.ts';

const ENGINE_IN = 0;
const ENGINE_OUT = 1;

/** What the engine wants of the runner: JSON in its only argument. */
export interface RunnerOptions {
  readonly spawner: 'posix_spawn' | 'child_process' | null; // null: the best that works
  readonly outputFolder: string | null;
  readonly core: number | null; // for pinned samples; null: the last allowed one
  /** `major:minor` of what is mounted outside the runner's sandbox; null: it is in none. */
  readonly outsideDevices: readonly string[] | null;
}

/** The runner: says what it can do, then takes one sample for each message until its input ends. */
async function main(options: RunnerOptions): Promise<void> {
  // Small buffers share blocks of 8 KB, and a block outlives what was in it: 2 KB a sample, until
  // the next full collection, which so little garbage does not bring about.
  Buffer.poolSize = 0;
  const input = engineInputFrom(ENGINE_IN);
  const first = await input.next();
  if (first?.kind !== 'begin') {
    return; // the engine is gone
  }
  const send = senderWith(first.token);
  const outputFolder = options.outputFolder ?? chooseOutputFolder();
  const { spawner, world } = await prepare(options, outputFolder);
  send({ kind: 'hello', hello: spawner.hello, peakRssBytes: peakRssBytes() });
  for (;;) {
    const message = await input.next();
    if (message === null) {
      return;
    }
    if (message.kind !== 'run') {
      continue; // a cancel: the sample ended while this was on its way
    }
    const { id, request } = message;
    try {
      const outcome = await runSample({ spawner, input, outputFolder, world }, id, request);
      if (outcome === 'gone') {
        return;
      }
      send(
        outcome === 'cancelled'
          ? { kind: 'cancelled', id }
          : { kind: 'ended', id, result: outcome, peakRssBytes: peakRssBytes() },
      );
    } catch (thrown) {
      if (!(thrown instanceof RunnerFailure)) {
        throw thrown; // a bug: the engine shows what is printed
      }
      send({ kind: 'failed', id, code: thrown.code, message: thrown.message });
    }
  }
}

/** The best way of starting commands here, and what there is to be cleared after each. */
async function prepare(
  options: RunnerOptions,
  outputFolder: string,
): Promise<{ spawner: Spawner; world: OwnWorld }> {
  const notes: string[] = [];
  const niceness = raisePriority(notes);
  if (options.spawner !== 'child_process') {
    try {
      const system = await loadSystem();
      const pinnedCore = choosePinnedCore(system, options.core, notes);
      if (!system.adoptsOrphans) {
        notes.push('Processes that detach from a command are not found on this system.');
      }
      const hello = { spawner: 'posix_spawn', pinnedCore, niceness, notes } as const;
      const spawner = posixSpawner({ system, engineFd: ENGINE_IN, outputFolder, hello });
      return { spawner, world: worldFor(options, system) };
    } catch (thrown) {
      if (options.spawner === 'posix_spawn') {
        throw thrown;
      }
      notes.push(`posix_spawn can't be used here: ${String(thrown)}.`);
    }
  }
  notes.push(
    'Commands are started by child_process: about 0.5 ms more for each, CPU time and memory are ' +
      'unknown, nothing is pinned, and processes that detach from a command are not found.',
  );
  const hello = { spawner: 'child_process', pinnedCore: null, niceness, notes } as const;
  const { spawn } = await import('node:child_process');
  return { spawner: childProcessSpawner(hello, spawn), world: worldFor(options, null) };
}

function worldFor({ outsideDevices }: RunnerOptions, system: System | null): OwnWorld {
  if (outsideDevices === null) {
    return SHARED_WORLD;
  }
  system?.forbidMessageQueues();
  return ownWorld(outsideDevices, system?.stripAttributes ?? NO_STRIPPING);
}

async function loadSystem(): Promise<System> {
  const { default: koffi } = await import('koffi');
  if (process.platform === 'linux') {
    return (await import('./system-linux.ts')).linuxSystem(koffi);
  }
  if (process.platform === 'darwin') {
    return (await import('./system-darwin.ts')).darwinSystem(koffi);
  }
  throw new Error(`there are no system calls for ${process.platform}`);
}

function choosePinnedCore(system: System, wanted: number | null, notes: string[]): number | null {
  const cores = system.cores ?? [];
  if (wanted !== null && cores.includes(wanted) && cores.length > 1) {
    return wanted;
  }
  if (wanted !== null) {
    notes.push(`Core ${wanted} can't be used alone; these are allowed: ${cores.join(', ')}.`);
  }
  const last = cores.at(-1);
  if (last === undefined || cores.length < 2) {
    notes.push(
      last === undefined
        ? 'The system does not let a core be chosen, so nothing is pinned.'
        : 'Only one core is allowed, so nothing is pinned: everything shares it anyway.',
    );
    return null;
  }
  return last;
}

function raisePriority(notes: string[]): number {
  try {
    setPriority(NICENESS_WANTED);
    return NICENESS_WANTED;
  } catch {
    notes.push(`Priority ${NICENESS_WANTED} was refused, so commands run at ${getPriority()}.`);
    return getPriority();
  }
}

function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function senderWith(token: string): (message: RunnerMessage) => void {
  // The break before it ends whatever somebody else may have written there.
  return (message) => write(Buffer.from(`\n${JSON.stringify({ token, ...message })}\n`));
}

function write(line: Buffer): void {
  for (let done = 0; done < line.length;) {
    try {
      done += writeSync(ENGINE_OUT, line, done);
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE') {
        process.exit(0); // the engine is gone; nothing of ours runs at this point
      }
      throw thrown;
    }
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the engine has the same version
await main(JSON.parse(process.argv[2] ?? '{}') as RunnerOptions);
