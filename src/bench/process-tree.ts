import { readdirSync, readFileSync } from 'node:fs';

import { LEFTOVER_NAME_LENGTH_MAX, LEFTOVERS_NAMED_MAX, PROCESSES_MAX } from './limits.ts';

/** One line of the process table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** R, S, D, Z, …; Z has ended and waits for its parent. */
  readonly state: string;
  /** Start in clock ticks since boot: with the pid it names a process for good. */
  readonly startTicks: number;
}

/** All processes that can be seen in /proc; empty where there is no /proc. */
export function processTable(): ProcessEntry[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return []; // not Linux: callers fall back to process groups
  }
  const entries: ProcessEntry[] = [];
  for (const name of names.filter((each) => /^\d+$/.test(each)).slice(0, PROCESSES_MAX)) {
    const entry = processEntry(Number(name));
    if (entry !== null) {
      entries.push(entry);
    }
  }
  return entries;
}

/** One process, or null when it is gone or there is no /proc. */
export function processEntry(pid: number): ProcessEntry | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null; // it ended in between, or there is no /proc
  }
  // The name in parentheses may itself hold spaces and parentheses, so count from its end: proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTicks: Number(fields[19]),
  };
}

/** Every process below `root`, nearest first; `root` itself is left out. */
export function descendantsOf(root: number, table: readonly ProcessEntry[]): ProcessEntry[] {
  const byParent = Map.groupBy(table, (entry) => entry.parent);
  const found: ProcessEntry[] = [...(byParent.get(root) ?? [])];
  for (let index = 0; index < found.length; index++) {
    const pid = found[index]?.pid ?? -1;
    found.push(...(byParent.get(pid) ?? []));
  }
  return found;
}

/** What people recognise processes by, e.g. `sleep 100 (pid 4711)`; bounded both ways. */
export function namesOf(entries: readonly ProcessEntry[]): string[] {
  const names = entries.slice(0, LEFTOVERS_NAMED_MAX).map((entry) => nameOf(entry.pid));
  const more = entries.length - names.length;
  return more > 0 ? [...names, `and ${more} more`] : names;
}

function nameOf(pid: number): string {
  const words = readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  const name = words === '' ? readOrEmpty(`/proc/${pid}/comm`).trim() : words;
  return `${name.slice(0, LEFTOVER_NAME_LENGTH_MAX) || 'a process'} (pid ${pid})`;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended in between
  }
}

/** Sends a signal that nobody may survive; a process that is already gone is fine. */
export function killHard(pidOrGroup: number): void {
  try {
    process.kill(pidOrGroup, 'SIGKILL');
  } catch {
    // ESRCH: it is gone, which is what was wanted. EPERM: it changed its user; the caller's bound
    // on waiting reports it.
  }
}
