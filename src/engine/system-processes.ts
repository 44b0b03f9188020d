import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { assert, hasLivingMember, processEntry, systemCodeOf } from '../base/index.ts';
import type { ProcessGroup } from '../port/index.ts';
import type { GroupState, GroupSystem } from './process-groups.ts';

const PS_MS_MAX = 5_000;

/** The machine's own processes. */
export const systemProcesses: GroupSystem = {
  stateOf,
  signal(group, signal) {
    assertOther(group.pid);
    try {
      process.kill(-group.pid, signal);
    } catch (thrown) {
      if (systemCodeOf(thrown) !== 'ESRCH' && systemCodeOf(thrown) !== 'EPERM') {
        throw thrown;
      }
    }
  },
  boot: () => textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
};

/**
 * The group whose leader is a process that was started as one (`detached: true`), for
 * `StepAttempt.owns`. To be called while the leader is certain to be alive or not yet reaped.
 */
export function processGroupOf(pid: number): ProcessGroup {
  assertOther(pid);
  return { pid, startedAt: leaderOf(pid)?.startedAt ?? null };
}

/** -1 would be every process, and our own group would be ourselves. */
function assertOther(pid: number): void {
  assert(Number.isSafeInteger(pid) && pid > 1, `${pid} is the id of a process group`);
  assert(
    pid !== process.pid && pid !== processEntry(process.pid)?.group,
    'a step does not own its engine',
  );
}

function stateOf(group: ProcessGroup): GroupState {
  assertOther(group.pid);
  try {
    process.kill(-group.pid, 0);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'EPERM') {
      return 'gone';
    }
  }
  const leader = leaderOf(group.pid);
  if (leader !== null && group.startedAt !== null && leader.startedAt !== group.startedAt) {
    return 'gone'; // its id was given away, which happens only after all of the group has ended
  }
  // A signal reaches processes that have ended but were not waited for; they need no ending.
  if (leader?.isAlive !== true && !hasLivingMember(group.pid)) {
    return 'gone';
  }
  return group.startedAt === null ? 'unknown' : 'ours';
}

/** A process as /proc or ps tell of it. */
interface Leader {
  readonly startedAt: string;
  readonly isAlive: boolean;
}

/** Linux: ticks since boot. Elsewhere what ps prints. */
function leaderOf(pid: number): Leader | null {
  if (process.platform === 'linux') {
    const entry = processEntry(pid);
    return entry === null ? null : { startedAt: entry.startTicks, isAlive: entry.isAlive };
  }
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: PS_MS_MAX,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  const parts = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(ps.stdout ?? '');
  const [, state, startedAt] = parts ?? [];
  return state === undefined || startedAt === undefined
    ? null
    : { startedAt, isAlive: !state.startsWith('Z') };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Not Linux, or the process is gone: the caller treats both alike.
  }
}
