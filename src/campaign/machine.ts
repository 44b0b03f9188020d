import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  acquireMachineLock,
  openRunner,
  readFingerprint,
  readLoadAverage,
  type Runner,
} from '../bench/index.ts';
import { HoneError, messageOf, systemCodeOf } from '../base/index.ts';
import type { Environment } from '../model/index.ts';
import { type Containment, type ContainmentOptions, openContainment } from '../sandbox/index.ts';
import type { Hooks } from './hooks.ts';
import { claimFolder, removeLeftovers, SCRATCH_PREFIX } from './leftovers.ts';
import { LOCK_WAIT_MS_MAX } from './limits.ts';
import { PROGRAM_LIMITS, type ProgramLimits, watchPrograms } from './program-limits.ts';
import { HONE_VERSION } from './version.ts';

/** The machine while it is ours: nobody else measures until `close`. */
export interface Machine {
  readonly runner: Runner;
  /** What holds programs that are not the user's own; `none` unless one was asked for. */
  readonly containment: Containment;
  /** Private folder that is gone after `close`. */
  readonly scratch: string;
  /** The fingerprint with the load as it is now. */
  environment(): Environment;
  close(): Promise<void>;
}

function temporaryFolderError(thrown: unknown): unknown {
  if (systemCodeOf(thrown) === undefined) {
    return thrown;
  }
  const full = systemCodeOf(thrown) === 'ENOSPC' || systemCodeOf(thrown) === 'EDQUOT';
  const reason = full ? 'the disk is full' : messageOf(thrown);
  return new HoneError(
    'E_DISK',
    `The temporary folder ${tmpdir()} can't be used: ${reason}. Free some space there, or name ` +
      `another folder in TMPDIR.`,
    { cause: thrown },
  );
}

/**
 * Waits for the machine, starts the runner and reads the fingerprint.
 *
 * @param purpose - said to the next hone that waits, e.g. `hone compare in /src/app`
 * @param options.containment - which one is wanted for strangers' programs; left out: none is, and
 *   nothing is said of it; where one is, what the runner's commands use up is bounded too
 * @throws HoneError E_BUSY when the wait is over its bound, E_INTERRUPTED when aborted, E_DISK when
 *   the temporary folder can't be written
 */
export async function takeMachine(
  purpose: string,
  options: {
    readonly signal: AbortSignal;
    readonly hooks: Hooks;
    readonly containment?: ContainmentOptions['wanted'];
    /** What strangers' programs may use up; left out: `PROGRAM_LIMITS`. */
    readonly limits?: ProgramLimits;
    /** Longest wait for the others; left out: `LOCK_WAIT_MS_MAX`. */
    readonly lockWaitMsMax?: number;
  },
): Promise<Machine> {
  const lock = await lockedFor(purpose, options);
  let scratch: string;
  try {
    removeLeftovers(tmpdir());
    scratch = claimedScratch();
  } catch (thrown) {
    lock.release();
    throw temporaryFolderError(thrown);
  }
  let runner: Runner | null = null;
  try {
    const { limits = PROGRAM_LIMITS } = options;
    const strangers = options.containment === undefined ? {} : { watch: watchPrograms(limits) };
    runner = await openRunner({ signal: options.signal, ...strangers });
    const fingerprint = await readFingerprint();
    const opened = runner;
    const wanted = options.containment ?? 'none';
    const containment = await openContainment({ wanted, scratch, signal: options.signal });
    const notes = [...opened.hello.notes, ...containmentNotes(containment, options.containment)];
    return {
      runner: opened,
      containment,
      scratch,
      environment: () => ({
        hone: HONE_VERSION,
        ...fingerprint,
        loadAverageEnd: readLoadAverage(),
        runner: { ...opened.hello, notes },
      }),
      close: async () => {
        try {
          await opened.close();
          rmSync(scratch, { recursive: true, force: true });
        } finally {
          lock.release();
        }
      },
    };
  } catch (thrown) {
    await runner?.close();
    rmSync(scratch, { recursive: true, force: true });
    lock.release();
    throw thrown;
  }
}

function claimedScratch(): string {
  const scratch = mkdtempSync(join(tmpdir(), SCRATCH_PREFIX));
  try {
    claimFolder(scratch); // under another lock, others remove leftovers at the same time
  } catch (thrown) {
    rmSync(scratch, { recursive: true, force: true }); // a full disk has room for a folder still
    throw thrown;
  }
  return scratch;
}

function lockedFor(
  purpose: string,
  options: {
    readonly signal: AbortSignal;
    readonly hooks: Hooks;
    readonly lockWaitMsMax?: number;
  },
): ReturnType<typeof acquireMachineLock> {
  const folder = process.env['HONE_LOCK_FOLDER'] ?? ''; // for tests, where timings do not count
  return acquireMachineLock({
    purpose,
    ...(folder === '' ? {} : { folder }),
    signal: options.signal,
    waitMsMax: options.lockWaitMsMax ?? LOCK_WAIT_MS_MAX,
    onWait: (holder) =>
      options.hooks.onWarning(
        holder === null
          ? 'Waiting: another hone measures on this machine.'
          : `Waiting: process ${holder.pid} measures on this machine since ${holder.since} ` +
              `(${holder.purpose}). Two measurements at once would spoil both.`,
      ),
  });
}

/** Where strangers' programs ran without a sandbox, every report says so. */
function containmentNotes(
  containment: Containment,
  wanted: ContainmentOptions['wanted'] | undefined,
): string[] {
  return wanted === undefined || containment.kind !== 'none'
    ? []
    : [
        `Proposals were ${containment.description.replace(/\.$/, '')}. So their programs could ` +
          `have left files outside their checkouts, or reached the other side's.`,
      ];
}
