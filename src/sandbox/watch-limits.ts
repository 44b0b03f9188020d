import { assert, processTable } from '../base/index.ts';
import type { Excess } from './excess.ts';
import { countedUse, type FolderUse } from './folder-use.ts';
import {
  DISK_LOOK_EVERY_MS,
  DISK_LOOK_PAUSE_RATIO,
  DURATION_MS_MAX,
  ENTRIES_ADDED_MAX,
  FREE_BYTES_MIN,
  LOOK_EVERY_MS,
  LOOK_EVERY_MS_MAX,
  LOOK_PAUSE_RATIO,
} from './limits.ts';
import { membersOf, memoryOf, type ProcessName, sharedMemoryOf } from './tree-use.ts';

/** What a tree of processes may use up; null for no bound. */
export interface Limits {
  readonly memoryBytesMax: number | null;
  /** At one moment, those of the sandbox itself (two with bubblewrap) included. */
  readonly processesMax: number | null;
  /** From the call on; at most `DURATION_MS_MAX`, one day. */
  readonly durationMsMax: number | null;
  /**
   * What the folders may grow by from `before` on. The number of files is bounded with it
   * (`ENTRIES_ADDED_MAX`), because looking at them has to end.
   */
  readonly written: { readonly before: FolderUse; readonly bytesMax: number } | null;
}

/** A tree of processes that is being watched. */
export interface LimitWatch {
  /**
   * Ends the watch after a last look at the disk, which nothing needs to be running for.
   *
   * @returns the first limit that was passed, or null
   */
  stop(): Promise<Excess | null>;
}

/**
 * Watches a process and everything that it starts, by looking every `LOOK_EVERY_MS`: limits of the
 * kernel's own are void for root, and one on address space stops V8. A look reads the table of
 * processes, about 30 µs for each there is; where that takes long, the next waits, so that it stays
 * near a hundredth of one core (`LOOK_PAUSE_RATIO`). What comes and goes between two looks is not
 * seen. Where there is no `/proc`, only time and disk are watched.
 *
 * Nobody is ended here: `onExceeded` is told once, of the first limit that is passed.
 *
 * @param pid - leads a process group; with a sandbox, the process that was started
 */
export function watchLimits(
  pid: number,
  limits: Limits,
  onExceeded: (excess: Excess) => void,
): LimitWatch {
  let first: Excess | null = null;
  let isOver = false;
  const report = (excess: Excess | null): void => {
    if (excess !== null && first === null && !isOver) {
      first = excess;
      end();
      onExceeded(excess);
    }
  };
  const ends = [
    watchTime(limits.durationMsMax, report),
    watchTree(pid, limits, report),
    watchDisk(limits.written, report),
  ];
  const end = (): void => ends.forEach((stop) => stop());
  return {
    async stop() {
      end();
      if (first === null && !isOver) {
        first = await writtenExcess(limits.written);
      }
      isOver = true;
      return first;
    },
  };
}

type Report = (excess: Excess | null) => void;

function watchTime(durationMsMax: number | null, report: Report): () => void {
  if (durationMsMax === null) {
    return () => undefined;
  }
  assert(durationMsMax >= 0 && durationMsMax <= DURATION_MS_MAX, 'a duration is up to one day');
  const timer = setTimeout(() => report({ kind: 'time', durationMsMax }), durationMsMax);
  return () => clearTimeout(timer);
}

function watchTree(pid: number, limits: Limits, report: Report): () => void {
  const { memoryBytesMax, processesMax } = limits;
  if (memoryBytesMax === null && processesMax === null) {
    return () => undefined;
  }
  let seen: readonly ProcessName[] = [];
  let isStopped = false;
  const look = (): void => {
    const startMs = performance.now();
    const members = membersOf(pid, processTable(), seen);
    seen = members;
    report(treeExcess(members, limits));
    const pauseMs = (performance.now() - startMs) * LOOK_PAUSE_RATIO;
    if (!isStopped) {
      timer = setTimeout(look, Math.min(Math.max(pauseMs, LOOK_EVERY_MS), LOOK_EVERY_MS_MAX));
    }
  };
  let timer = setTimeout(look, LOOK_EVERY_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

function treeExcess(
  members: readonly ProcessName[],
  { memoryBytesMax, processesMax }: Limits,
): Excess | null {
  if (processesMax !== null && members.length > processesMax) {
    return { kind: 'processes', count: members.length, countMax: processesMax };
  }
  if (memoryBytesMax === null || memoryOf(members) <= memoryBytesMax) {
    return null;
  }
  // Many processes of one program share most of it, so the exact number decides.
  const bytes = sharedMemoryOf(members) ?? memoryOf(members);
  return bytes > memoryBytesMax ? { kind: 'memory', bytes, bytesMax: memoryBytesMax } : null;
}

/** Looks less often the longer a look takes. */
function watchDisk(written: Limits['written'], report: Report): () => void {
  if (written === null) {
    return () => undefined;
  }
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const look = async (): Promise<void> => {
    const start = process.hrtime.bigint();
    const excess = await writtenExcess(written);
    const tookMs = Number(process.hrtime.bigint() - start) / 1_000_000;
    if (!isStopped) {
      report(excess);
      timer = setTimeout(
        () => void look(),
        Math.max(DISK_LOOK_EVERY_MS, tookMs * DISK_LOOK_PAUSE_RATIO),
      );
    }
  };
  timer = setTimeout(() => void look(), DISK_LOOK_EVERY_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

async function writtenExcess(written: Limits['written']): Promise<Excess | null> {
  if (written === null) {
    return null;
  }
  const { before, bytesMax } = written;
  const now = await countedUse(before.folders, before.entries + ENTRIES_ADDED_MAX);
  const [bytes, count] = [now.bytes - before.bytes, now.entries - before.entries];
  if (count > ENTRIES_ADDED_MAX) {
    return { kind: 'files', count, countMax: ENTRIES_ADDED_MAX };
  }
  return bytes > bytesMax ? { kind: 'written', bytes, bytesMax } : fullDisk(before, now, bytesMax);
}

/**
 * What is written where nobody can look (to a file without a name, in a closed folder) still takes
 * room. Others may take it too, so it counts only when little is left.
 */
function fullDisk(before: FolderUse, now: FolderUse, bytesMax: number): Excess | null {
  const [freeBefore, freeBytes] = [before.freeBytes ?? 0, now.freeBytes ?? 0];
  return freeBefore - freeBytes > bytesMax && freeBytes < FREE_BYTES_MIN
    ? { kind: 'disk-full', freeBytes, freeBytesMin: FREE_BYTES_MIN }
    : null;
}
