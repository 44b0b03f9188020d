import { constants } from 'node:os';

import type koffiModule from 'koffi';

import { assert } from '../../base/index.ts';
import { nowNs } from './now-ns.ts';
import type { PreparedSpawn, Reaped, SystemSpawn } from './system.ts';

/** The module koffi as it is imported. */
export type Koffi = typeof koffiModule;

/** A C function of integers, memory and null pointers that returns an integer. */
export type NativeFunction = (
  ...values: (number | bigint | Uint8Array | string | null)[]
) => number;

/** Looks a C function up by its declaration. */
export type Declare = (declaration: string) => NativeFunction;

/** Larger than every posix_spawnattr_t (336 bytes in glibc), file_actions and sigset_t there is. */
const OPAQUE_BYTES = 512;

// The same numbers in glibc, musl and macOS: spawn.h.
const POSIX_SPAWN_SETPGROUP = 0x02;
const POSIX_SPAWN_SETSIGDEF = 0x04;
const POSIX_SPAWN_SETSIGMASK = 0x08;

/** First size of memory for words and for the environment. */
const SPARE_BYTES = 16_384;

/** Such memory beyond this is given back when the next command needs less. */
const KEPT_BYTES_MAX = 1_048_576;

/** The path of no file: starting it fails after the fork, and leaves nothing to wait for. */
const NOWHERE = Buffer.from('/.hone/nowhere\0');

const WNOHANG = 1;
const RUSAGE_BYTES = 256; // 144 in all three

/** What POSIX systems have in common: starting a process and taking its remains. */
export interface Libc {
  readonly prepare: (order: SystemSpawn) => PreparedSpawn;
  readonly reap: (pid: number) => Reaped | 'none';
  readonly reapAny: () => Reaped | 'alive' | 'none';
  readonly errorName: () => string;
}

/**
 * The C library's functions of the process that runs.
 *
 * @param layout - what differs in `struct rusage`: the unit of ru_maxrss (KiB on Linux, bytes on
 *   macOS) and the size of tv_usec (8 and 4 bytes); the offsets agree on 64-bit systems
 * @throws Error when koffi can't find a function
 */
export function libcFrom(
  koffi: Koffi,
  declare: Declare,
  layout: { maxRssUnitBytes: number; microsecondBytes: 4 | 8 },
): Libc {
  const wait4 = declare('int wait4(int pid, void *status, int options, void *usage)');
  const status = Buffer.alloc(4);
  const usage = Buffer.alloc(RUSAGE_BYTES);
  const errorNames = new Map(Object.entries(koffi.os.errno).map(([name, code]) => [code, name]));
  const nameOfError = (code: number) => errorNames.get(code) ?? `error ${code}`;
  const errorName = () => nameOfError(koffi.errno());

  const timeNs = (offset: number) =>
    Number(usage.readBigInt64LE(offset)) * 1e9 +
    (layout.microsecondBytes === 8
      ? Number(usage.readBigInt64LE(offset + 8))
      : usage.readInt32LE(offset + 8)) *
      1e3;

  function wait(pid: number, options: number): Reaped | 'alive' | 'none' {
    for (;;) {
      const got = wait4(pid, status, options, usage);
      if (got > 0) {
        return {
          pid: got,
          end: endFrom(status.readInt32LE(0)),
          userNs: timeNs(0),
          systemNs: timeNs(16),
          peakRssBytes: Number(usage.readBigInt64LE(32)) * layout.maxRssUnitBytes,
        };
      }
      if (got === 0) {
        return 'alive';
      }
      const error = errorName();
      if (error === 'ECHILD') {
        return 'none';
      }
      if (error !== 'EINTR') {
        throw new Error(`wait4 answered ${error}`);
      }
    }
  }

  return {
    prepare: spawnWith(koffi, declare, nameOfError),
    reap(pid) {
      const reaped = wait(pid, 0);
      return reaped === 'alive' ? 'none' : reaped; // without WNOHANG it is never alive
    },
    reapAny: () => wait(-1, WNOHANG),
    errorName,
  };
}

