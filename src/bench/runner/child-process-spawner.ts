import type { ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import { hasLivingMember, livingMembers, processTable } from '../../base/index.ts';
import { KILL_MS_MAX, LOOK_EVERY_MS, STRAGGLER_MS_MAX } from '../limits.ts';
import { killHard, namesOf } from '../process-tree.ts';
import { nowNs } from './now-ns.ts';
import type { EngineInput } from './engine-input.ts';
import { isFlooded } from './output-files.ts';
import type { Hello } from './protocol.ts';
import { explainRefusedStart } from './resolve-executable.ts';
import { RunnerFailure } from './runner-failure.ts';
import { type End, endFor, type Spawner, type SpawnOrder } from './spawner.ts';

const LOOK_AT_GROUP_MS = 2;

/**
 * Starts commands with Node's own child_process, where the system calls are out of reach. Each
 * start takes about 0.5 ms longer, CPU time and memory are unknown, and only processes that stay
 * in the command's process group are found when they outlive it.
 *
 * @param start - Node's `spawn`, handed in because loading it costs memory that is only spent here
 */
export function childProcessSpawner(hello: Hello, start: typeof spawn): Spawner {
  return {
    hello,
    async run(order, input) {
      const startNs = nowNs();
      const child = startWith(start, order);
      const { end, endNs } = await untilEnd(child, order, input);
      const group = child.pid ?? 0;
      if (end.kind !== 'exited' && end.kind !== 'signalled') {
        await killGroup(group);
        return { ...UNKNOWN_COSTS, end, wallNs: endNs - startNs, leftovers: [], notes: [] };
      }
      const rest = await settleGroup(group);
      const late = rest.lastEndedNs !== null;
      return {
        ...UNKNOWN_COSTS,
        end,
        wallNs: (rest.lastEndedNs ?? endNs) - startNs,
        leftovers: rest.leftovers,
        notes: late ? ['Helper processes ended after the command; wall time reaches to them.'] : [],
      };
    },
  };
}

function startWith(start: typeof spawn, order: SpawnOrder): ChildProcess {
  try {
    return start(order.file, order.words.slice(1), {
      argv0: order.words[0],
      cwd: order.cwd,
      env: order.env,
      detached: true, // leads a process group of its own
      stdio: [order.stdinFd, order.stdoutFd, order.stderrFd],
    });
  } catch (thrown) {
    // Some refusals (E2BIG) are thrown, others (ENOENT) come as an event.
    throw thrown instanceof Error ? startFailure(order, thrown) : thrown;
  }
}

const UNKNOWN_COSTS = { userNs: null, systemNs: null, peakRssBytes: null };

function untilEnd(
  child: ChildProcess,
  order: SpawnOrder,
  input: EngineInput,
): Promise<{ end: End; endNs: number }> {
  return new Promise((resolve, reject) => {
    let finished = false;
    const finish = (end: End) => {
      const endNs = nowNs();
      if (!finished) {
        finished = true;
        clearInterval(looking);
        clearTimeout(deadline);
        resolve({ end, endNs });
      }
    };
    const looking = setInterval(() => {
      if (isFlooded(order)) {
        finish({ kind: 'flooded' });
      }
    }, LOOK_EVERY_MS);
    const deadline = setTimeout(() => finish({ kind: 'timed-out' }), order.timeoutMs);
    const listen = async (): Promise<void> => {
      await input.readLater();
      const wish = input.wishFor(order.id);
      if (finished) {
        return; // the message is for the next sample
      }
      if (wish === 'go-on') {
        await listen();
      } else {
        finish(endFor(wish));
      }
    };
    child.once('exit', (code, signal) => {
      finish(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled', signal });
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(startFailure(order, error)); // first, because the promise takes the first answer
      finish({ kind: 'gone' });
    });
    listen().catch(reject);
  });
}

function startFailure(order: SpawnOrder, error: NodeJS.ErrnoException): RunnerFailure {
  const message = explainRefusedStart(order.words[0], order.file, error.code ?? error.message);
  return new RunnerFailure('E_COMMAND', message);
}

async function settleGroup(
  group: number,
): Promise<{ leftovers: string[]; lastEndedNs: number | null }> {
  if (!groupLives(group)) {
    return { leftovers: [], lastEndedNs: null };
  }
  const giveUpNs = nowNs() + STRAGGLER_MS_MAX * 1e6;
  while (nowNs() < giveUpNs) {
    await sleep(LOOK_AT_GROUP_MS);
    if (!groupLives(group)) {
      return { leftovers: [], lastEndedNs: nowNs() };
    }
  }
  const names = namesOf(livingMembers(group, processTable()));
  await killGroup(group);
  return { leftovers: names.length > 0 ? names : [`process group ${group}`], lastEndedNs: null };
}

async function killGroup(group: number): Promise<void> {
  const giveUpNs = nowNs() + KILL_MS_MAX * 1e6;
  while (groupLives(group)) {
    killHard(-group);
    if (nowNs() > giveUpNs) {
      const names =
        namesOf(livingMembers(group, processTable())).join(', ') || `process group ${group}`;
      throw new RunnerFailure(
        'E_COMMAND',
        `These processes of the command can't be killed: ${names}. End them before measuring ` +
          `again.`,
      );
    }
    await sleep(LOOK_AT_GROUP_MS);
  }
}

/** Zombies keep a group in existence, so where there is a process table it has the last word. */
function groupLives(group: number): boolean {
  if (group <= 0) {
    return false;
  }
  try {
    process.kill(-group, 0);
  } catch {
    return false; // ESRCH is how the system says no
  }
  return hasLivingMember(group);
}
