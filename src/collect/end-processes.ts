import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import {
  hasLivingMember,
  NS_PER_MS,
  type ProcessEntry,
  processEntry,
  processTable,
  systemClock,
  systemCodeOf,
} from '../base/index.ts';
import { GONE_MS_MAX, LOOK_EVERY_MS } from './limits.ts';

/**
 * Ends every process of a group: asks with SIGTERM, so that profiles are written, and after the
 * grace uses SIGKILL.
 *
 * @param graceMs - at least 0; with 0 nobody is asked
 * @returns false when some member is still there in the end, stuck in the kernel
 */
export async function endGroup(group: number, graceMs: number): Promise<boolean> {
  if (!isAlive(group)) {
    return true;
  }
  if (graceMs > 0) {
    signal(-group, 'SIGTERM');
    if (await isGone(() => isAlive(group), graceMs)) {
      return true;
    }
  }
  signal(-group, 'SIGKILL');
  return isGone(() => isAlive(group), GONE_MS_MAX);
}

/**
 * Ends the processes that left the group but carry a text in the environment that they began with.
 * They are found in /proc; elsewhere nobody is found.
 *
 * @returns their pids
 */
export async function endMarked(text: string, graceMs: number): Promise<number[]> {
  const found = marked(text);
  if (found.length === 0) {
    return [];
  }
  // One that is ending has no environment any more while it is still there, so those once found
  // are asked for by themselves.
  const left = () => [...found.filter(isStillAlive), ...marked(text)];
  found.forEach(({ pid }) => signal(pid, 'SIGTERM'));
  if (!(await isGone(() => left().length > 0, graceMs))) {
    left().forEach(({ pid }) => signal(pid, 'SIGKILL'));
    await isGone(() => left().length > 0, GONE_MS_MAX);
  }
  return found.map(({ pid }) => pid);
}

function marked(text: string): ProcessEntry[] {
  return processTable().filter(
    ({ pid, isAlive: lives }) => lives && pid !== process.pid && environHas(pid, text),
  );
}

function isStillAlive({ pid, startTicks }: ProcessEntry): boolean {
  const now = processEntry(pid);
  return now !== null && now.isAlive && now.startTicks === startTicks;
}

function environHas(pid: number, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
  } catch {
    return false; // gone, or somebody else's
  }
}

function isAlive(group: number): boolean {
  return signal(-group, 0) && hasLivingMember(group);
}

/** False when there is no such process or group. */
function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, name);
    return true;
  } catch (thrown) {
    // EPERM: it changed its user. It is there, and the bound on waiting ends the wait.
    return systemCodeOf(thrown) === 'EPERM';
  }
}

async function isGone(lives: () => boolean, waitMs: number): Promise<boolean> {
  const until = systemClock.monotonicNs() + waitMs * NS_PER_MS;
  while (lives()) {
    if (systemClock.monotonicNs() >= until) {
      return false;
    }
    await pause(LOOK_EVERY_MS);
  }
  return true;
}
