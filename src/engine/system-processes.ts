import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

import { assert, systemCodeOf } from '../base/index.ts';
import type { ProcessGroup } from '../flow/index.ts';
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
  assert(pid !== process.pid && pid !== statOf('self')?.group, 'a step does not own its engine');
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

/** Linux: field 22 of /proc/<pid>/stat, ticks since boot. Elsewhere what ps prints. */
function leaderOf(pid: number): Leader | null {
  if (process.platform === 'linux') {
    return statOf(String(pid));
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

/** Everything is taken to be alive where /proc does not tell. */
function hasLivingMember(group: number): boolean {
  if (process.platform !== 'linux') {
    return true;
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((name) => {
      const stat = statOf(name);
      return stat !== null && stat.group === group && stat.isAlive;
    });
}

/** Fields 3, 5 and 22, see proc_pid_stat(5); null for a process that is gone. */
function statOf(name: string): (Leader & { readonly group: number }) | null {
  const text = textOf(`/proc/${name}/stat`);
  if (text === null) {
    return null;
  }
  // Field 2 is the name in brackets and may contain spaces and brackets of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const startedAt = fields[19];
  return state === undefined || group === undefined || startedAt === undefined
    ? null
    : { startedAt, group: Number(group), isAlive: state !== 'Z' && state !== 'X' };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Not Linux, or the process is gone: the caller treats both alike.
  }
}
