import {
  chmodSync,
  closeSync,
  constants,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { HoneError, processEntry, systemCodeOf } from '../base/index.ts';
import { LOCK_FILE_BYTES_MAX, LOCK_RETRY_MS } from './limits.ts';

/** Who measures on this machine right now. */
export interface LockHolder {
  readonly pid: number;
  /** What it measures, in its own words. */
  readonly purpose: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** The right to measure on this machine; nobody else has it until it is released. */
export interface MachineLock {
  /** Gives the right back. May be called twice; the end of the process does it too. */
  release(): void;
}

/** How to wait for the lock. */
export interface AcquireOptions {
  /** Shown to those who wait, e.g. `hone try fix.patch in /home/ada/parser`. */
  readonly purpose: string;
  readonly signal?: AbortSignal;
  /** Longest wait; 0 tries once. */
  readonly waitMsMax: number;
  /** Called once for each holder that is waited for; null when it did not say who it is. */
  readonly onWait?: (holder: LockHolder | null) => void;
  /** The folder of the lock file instead of the machine's; other folders do not wait for it. */
  readonly folder?: string;
  /** For tests: `pid-file` does without the system's own locks. */
  readonly method?: 'flock' | 'pid-file';
}

type Attempt = MachineLock | { readonly busy: LockHolder | null };
type Try = () => Attempt;

const LOCK_EX_NB = 2 | 4; // the same on Linux and macOS: sys/file.h

/**
 * Waits until nobody else measures on this machine, then holds that state. All users and all
 * checkouts meet in one file; the system gives it free when the holder dies, however it dies.
 * Without flock(2) (koffi can't load) a file with the holder's process id stands in; the two do not
 * see each other.
 *
 * @throws HoneError E_BUSY when the wait was too long (the message names the holder), E_INTERRUPTED
 *   when aborted, E_DISK when no lock file can be made
 */
export async function acquireMachineLock(options: AcquireOptions): Promise<MachineLock> {
  const attempt = await lockerFor(options);
  const startMs = performance.now();
  let announced: string | null = null;
  for (;;) {
    if (options.signal?.aborted === true) {
      throw new HoneError('E_INTERRUPTED', 'Interrupted while waiting for another measurement.');
    }
    const outcome = attempt();
    if ('release' in outcome) {
      return outcome;
    }
    const holder = JSON.stringify(outcome.busy);
    if (announced !== holder) {
      announced = holder;
      options.onWait?.(outcome.busy);
    }
    const leftMs = options.waitMsMax - (performance.now() - startMs);
    if (leftMs <= 0) {
      throw busyError(outcome.busy, options.waitMsMax);
    }
    const { signal } = options;
    const pause = sleep(Math.min(LOCK_RETRY_MS, leftMs), undefined, signal ? { signal } : {});
    await pause.catch(() => undefined); // an abort: the next round says so
  }
}

/** Not os.tmpdir(), which differs between users; every user may write to this one. */
function machineFolder(): string {
  return process.platform === 'win32' ? tmpdir() : '/tmp';
}

async function lockerFor(options: AcquireOptions): Promise<Try> {
  const folder = options.folder ?? machineFolder();
  const flock = options.method === 'pid-file' ? null : await loadFlock();
  return flock === null
    ? () => tryPidFile(join(folder, 'hone-measuring.pid'), options.purpose)
    : () => tryFlock(flock, join(folder, 'hone-measuring.lock'), options.purpose);
}

type Flock = (descriptor: number, operation: number) => number;

async function loadFlock(): Promise<Flock | null> {
  try {
    const { default: koffi } = await import('koffi');
    return koffi.load(null).func('int flock(int descriptor, int operation)');
  } catch {
    return null; // no build of koffi for this system: the pid file stands in
  }
}

function tryFlock(flock: Flock, path: string, purpose: string): Attempt {
  const descriptor = openLockFile(path);
  if (flock(descriptor, LOCK_EX_NB) !== 0) {
    const busy = holderFrom(readText(descriptor));
    closeSync(descriptor);
    return { busy };
  }
  writeHolder(descriptor, holderText(purpose));
  let held = true;
  return {
    release() {
      if (held) {
        held = false;
        writeHolder(descriptor, '');
        closeSync(descriptor); // the file stays: removing it would let two lock different ones
      }
    },
  };
}

/** Opens without O_CREAT first: Linux forbids it on another user's file in a sticky folder. */
function openLockFile(path: string): number {
  const open = constants.O_RDWR | constants.O_NOFOLLOW;
  try {
    return openSync(path, open);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'ENOENT') {
      throw lockFileError(path, thrown);
    }
  }
  try {
    const descriptor = openSync(path, open | constants.O_CREAT | constants.O_EXCL, 0o666);
    chmodSync(path, 0o666); // whatever the umask: other users have to be able to lock it
    return descriptor;
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'EEXIST') {
      return openSync(path, open); // somebody was faster
    }
    throw lockFileError(path, thrown);
  }
}

