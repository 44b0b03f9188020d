import { statSync } from 'node:fs';

import { processEntry, processTable } from '../base/index.ts';
import { BYSTANDER_CORES_MIN, BYSTANDERS_NAMED_MAX } from './limits.ts';
import type { Bystander } from './measure/seat.ts';
import { descendantsOf, namesOf } from './process-tree.ts';

/** Clock ticks of the kernel in a second, as user space sees them: sysconf(_SC_CLK_TCK). */
const TICKS_PER_S = 100;

/** CPU time of the user's other processes at one moment. */
export interface Look {
  readonly atMs: number;
  /** Ticks by `pid/start`, which names a process for good. */
  readonly ticks: ReadonlyMap<string, number>;
}

/**
 * Looks at all processes of this user that are neither this one nor below it. What a sample starts
 * stays below its runner, whatever it does; but there may be others that it had start something for
 * it, and the user's own.
 */
export function lookAround(): Look {
  const table = processTable();
  const own = new Set([process.pid, ...descendantsOf(process.pid, table).map(({ pid }) => pid)]);
  const user = process.getuid?.() ?? null;
  const ticks = new Map<string, number>();
  for (const { pid, startTicks, cpuTicks, isAlive } of table) {
    if (isAlive && !own.has(pid) && ownerOf(pid) === user) {
      ticks.set(`${pid}/${startTicks}`, cpuTicks);
    }
  }
  return { atMs: performance.now(), ticks };
}

/** Who was busy between two looks, the busiest first. */
export function busyBetween(before: Look, after: Look): Bystander[] {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const leastTicks = Math.max(2, BYSTANDER_CORES_MIN * seconds * TICKS_PER_S);
  return [...after.ticks]
    .map(([key, ticks]) => ({ key, spent: ticks - (before.ticks.get(key) ?? 0) }))
    .filter(({ spent }) => spent >= leastTicks)
    .sort((left, right) => right.spent - left.spent)
    .slice(0, BYSTANDERS_NAMED_MAX)
    .map(({ key, spent }) => ({
      name: nameOf(Number(key.split('/')[0])),
      cores: spent / TICKS_PER_S / seconds,
    }));
}

function nameOf(pid: number): string {
  const entry = processEntry(pid);
  const [name = ''] = entry === null ? [] : namesOf([entry]);
  return name === '' ? `a process that has ended (pid ${pid})` : name;
}

function ownerOf(pid: number): number | null {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? null;
}
