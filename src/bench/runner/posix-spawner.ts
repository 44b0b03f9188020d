import { closeSync, writeSync } from 'node:fs';

import { LOOK_EVERY_MS } from '../limits.ts';
import { killTree, settleTree } from './end-tree.ts';
import type { EngineInput } from './engine-input.ts';
import { nowNs } from './now-ns.ts';
import { isFlooded, openOutputFile } from './output-files.ts';
import type { Hello } from './protocol.ts';
import { explainRefusedStart } from './resolve-executable.ts';
import { RunnerFailure } from './runner-failure.ts';
import { type End, type Ended, endFor, type Spawner, type SpawnOrder } from './spawner.ts';
import type { ExitWatch, Gate, Reaped, System } from './system.ts';
import { pidFromTrampoline, TRAMPOLINE_FILE, trampolineWords } from './trampoline.ts';

/** The parts of the runner that a spawner needs. */
export interface PosixSpawnerParts {
  readonly system: System;
  readonly engineFd: number;
  readonly outputFolder: string;
  readonly hello: Hello;
}

type Interruption = Exclude<End, { kind: 'exited' | 'signalled' }>;

/**
 * Starts commands with posix_spawn and waits for them with wait4, so that the cost of starting
 * does not depend on the runner's memory and CPU time is exact.
 */
export function posixSpawner(parts: PosixSpawnerParts): Spawner {
  const { system, hello } = parts;
  const free = system.cores ?? [];
  const pinned = hello.pinnedCore === null ? free : [hello.pinnedCore];
  let placed: readonly number[] = free;

  // Not `async` inside: nothing but the command runs between its start and its end.
  function runNow(order: SpawnOrder, input: EngineInput): Ended {
    const wanted = order.placement === 'pinned' ? pinned : free;
    if (wanted !== placed) {
      system.placeOn(wanted); // the child inherits the runner's place
      placed = wanted;
    }
    enterFolder(order.cwd);
    try {
      return order.exactMemory && system.openGate !== null
        ? runBounced(parts, order, input, system.openGate())
        : runDirectly(parts, order, input);
    } finally {
      process.chdir('/'); // a checkout must be removable between samples
    }
  }

  return { hello, run: async (order, input) => runNow(order, input) };
}

function runDirectly(parts: PosixSpawnerParts, order: SpawnOrder, input: EngineInput): Ended {
  const { system, engineFd } = parts;
  const prepared = system.prepare({
    file: order.file,
    words: order.words,
    env: environmentOf(order),
    descriptors: [order.stdinFd, order.stdoutFd, order.stderrFd],
  });
  try {
    const pid = prepared.start();
    const startNs = prepared.startedNs;
    if (typeof pid === 'string') {
      throw new RunnerFailure('E_COMMAND', explainRefusedStart(order.words[0], order.file, pid));
    }
    const watch = system.watch(pid, engineFd);
    const deadlineNs = startNs + order.timeoutMs * 1e6;
    const interruption = waitFor(watch, { order, input, deadlineNs });
    const endNs = watch.returnedNs;
    watch.close();
    const floorBytes = system.memoryFloorBytes();
    return finish(system, { group: pid, pid, startNs, endNs, interruption, floorBytes, notes: [] });
  } finally {
    prepared.dispose();
  }
}

