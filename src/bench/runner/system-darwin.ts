import { NO_STRIPPING } from '../clean/attributes.ts';
import { type Koffi, libcFrom, type NativeFunction } from './libc.ts';
import { nowNs } from './now-ns.ts';
import type { ExitWatch, System } from './system.ts';

// sys/event.h
const KEVENT_BYTES = 32; // ident 8, filter 2, flags 2, fflags 4, data 8, udata 8
const EVFILT_READ = -1;
const EVFILT_PROC = -5;
const EV_ADD = 0x0001;
const EV_RECEIPT = 0x0040;
const EV_ERROR = 0x4000;
const NOTE_EXIT = 0x8000_0000;

/**
 * The system calls on macOS (64 bits): kqueue instead of pidfd, no adopting of orphans, no choice
 * of core. Written from the system's headers and not tried on a Mac by its author; the runner
 * falls back to child_process when a function is missing.
 *
 * @throws Error when a function is missing
 */
export function darwinSystem(koffi: Koffi): System {
  const library = koffi.load(null);
  const declare = (declaration: string): NativeFunction => library.func(declaration);
  // ru_maxrss is in bytes here, and tv_usec is a 32-bit integer: sys/resource.h, sys/_types.h.
  const libc = libcFrom(koffi, declare, { maxRssUnitBytes: 1, microsecondBytes: 4 });
  const kqueue = declare('int kqueue()');
  const close = declare('int close(int descriptor)');
  const usleep = declare('int usleep(uint microseconds)');
  const kevent = declare(
    'int kevent(int queue, void *changes, int changeCount, void *events, int eventCount, ' +
      'void *timeout)',
  );

  function watch(pid: number, engineFd: number): ExitWatch {
    const queue = kqueue();
    const changes = Buffer.concat([
      change(pid, EVFILT_PROC, NOTE_EXIT),
      change(engineFd, EVFILT_READ, 0),
    ]);
    const events = Buffer.alloc(2 * KEVENT_BYTES);
    kevent(queue, changes, 2, events, 2, Buffer.alloc(16));
    // With EV_RECEIPT each change is answered; ESRCH for a process means that it has ended.
    let ended = (events.readUInt16LE(10) & EV_ERROR) !== 0 && events.readBigInt64LE(16) !== 0n;
    const timeout = Buffer.alloc(16);
    const watching = {
      returnedNs: 0,
      wait(timeoutMs: number): 'ended' | 'engine' | 'time' {
        if (ended) {
          watching.returnedNs = nowNs();
          return 'ended';
        }
        const ns = Math.ceil(timeoutMs * 1e6);
        timeout.writeBigInt64LE(BigInt(Math.floor(ns / 1e9)), 0);
        timeout.writeBigInt64LE(BigInt(ns % 1e9), 8);
        const count = kevent(queue, null, 0, events, 2, timeout);
        watching.returnedNs = nowNs();
        for (let index = 0; index < count; index++) {
          ended ||= events.readInt16LE(index * KEVENT_BYTES + 8) === EVFILT_PROC;
        }
        return ended ? 'ended' : count > 0 ? 'engine' : 'time';
      },
      close: () => void close(queue),
    };
    return watching;
  }

  return {
    ...libc,
    watch,
    pause: (microseconds) => void usleep(microseconds),
    adoptsOrphans: false,
    memoryFloorBytes: () => 0, // posix_spawn is a system call of its own and makes a fresh task
    openGate: null,
    cores: null,
    placeOn: () => undefined,
    stripAttributes: NO_STRIPPING,
    forbidMessageQueues: () => undefined, // there are none
  };
}

function change(ident: number, filter: number, notes: number): Buffer {
  const bytes = Buffer.alloc(KEVENT_BYTES);
  bytes.writeBigUInt64LE(BigInt(ident), 0);
  bytes.writeInt16LE(filter, 8);
  bytes.writeUInt16LE(EV_ADD | EV_RECEIPT, 10);
  bytes.writeUInt32LE(notes, 12);
  return bytes;
}
