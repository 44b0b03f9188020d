import { readFileSync } from 'node:fs';

import { BYTES_PER_KIB, type ProcessEntry } from '../base/index.ts';

/** A process for good: its number alone may be given away again. */
export type ProcessName = Pick<ProcessEntry, 'pid' | 'startTicks'>;

/** What a tree of processes uses at one moment. */
export interface TreeUse {
  readonly members: readonly ProcessName[];
  /** Resident and swapped out. Pages that several share are counted for each. */
  readonly memoryBytes: number;
}

/**
 * Living processes that belong to the tree of one: it, those below it, those of its group and
 * session, and those that were seen in it before although their parent has ended since. A process
 * that leaves all of these between two looks is not found outside of a sandbox; inside one nothing
 * gets away from its first process.
 *
 * @param root - leads a process group
 * @param seen - members at an earlier look
 */
export function membersOf(
  root: number,
  table: readonly ProcessEntry[],
  seen: readonly ProcessName[],
): ProcessEntry[] {
  const known = new Map(seen.map(({ pid, startTicks }) => [pid, startTicks]));
  const byParent = Map.groupBy(table, (entry) => entry.parent);
  const found = new Set(
    table.filter(
      (entry) =>
        entry.pid === root ||
        entry.group === root ||
        entry.session === root ||
        known.get(entry.pid) === entry.startTicks,
    ),
  );
  // A set is walked to its end while it grows, so that this reaches all generations.
  for (const entry of found) {
    byParent.get(entry.pid)?.forEach((child) => found.add(child));
  }
  return [...found].filter((entry) => entry.isAlive);
}

/** Memory of each process as the kernel counts it for it; bytes. Processes that ended count 0. */
export function memoryOf(members: readonly ProcessName[]): number {
  return sum(members.map(({ pid }) => fieldsOf(`/proc/${pid}/status`, ['VmRSS', 'VmSwap']) ?? 0));
}

/**
 * The same with shared pages divided among those that share them, which is exact but costs about a
 * millisecond for each process. Null where the kernel does not tell.
 */
export function sharedMemoryOf(members: readonly ProcessName[]): number | null {
  const each = members.map(({ pid }) => fieldsOf(`/proc/${pid}/smaps_rollup`, ['Pss', 'SwapPss']));
  return each.some((bytes) => bytes !== null) ? sum(each.map((bytes) => bytes ?? 0)) : null;
}

/** Sum of lines such as `VmRSS:     1234 kB`, in bytes; null when the file can't be read. */
function fieldsOf(path: string, names: readonly string[]): number | null {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return null; // it ended in between, or belongs to somebody else
  }
  return sum(
    names.map((name) => {
      const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
      return Number(kib ?? 0) * BYTES_PER_KIB;
    }),
  );
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
