import { processTable } from '../../base/index.ts';
import { KILL_MS_MAX, STRAGGLER_LOOK_US, STRAGGLER_MS_MAX } from '../limits.ts';
import { descendantsOf, killHard, namesOf } from '../process-tree.ts';
import { nowNs } from './now-ns.ts';
import { RunnerFailure } from './runner-failure.ts';
import type { Reaped, System } from './system.ts';

/** What was left of a tree after its command had ended. */
export interface Remains {
  /** Processes other than the command that the runner had to take; their costs count. */
  readonly reaped: readonly Reaped[];
  /** Names of those that did not end by themselves in time and were killed. */
  readonly leftovers: readonly string[];
  /** Monotonic ns at which the last one ended by itself; null when none was there. */
  readonly lastEndedNs: number | null;
}

const KILL_LOOK_US = 500;

/**
 * Waits a moment for the rest of the tree (helper processes that end when their parent's pipe
 * closes are common), then kills what still runs.
 *
 * @param group - the command's process group
 * @throws RunnerFailure E_COMMAND when something can't be killed
 */
export function settleTree(system: System, group: number): Remains {
  const reaped: Reaped[] = [];
  if (!someAlive(system, group, reaped)) {
    return { reaped, leftovers: [], lastEndedNs: null };
  }
  const giveUpNs = nowNs() + STRAGGLER_MS_MAX * 1e6;
  while (nowNs() < giveUpNs) {
    system.pause(STRAGGLER_LOOK_US);
    if (!someAlive(system, group, reaped)) {
      return { reaped, leftovers: [], lastEndedNs: nowNs() };
    }
  }
  const names = namesOf(alive(process.pid));
  const killed = killTree(system, group);
  const leftovers = names.length > 0 ? names : [`a process of group ${group}`];
  return { reaped: [...reaped, ...killed], leftovers, lastEndedNs: null };
}

/**
 * Kills everything that descends from the runner, however it detached itself, and takes the
 * remains.
 *
 * @throws RunnerFailure E_COMMAND when something is still there after KILL_MS_MAX
 */
export function killTree(system: System, group: number): Reaped[] {
  const reaped: Reaped[] = [];
  const giveUpNs = nowNs() + KILL_MS_MAX * 1e6;
  killHard(-group);
  while (someAlive(system, group, reaped)) {
    const left = alive(process.pid);
    if (nowNs() > giveUpNs) {
      const names = namesOf(left).join(', ') || `process group ${group}`;
      throw new RunnerFailure(
        'E_COMMAND',
        `These processes of the command can't be killed: ${names}. They may belong to another ` +
          `user or hang in the kernel. End them before measuring again.`,
      );
    }
    if (!system.adoptsOrphans) {
      killHard(-group); // no table shows what was forked while the group was killed
    }
    for (const entry of left) {
      killHard(entry.pid);
      if (entry.group !== process.pid) {
        killHard(-entry.group); // at once, so that none escapes by forking while the table is read
      }
    }
    system.pause(KILL_LOOK_US);
  }
  return reaped;
}

function someAlive(system: System, group: number, reaped: Reaped[]): boolean {
  let next = system.reapAny();
  while (next !== 'alive' && next !== 'none') {
    reaped.push(next);
    next = system.reapAny();
  }
  return next === 'alive' || (!system.adoptsOrphans && groupExists(group));
}

function groupExists(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false; // ESRCH is how the system says no
  }
}

function alive(root: number): ReturnType<typeof descendantsOf> {
  return descendantsOf(root, processTable()).filter((entry) => entry.isAlive);
}
