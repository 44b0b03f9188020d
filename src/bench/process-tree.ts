import { readFileSync } from 'node:fs';

import type { ProcessEntry } from '../base/index.ts';
import { LEFTOVER_NAME_LENGTH_MAX, LEFTOVERS_NAMED_MAX } from './limits.ts';

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
