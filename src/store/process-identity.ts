import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import { processEntry, systemCodeOf } from '../base/index.ts';

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
    startTicks: processEntry(process.pid)?.startTicks ?? null,
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
  const entry = processEntry(other.pid);
  if (entry === null || other.startTicks === null) {
    return 'unknown';
  }
  return entry.isAlive && entry.startTicks === other.startTicks ? 'alive' : 'dead';
}

function textOf(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null; // Not Linux, or /proc is hidden: the caller treats it as not known.
  }
}
