import { linuxStripping } from '../clean/attributes.ts';
import { MEMORY_FLOOR_MARGIN_BYTES } from '../limits.ts';
import { type Koffi, libcFrom, type NativeFunction } from './libc.ts';
import { nowNs } from './now-ns.ts';
import type { ExitWatch, Gate, System } from './system.ts';

const SYS_PIDFD_OPEN = 434; // the same on every architecture: it is newer than the common table
const SYS_CLOSE_RANGE = 436;
const CLOSE_RANGE_CLOEXEC = 4;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_SET_DUMPABLE = 4;
const RLIMIT_MSGQUEUE = 12;
const POLLIN = 1;
const O_CLOEXEC = 0o2000000;
const CPU_SET_BYTES = 128; // 1024 cores

/**
 * The system calls on Linux (5.3 or later, for pidfd_open; glibc or musl; 64 bits).
 *
 * @throws Error when a call is missing or forbidden, e.g. by a container's seccomp profile
 */
export function linuxSystem(koffi: Koffi): System {
  const library = koffi.load(null);
  const declare = (declaration: string): NativeFunction => library.func(declaration);
  const libc = libcFrom(koffi, declare, { maxRssUnitBytes: 1024, microsecondBytes: 8 });
  const syscall = declare('long syscall(long number, long first, long second, long third)');
  const close = declare('int close(int descriptor)');
  const poll = declare('int poll(void *watched, ulong count, int timeout)');
  const prctl = declare(
    'int prctl(int option, ulong first, ulong second, ulong third, ulong fourth)',
  );

  function openPid(pid: number): number {
    const descriptor = syscall(SYS_PIDFD_OPEN, pid, 0, 0);
    if (descriptor < 0) {
      throw new Error(`pidfd_open answered ${libc.errorName()}`);
    }
    return descriptor;
  }

  const watched = Buffer.alloc(16); // one watch at a time

  function watch(pid: number, engineFd: number): ExitWatch {
    const descriptor = openPid(pid);
    watched.writeInt32LE(descriptor, 0);
    watched.writeInt16LE(POLLIN, 4);
    watched.writeInt32LE(engineFd, 8);
    watched.writeInt16LE(POLLIN, 12);
    const watching = {
      returnedNs: 0,
      wait(timeoutMs: number): 'ended' | 'engine' | 'time' {
        const ready = poll(watched, 2, Math.ceil(timeoutMs));
        watching.returnedNs = nowNs(); // before anything else, which would be in the command's time
        if (ready <= 0) {
          return 'time'; // or EINTR: the caller looks at its clock in either case
        }
        return watched.readInt16LE(6) === 0 ? 'engine' : 'ended';
      },
      close: () => void close(descriptor),
    };
    return watching;
  }

  close(openPid(process.pid)); // fails here, at the start, where there is still another way
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) {
    throw new Error(`prctl answered ${libc.errorName()}`);
  }
  // A command of the same user could otherwise reach the runner's pipes and memory through /proc
  // and answer the engine in its name. Root with capabilities still can: it needs a sandbox.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // Descriptors that hone itself inherited are none of a command's business. Before Linux 5.11 this
  // fails, and commands see what they would see in the user's shell.
  syscall(SYS_CLOSE_RANGE, 3, 0xffff_ffff, CLOSE_RANGE_CLOEXEC);
  return {
    ...libc,
    watch,
    pause: pauseWith(declare),
    adoptsOrphans: true,
    // posix_spawn starts the child in the runner's memory, whose peak the kernel charges to it.
    memoryFloorBytes: () => process.resourceUsage().maxRSS * 1024 + MEMORY_FLOOR_MARGIN_BYTES,
    openGate: gateWith(declare),
    ...placementWith(declare),
    stripAttributes: linuxStripping(declare),
    forbidMessageQueues: forbidWith(declare),
  };
}

function pauseWith(declare: (declaration: string) => NativeFunction): System['pause'] {
  const ppoll = declare('int ppoll(void *watched, ulong count, void *timeout, void *mask)');
  const timeout = Buffer.alloc(16);
  return (microseconds) => {
    timeout.writeBigInt64LE(BigInt(microseconds * 1000), 8); // less than a second
    ppoll(null, 0, timeout, null);
  };
}

function gateWith(declare: (declaration: string) => NativeFunction): () => Gate {
  const pipe2 = declare('int pipe2(void *ends, int flags)');
  const ends = Buffer.alloc(8);
  return () => {
    if (pipe2(ends, O_CLOEXEC) !== 0) {
      throw new Error('no pipe can be opened');
    }
    return { readEnd: ends.readInt32LE(0), writeEnd: ends.readInt32LE(4) };
  };
}

function forbidWith(declare: (declaration: string) => NativeFunction): () => void {
  const setLimit = declare('int setrlimit(int resource, void *limits)');
  return () => void setLimit(RLIMIT_MSGQUEUE, Buffer.alloc(16)); // soft and hard: no bytes
}

function placementWith(
  declare: (declaration: string) => NativeFunction,
): Pick<System, 'cores' | 'placeOn'> {
  const getAffinity = declare('int sched_getaffinity(int pid, size_t size, void *set)');
  const setAffinity = declare('int sched_setaffinity(int pid, size_t size, void *set)');
  const set = Buffer.alloc(CPU_SET_BYTES);
  const placeOn = (cores: readonly number[]): void => {
    set.fill(0);
    for (const core of cores) {
      set.writeUInt8(set.readUInt8(core >> 3) | (1 << (core & 7)), core >> 3);
    }
    if (setAffinity(0, CPU_SET_BYTES, set) !== 0) {
      throw new Error(`the system does not allow running on core ${cores.join(', ')}`);
    }
  };
  if (getAffinity(0, CPU_SET_BYTES, set) !== 0) {
    return { cores: null, placeOn }; // more than 1024 cores
  }
  const all = Array.from({ length: CPU_SET_BYTES * 8 }, (_, core) => core);
  return { cores: all.filter((core) => (set.readUInt8(core >> 3) >> (core & 7)) & 1), placeOn };
}
