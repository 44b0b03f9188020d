import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import { systemCodeOf } from '../base/index.ts';

/** Tells one process from every other, also from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in the kernel's ticks since boot; null where /proc does not tell. */
  readonly startTicks: string | null;
  readonly host: string;
  /** Changes with each start of the machine; null where the system has no such id. */
  readonly boot: string | null;
  /** Pids mean something only inside one pid namespace (container); null where there is none. */
  readonly namespace: string | null;
}

/** `unknown`: it runs on another machine or container, or its pid may have been used again. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** What the store needs to know about processes; tests put their own in. */
export interface Processes {
  self(): ProcessIdentity;
  livenessOf(process: ProcessIdentity): Liveness;
}

/** The machine's own processes. */
export const systemProcesses: Processes = { self: identityOfSelf, livenessOf };

function identityOfSelf(): ProcessIdentity {
  return {
    pid: process.pid,
    startTicks: statOf(process.pid)?.startTicks ?? null,
    host: hostname(),
    boot: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: textOf(() => readlinkSync('/proc/self/ns/pid')),
  };
}

function livenessOf(other: ProcessIdentity): Liveness {
  const self = identityOfSelf();
  if (self.boot === null || other.boot === null) {
    return self.host === other.host ? livenessOfPid(other) : 'unknown';
  }
  if (self.boot !== other.boot) {
    return self.host === other.host ? 'dead' : 'unknown'; // this machine was started again
  }
  return self.namespace === other.namespace ? livenessOfPid(other) : 'unknown';
}

function livenessOfPid(other: ProcessIdentity): Liveness {
  try {
    process.kill(other.pid, 0);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'EPERM') {
      return 'dead';
    }
  }
  const stat = statOf(other.pid);
  if (stat === null || other.startTicks === null) {
    return 'unknown';
  }
  const isGone = stat.state === 'Z' || stat.state === 'X' || stat.startTicks !== other.startTicks;
  return isGone ? 'dead' : 'alive';
}

/** Fields 3 and 22 of /proc/<pid>/stat, see proc_pid_stat(5); null where it can't be read. */
function statOf(pid: number): { state: string; startTicks: string } | null {
  const text = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (text === null) {
    return null;
  }
  // Field 2 is the name in brackets and may contain spaces and brackets of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  return state === undefined || startTicks === undefined ? null : { state, startTicks };
}

function textOf(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null; // Not Linux, or /proc is hidden: the caller treats it as not known.
  }
}