function runBounced(
  parts: PosixSpawnerParts,
  order: SpawnOrder,
  input: EngineInput,
  gate: Gate,
): Ended {
  const { system, engineFd } = parts;
  const pidFd = openOutputFile(parts.outputFolder);
  const prepared = system.prepare({
    file: TRAMPOLINE_FILE,
    words: trampolineWords(order.file, order.words),
    env: environmentOf(order),
    descriptors: [order.stdinFd, order.stdoutFd, order.stderrFd, pidFd, gate.readEnd],
  });
  try {
    const shell = prepared.start();
    let startNs = prepared.startedNs;
    if (typeof shell === 'string') {
      throw new RunnerFailure('E_COMMAND', explainRefusedStart('/bin/sh', TRAMPOLINE_FILE, shell));
    }
    const shellWatch = system.watch(shell, engineFd);
    const deadlineNs = startNs + order.timeoutMs * 1e6;
    let interruption = waitFor(shellWatch, { order, input, deadlineNs });
    let endNs = shellWatch.returnedNs;
    shellWatch.close();
    let pid: number | null = null;
    if (interruption === null) {
      system.reap(shell); // its own costs are not the command's
      pid = pidFromTrampoline(pidFd);
    }
    if (pid !== null) {
      const watch = system.watch(pid, engineFd);
      startNs = nowNs(); // only now does the command start
      writeSync(gate.writeEnd, '\n');
      interruption = waitFor(watch, { order, input, deadlineNs: startNs + order.timeoutMs * 1e6 });
      endNs = watch.returnedNs;
      watch.close();
    }
    const notes = [
      'Started from /bin/sh to see its peak memory, which adds a little to its CPU time.',
    ];
    const floorBytes = 0;
    return finish(system, { group: shell, pid, startNs, endNs, interruption, floorBytes, notes });
  } finally {
    prepared.dispose();
    for (const descriptor of [pidFd, gate.readEnd, gate.writeEnd]) {
      closeSync(descriptor);
    }
  }
}

/** Blocks until the command has ended (null) or a reason to end it came up. */
function waitFor(
  watch: ExitWatch,
  what: { order: SpawnOrder; input: EngineInput; deadlineNs: number },
): Interruption | null {
  const { order, input, deadlineNs } = what;
  let waitMs = Math.min(LOOK_EVERY_MS, order.timeoutMs);
  for (;;) {
    const event = watch.wait(waitMs);
    if (event === 'ended') {
      return null;
    }
    if (event === 'engine') {
      input.readNow();
      const wish = input.wishFor(order.id);
      if (wish !== 'go-on') {
        return endFor(wish);
      }
    }
    const leftNs = deadlineNs - nowNs();
    if (leftNs <= 0) {
      return { kind: 'timed-out' };
    }
    if (isFlooded(order)) {
      return { kind: 'flooded' };
    }
    waitMs = Math.min(LOOK_EVERY_MS, leftNs / 1e6);
  }
}

function finish(
  system: System,
  run: {
    group: number;
    pid: number | null; // null when the trampoline was interrupted or failed
    startNs: number;
    endNs: number;
    interruption: Interruption | null;
    floorBytes: number;
    notes: string[];
  },
): Ended {
  const { group, pid, interruption, notes } = run;
  if (interruption !== null) {
    const reaped = killTree(system, group);
    return summary({ ...run, end: interruption, reaped, leftovers: [] });
  }
  const main = pid === null ? 'none' : system.reap(pid);
  if (main === 'none') {
    killTree(system, group);
    const message = 'The command was lost before it ended: /bin/sh did not start it.';
    throw new RunnerFailure('E_COMMAND', message);
  }
  const remains = settleTree(system, group);
  if (remains.lastEndedNs !== null) {
    notes.push('Helper processes ended after the command; wall time reaches to the last one.');
  }
  return summary({
    ...run,
    end: main.end,
    endNs: remains.lastEndedNs ?? run.endNs,
    reaped: [main, ...remains.reaped],
    leftovers: remains.leftovers,
  });
}

function summary(run: {
  end: End;
  startNs: number;
  endNs: number;
  floorBytes: number;
  reaped: readonly Reaped[];
  leftovers: readonly string[];
  notes: readonly string[];
}): Ended {
  const peakRssBytes = Math.max(0, ...run.reaped.map((each) => each.peakRssBytes));
  return {
    end: run.end,
    wallNs: run.endNs - run.startNs,
    userNs: sum(run.reaped.map((each) => each.userNs)),
    systemNs: sum(run.reaped.map((each) => each.systemNs)),
    peakRssBytes: peakRssBytes > run.floorBytes ? peakRssBytes : null,
    leftovers: run.leftovers,
    notes: run.notes,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function environmentOf(order: SpawnOrder): string[] {
  return Object.entries(order.env).map(([name, value]) => `${name}=${value}`);
}

function enterFolder(cwd: string): void {
  try {
    process.chdir(cwd);
  } catch (thrown) {
    throw new RunnerFailure(
      'E_COMMAND',
      `The working directory ${cwd} can't be entered: ${String(thrown)}. Check that it exists.`,
    );
  }
}
