import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  ALLOC_INTERVAL_BYTES,
  collect,
  type Collected,
  type Collectors,
  PERF_HZ,
} from '../../collect/index.ts';
import type { Hooks } from '../hooks.ts';
import type { Machine } from '../machine.ts';
import type { ProfileCollectors } from './profile-options.ts';
import { type ReadRun, readRun } from './read-run.ts';
import type { Workload } from './workload.ts';

/** What the runs of a workload are done with. */
export interface ProfilingContext {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly hooks: Hooks;
  readonly collectors: ProfileCollectors;
  readonly runsMax: number;
  /** Where the raw profiles are kept. */
  readonly keepIn: string;
  /** For comparison alone: not run without a profiler. */
  readonly isAside?: boolean;
}

/**
 * Runs a workload once with the collectors and reads what they saw. What weakens it is added to
 * the caveats. Its files are there for `use` alone and gone afterwards.
 *
 * @throws HoneError E_COMMAND when the command fails, E_FORMAT when nothing could be recorded,
 *   E_DISK, E_INTERRUPTED
 */
export async function profiledRun(
  workload: Workload,
  context: ProfilingContext,
  caveats: Set<string>,
  use: (seen: { readonly collected: Collected; readonly read: ReadRun }) => void,
): Promise<void> {
  const folder = mkdtempSync(join(context.machine.scratch, 'profile-'));
  try {
    const collected = await collectOnce(workload, context, folder);
    checkEnd(collected, workload);
    const { cpuIntervalNs } = context.collectors;
    const { sourceOf, spansOf, subject } = workload;
    const read = readRun(collected, { root: subject.root, cpuIntervalNs, sourceOf, spansOf });
    read.caveats.forEach((caveat) => caveats.add(caveat));
    if (read.run.cpu.length === 0) {
      throw nothingRecorded(workload, read.caveats);
    }
    use({ collected, read });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function collectOnce(
  workload: Workload,
  { signal, collectors }: ProfilingContext,
  folder: string,
): Promise<Collected> {
  const wanted: Collectors = {
    cpuIntervalNs: collectors.cpuIntervalNs,
    allocIntervalBytes: collectors.alloc ? ALLOC_INTERVAL_BYTES : null,
    gc: collectors.gc,
    io: collectors.io,
    perfHz: collectors.perf ? PERF_HZ : null,
  };
  const { line, timeoutMs } = workload;
  return collect({ line, stdinPath: null, collectors: wanted, folder, timeoutMs, signal });
}

/** What the end of a run means for its profile. @throws HoneError E_COMMAND for a failure */
function checkEnd(collected: Collected, { id }: Workload): void {
  const { exit } = collected;
  switch (exit.kind) {
    case 'exited':
      if (exit.code !== 0) {
        const said = collected.stderrTail.trim().slice(-400);
        throw new HoneError(
          'E_COMMAND',
          `${id} ended with exit code ${exit.code} while it was profiled, so its profile says ` +
            `nothing about the work. ${said}`.trim(),
        );
      }
      return;
    case 'signalled':
      throw new HoneError('E_COMMAND', `${id} was killed by ${exit.signal} while it was profiled.`);
    case 'timed-out':
      return; // what the collector says of it is among the caveats
    case 'flooded':
      throw new HoneError(
        'E_COMMAND',
        `${id} printed more than ${exit.bytes} bytes. Let it write less, or to a file.`,
      );
  }
}

/** The error for a run of which there is no profile. */
function nothingRecorded({ id }: Workload, caveats: readonly string[]): HoneError {
  return new HoneError(
    'E_FORMAT',
    `No profile of ${id} could be recorded. ${caveats.join(' ')} ` +
      'hone records Node programs by itself and others with --perf (Linux); profiles that ' +
      'another tool wrote are read with --from.',
  );
}
