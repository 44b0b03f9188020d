import { totalmem } from 'node:os';

import { assert } from '../base/index.ts';
import type { WatchTree } from '../bench/index.ts';
import type { Exceeded, Suite } from '../model/index.ts';
import { type Excess, excessWords, type Limits, watchLimits } from '../sandbox/index.ts';

/** What a program of a proposal, or of its proposer, may use up with all that it starts. */
export interface ProgramLimits {
  /** Of the whole tree, at one moment. */
  readonly memoryBytesMax: number;
  /** At one moment, the runner and its sandbox (three) included. */
  readonly processesMax: number;
}

/**
 * Enough for builds and tests, and not for a machine that stops answering: three quarters of the
 * memory that this process may use (that of its container, where that has a bound), and a thousand
 * processes.
 */
export const PROGRAM_LIMITS: ProgramLimits = {
  memoryBytesMax: Math.floor(usableBytes() * 0.75),
  processesMax: 1_000,
};

/** The bounds of a suite; where it names none, `PROGRAM_LIMITS`. */
export function programLimits({
  memoryBytesMax = PROGRAM_LIMITS.memoryBytesMax,
  processesMax = PROGRAM_LIMITS.processesMax,
}: Pick<Suite['budgets'], 'memoryBytesMax' | 'processesMax'>): ProgramLimits {
  return { memoryBytesMax, processesMax };
}

/**
 * Watches the commands of one runner: builds, tests and samples, those of the base as those of
 * proposals, so that what watching costs is the same for both. It happens in this process, whose
 * looks are no part of a sample; a sample that is shorter than the time to the first look
 * (250 ms) never has one beside it.
 *
 * Bounds of the kernel's own would be exact but fit worse. RLIMIT_AS counts reserved addresses, of
 * which V8 and WebAssembly take gigabytes that they never use; RLIMIT_NPROC counts all processes of
 * the user and is void for root; a cgroup needs rights that a user often lacks.
 */
export function watchPrograms(limits: ProgramLimits): WatchTree {
  const bounds: Limits = { ...limits, durationMsMax: null, written: null };
  return (pid, onExceeded) => {
    const watch = watchLimits(pid, bounds, (excess) => onExceeded(exitFor(excess)));
    return () => void watch.stop();
  };
}

/** The second half of a sentence: `used 612 MiB of memory, more than the 512 MiB allowed`. */
export function exceededWords({ what, used, allowed }: Exceeded): string {
  return excessWords(
    what === 'memory'
      ? { kind: 'memory', bytes: used, bytesMax: allowed }
      : { kind: 'processes', count: used, countMax: allowed },
  );
}

/** What to do about it, as a sentence. */
export function exceededAdvice({ what }: Pick<Exceeded, 'what'>): string {
  return `Let it do less at once, or allow it more: "${what}" below "budgets" in hone.yaml.`;
}

function exitFor(excess: Excess): Exceeded {
  if (excess.kind === 'memory') {
    return { kind: 'exceeded', what: 'memory', used: excess.bytes, allowed: excess.bytesMax };
  }
  assert(excess.kind === 'processes', 'time and disk are not among the bounds');
  return { kind: 'exceeded', what: 'processes', used: excess.count, allowed: excess.countMax };
}

/** Bytes; a bound of 0, or one beyond the machine, is none. */
function usableBytes(): number {
  const bound = process.constrainedMemory();
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem();
}