function tryPidFile(path: string, purpose: string): Attempt {
  const draft = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
  try {
    const descriptor = openSync(draft, 'wx', 0o644);
    writeHolder(descriptor, holderText(purpose));
    closeSync(descriptor);
  } catch (thrown) {
    throw lockFileError(path, thrown);
  }
  try {
    if (linked(draft, path)) {
      return heldPidFile(path);
    }
    const text = readTextAt(path);
    if (text === null || isHeldBy(text)) {
      return { busy: holderFrom(text ?? '') };
    }
    removeStale(path, draft, text);
    return linked(draft, path) ? heldPidFile(path) : { busy: holderFrom(readTextAt(path) ?? '') };
  } finally {
    unlinkSync(draft);
  }
}

/** Unlike renaming, linking fails when the name is taken. */
function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'EEXIST') {
      return false;
    }
    throw lockFileError(path, thrown);
  }
}

function heldPidFile(path: string): MachineLock {
  let held = true;
  return {
    release() {
      if (held) {
        held = false;
        unlinkSync(path);
      }
    },
  };
}

/** Moves a dead holder's file away; when it was a living one's after all, puts it back. */
function removeStale(path: string, draft: string, staleText: string): void {
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
    if (readTextAt(aside) !== staleText) {
      linkSync(aside, path);
    }
    unlinkSync(aside);
  } catch {
    // Somebody else removed it first: the next try finds out who holds it now.
  }
}

function isHeldBy(text: string): boolean {
  const holder = holderFrom(text);
  if (holder === null) {
    return false;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ESRCH') {
      return false;
    }
  }
  const ticks = processEntry(holder.pid)?.startTicks ?? null;
  return ticks === null || ticks === ticksIn(text); // another process may have got the same number
}

function holderText(purpose: string): string {
  const startTicks = processEntry(process.pid)?.startTicks ?? null;
  const since = new Date().toISOString();
  const shown = purpose.slice(0, LOCK_FILE_BYTES_MAX / 8); // escapes take up to six bytes
  return JSON.stringify({ pid: process.pid, purpose: shown, since, startTicks });
}

function holderFrom(text: string): LockHolder | null {
  const value = parsed(text);
  const { pid, purpose, since } = value;
  return typeof pid === 'number' && typeof purpose === 'string' && typeof since === 'string'
    ? { pid, purpose, since }
    : null;
}

function ticksIn(text: string): unknown {
  return parsed(text)['startTicks'];
}

function parsed(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {}; // empty, being written, or not ours
  }
}

function writeHolder(descriptor: number, text: string): void {
  ftruncateSync(descriptor, 0);
  writeSync(descriptor, text, 0);
}

function readText(descriptor: number): string {
  const bytes = Buffer.alloc(LOCK_FILE_BYTES_MAX);
  return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
}

function readTextAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').slice(0, LOCK_FILE_BYTES_MAX);
  } catch {
    return null; // released in between
  }
}

function busyError(holder: LockHolder | null, waitedMs: number): HoneError {
  const who =
    holder === null
      ? 'another process'
      : `process ${holder.pid} (${holder.purpose}, since ${holder.since})`;
  return new HoneError(
    'E_BUSY',
    `Only one measurement can run on a machine at a time, and ${who} still measured after ` +
      `${Math.round(waitedMs / 1000)} s. Wait for it to end, or end it, then run the same ` +
      `command again.`,
  );
}

function lockFileError(path: string, thrown: unknown): HoneError {
  return new HoneError(
    'E_DISK',
    `The file by which measurements on this machine take turns, ${path}, can't be used: ` +
      `${String(thrown)}. Remove it if nothing measures, or correct its permissions.`,
    { cause: thrown },
  );
}
