import { readFileSync } from 'node:fs';

import { NS_PER_S } from '../base/index.ts';

/** What Linux shows to programs, whatever the kernel's own tick is. @see times(2), USER_HZ */
const TICKS_PER_S = 100;

/**
 * CPU time of all children of hone that have ended and been waited for, with theirs; fields 16 and
 * 17 of proc_pid_stat(5). The difference over a run is the run's only if hone runs nothing else
 * meanwhile. Null where there is no /proc.
 */
export function childrenCpuNs(): number | null {
  let text: string;
  try {
    text = readFileSync('/proc/self/stat', 'latin1');
  } catch {
    return null; // not Linux
  }
  // The name in parentheses may itself hold spaces and parentheses, so count from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[13]) + Number(fields[14]);
  return Number.isFinite(ticks) ? (ticks / TICKS_PER_S) * NS_PER_S : null;
}
