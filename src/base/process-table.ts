import { readdirSync, readFileSync } from 'node:fs';

/** Processes that are looked at when the table is searched. */
const PROCESSES_MAX = 100_000;

/** One line of the process table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** False for one that has ended and waits for its parent, or for the kernel, to collect it. */
  readonly isAlive: boolean;
  /** Start in clock ticks since boot, in decimal: with the pid it names a process for good. */
  readonly startTicks: string;
  /** CPU time that it took itself so far, user and system, in clock ticks. */
  readonly cpuTicks: number;
}

/** All processes that can be seen in /proc; empty where there is no /proc. */
export function processTable(): ProcessEntry[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return []; // not Linux: callers fall back to process groups
  }
  return names
    .filter((each) => /^\d+$/.test(each))
    .slice(0, PROCESSES_MAX)
    .map((name) => processEntry(Number(name)))
    .filter((entry) => entry !== null);
}

/**
 * One process, or null when it is gone or there is no /proc. Fields 3 to 6, 14, 15 and
 * 22 of /proc/<pid>/stat, see proc_pid_stat(5).
 */
export function processEntry(pid: number): ProcessEntry | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null; // it ended in between, or there is no /proc
  }
  // The name in parentheses may itself hold spaces and parentheses, so count from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const startTicks = fields[19];
  return state === undefined || startTicks === undefined
    ? null
    : {
        pid,
        parent: Number(parent),
        group: Number(group),
        session: Number(session),
        isAlive: state !== 'Z' && state !== 'X',
        startTicks,
        cpuTicks: Number(fields[11]) + Number(fields[12]),
      };
}

/**
 * True when some process of a group is alive. A process that ended but that nobody collected still
 * answers to signals, for good where the first process of a container collects nothing, so a
 * signal's answer alone does not tell. Where there is no /proc, every group counts as alive.
 */
export function hasLivingMember(group: number): boolean {
  const table = processTable();
  return table.length === 0 || livingMembers(group, table).length > 0;
}

/** The processes of a group that have not ended. */
export function livingMembers(group: number, table: readonly ProcessEntry[]): ProcessEntry[] {
  return table.filter((entry) => entry.group === group && entry.isAlive);
}