function spawnWith(
  koffi: Koffi,
  declare: Declare,
  nameOfError: (code: number) => string,
): Libc['prepare'] {
  const spawn = declare(
    'int posix_spawn(void *pid, void *file, void *actions, void *attributes, void *words,' +
      ' void *env)',
  );
  const initActions = declare('int posix_spawn_file_actions_init(void *actions)');
  const duplicate = declare(
    'int posix_spawn_file_actions_adddup2(void *actions, int from, int to)',
  );
  const destroyActions = declare('int posix_spawn_file_actions_destroy(void *actions)');
  const attributes = childAttributes(declare);
  const pid = Buffer.alloc(4);
  const actions = Buffer.alloc(OPAQUE_BYTES);
  const file = new StringVector(koffi);
  const words = new StringVector(koffi);
  const env = new StringVector(koffi);
  let isFree = true;

  return (order) => {
    assert(isFree, 'one spawn is disposed of before the next is prepared');
    isFree = false;
    file.set([order.file]);
    words.set(order.words);
    env.set(order.env);
    initActions(actions);
    for (const [to, from] of order.descriptors.entries()) {
      duplicate(actions, from, to);
    }
    // Last, so that all that starts a process, the kernel's part too, is in the caches when the
    // clock starts. What hone did since the sample before would otherwise be in this one's time.
    spawn(pid, NOWHERE, actions, attributes, words.pointers, env.pointers);
    const prepared = {
      startedNs: 0,
      start(): number | string {
        // Nothing else may come in between: code that was not run lately takes microseconds.
        prepared.startedNs = nowNs();
        const error = spawn(pid, file.text, actions, attributes, words.pointers, env.pointers);
        return error === 0 ? pid.readInt32LE(0) : nameOfError(error);
      },
      dispose(): void {
        destroyActions(actions);
        isFree = true;
      },
    };
    return prepared;
  };
}

/**
 * A group of its own, so that it can be killed as a whole, and all signals as a fresh shell has
 * them: Node ignores SIGPIPE, which a command would otherwise inherit.
 */
function childAttributes(declare: Declare): Buffer {
  const attributes = Buffer.alloc(OPAQUE_BYTES);
  // Not sigfillset: it leaves out two signals of glibc's own, which would then be ignored.
  const all = Buffer.alloc(OPAQUE_BYTES, 0xff);
  const none = Buffer.alloc(OPAQUE_BYTES);
  declare('int posix_spawnattr_init(void *attributes)')(attributes);
  const flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  declare('int posix_spawnattr_setflags(void *attributes, short flags)')(attributes, flags);
  declare('int posix_spawnattr_setpgroup(void *attributes, int group)')(attributes, 0);
  declare('int posix_spawnattr_setsigdefault(void *attributes, void *set)')(attributes, all);
  declare('int posix_spawnattr_setsigmask(void *attributes, void *set)')(attributes, none);
  return attributes;
}

/**
 * `char *[]` with its null at the end, in memory that is kept from one sample to the next: pages
 * that are touched for the first time cost the start of a command 10 to 20 µs, which is in its
 * time.
 */
class StringVector {
  text: Buffer = Buffer.allocUnsafeSlow(0);
  pointers: Buffer = Buffer.allocUnsafeSlow(0);
  readonly #koffi: Koffi;

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
  }

  set(strings: readonly string[]): void {
    const bytes = strings.reduce((sum, each) => sum + Buffer.byteLength(each) + 1, 0);
    this.text = roomFor(bytes, this.text);
    this.pointers = roomFor((strings.length + 1) * 8, this.pointers);
    const address = strings.length === 0 ? 0n : this.#koffi.address(this.text);
    let end = 0;
    for (const [index, each] of strings.entries()) {
      this.pointers.writeBigUInt64LE(address + BigInt(end), index * 8);
      end += this.text.write(each, end);
      end = this.text.writeUInt8(0, end);
    }
    this.pointers.writeBigUInt64LE(0n, strings.length * 8);
  }
}

/** The same memory while it is large enough and not far too large, else twice what is needed. */
function roomFor(bytes: number, old: Buffer): Buffer {
  const fits = bytes <= old.length && (old.length <= KEPT_BYTES_MAX || 2 * bytes > KEPT_BYTES_MAX);
  return fits ? old : Buffer.alloc(Math.max(2 * bytes, SPARE_BYTES));
}

// The first name of a number wins: SIGABRT before SIGIOT, SIGIO before SIGPOLL.
const signalNames = new Map<number, string>(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, code]) => [code, name]),
);

/** Reads a wait status. @see wait(2); the encoding is the same on Linux and macOS */
function endFrom(status: number): Reaped['end'] {
  const signal = status & 0x7f;
  return signal === 0
    ? { kind: 'exited', code: (status >> 8) & 0xff }
    : { kind: 'signalled', signal: signalNames.get(signal) ?? `SIG${signal}` };
}
