import { setTimeout as pause } from 'node:timers/promises';

import { hasLivingMember, processEntry, systemCodeOf } from '../base/index.ts';
import type { ProcessGroup } from './executor.ts';
import { GONE_MS_MAX, LOOK_EVERY_MS } from './limits.ts';

/** The group that a process leads which was just started with `detached`. */
export function groupLedBy(pid: number): ProcessGroup {
  return { pid, startedAt: processEntry(pid)?.startTicks ?? null };
}

/**
 * Ends every process of a group: asks with SIGTERM, and after the grace uses SIGKILL. Call it while
 * the leader is not yet replaced: as long as one member lives, the id is not given away.
 *
 * A process that left the group (setsid) is not found; containing those is a sandbox's work.
 *
 * @param graceMs - at least 0; with 0 nobody is asked
 * @returns false when some member is still there in the end, stuck in the kernel
 */
export async function endProcessGroup(group: number, graceMs: number): Promise<boolean> {
  if (graceMs > 0 && signalGroup(group, 'SIGTERM') && (await isGone(group, graceMs))) {
    return true;
  }
  return !signalGroup(group, 'SIGKILL') || (await isGone(group, GONE_MS_MAX));
}

/** True when some process of the group is alive. */
export function isGroupAlive(group: number): boolean {
  return signalGroup(group, 0) && hasLivingMember(group);
}

/** False when there is no such group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (thrown) {
    // EPERM: a member changed its user. It is there, and the bound on waiting reports it.
    return systemCodeOf(thrown) === 'EPERM';
  }
}

async function isGone(group: number, waitMs: number): Promise<boolean> {
  const looks = Math.ceil(waitMs / LOOK_EVERY_MS);
  for (let look = 0; look < looks && isGroupAlive(group); look++) {
    await pause(LOOK_EVERY_MS);
  }
  return !isGroupAlive(group);
}
