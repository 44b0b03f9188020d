import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CAPTURE_BYTES_MAX,
  COPY_CHUNK_BYTES,
  OUTPUT_FOLDER_BYTES_MIN,
  OUTPUT_FOLDER_FULL_BYTES,
} from '../limits.ts';
import { RunnerFailure } from './runner-failure.ts';

const chunk = Buffer.allocUnsafeSlow(COPY_CHUNK_BYTES);

/**
 * The folder in which outputs are collected: memory where there is enough of it, so that the disk
 * is not part of the sample.
 */
export function chooseOutputFolder(): string {
  const memory = '/dev/shm';
  try {
    const space = statfsSync(memory);
    if (space.bavail * space.bsize >= OUTPUT_FOLDER_BYTES_MIN) {
      closeSync(openOutputFile(memory));
      return memory;
    }
  } catch {
    // No such folder, or not ours to write to: the folder for temporary files will do.
  }
  return tmpdir();
}

/**
 * A new empty file that has no name any more, so that nothing is left behind however the runner
 * ends, and no other process can reach it by a path.
 *
 * @throws RunnerFailure E_DISK when the folder can't be written to
 */
export function openOutputFile(folder: string): number {
  const path = join(folder, `hone-output-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(path, flags, 0o600);
    unlinkSync(path);
    return descriptor;
  } catch (thrown) {
    throw new RunnerFailure(
      'E_DISK',
      `Could not make a file for a command's output in ${folder}: ${String(thrown)}. Make the ` +
        `folder writable and free some space, or set TMPDIR to another one.`,
    );
  }
}

/** Whether output may have been cut short, which the command itself may not have noticed. */
export function isFull(folder: string): boolean {
  const space = statfsSync(folder);
  return space.bavail * space.bsize < OUTPUT_FOLDER_FULL_BYTES;
}

/** The refusal of a sample whose output the disk could not hold. */
export function fullFolderFailure(folder: string): RunnerFailure {
  return new RunnerFailure(
    'E_DISK',
    `The folder for outputs, ${folder}, is full, so the command's output may be incomplete. ` +
      `Free some space there, or set TMPDIR to another folder, and run the same command again.`,
  );
}

/** Bytes written to a file so far. */
export function sizeOf(descriptor: number): number {
  return fstatSync(descriptor).size;
}

/** Whether standard output or standard error has outgrown the limit. */
export function isFlooded(order: {
  readonly stdoutFd: number;
  readonly stderrFd: number;
  readonly outputBytesMax: number;
}): boolean {
  return (
    sizeOf(order.stdoutFd) > order.outputBytesMax || sizeOf(order.stderrFd) > order.outputBytesMax
  );
}

/** SHA-256 of the first `bytesMax` bytes, hex. */
export function hashOf(descriptor: number, bytesMax: number): string {
  const hash = createHash('sha256');
  readAll(descriptor, bytesMax, (part) => hash.update(part));
  return hash.digest('hex');
}

/**
 * Copies the first `bytesMax` bytes to a path, replacing what is there.
 *
 * @throws RunnerFailure E_DISK when that can't be written
 */
export function copyTo(descriptor: number, path: string, bytesMax: number): void {
  try {
    rmSync(path, { recursive: true, force: true }); // a command may have left a link there
    const copy = openSync(path, 'wx', 0o600);
    try {
      readAll(descriptor, bytesMax, (part) => {
        for (let done = 0; done < part.length;) {
          done += writeSync(copy, part, done);
        }
      });
    } finally {
      closeSync(copy);
    }
  } catch (thrown) {
    throw new RunnerFailure(
      'E_DISK',
      `Could not keep a command's output at ${path}: ${String(thrown)}. Free some space there.`,
    );
  }
}

/**
 * The end of a file as text: whole lines unless a single one is longer. What is no UTF-8 is
 * replaced.
 *
 * @param bytesMax - at most CAPTURE_BYTES_MAX
 */
export function tailOf(descriptor: number, bytesMax: number): string {
  const size = sizeOf(descriptor);
  const length = Math.min(size, bytesMax, CAPTURE_BYTES_MAX);
  const tail = Buffer.alloc(length);
  const start = size - length;
  let done = 0;
  while (done < length) {
    const got = readSync(descriptor, tail, done, length - done, start + done);
    if (got === 0) {
      break; // somebody truncated it
    }
    done += got;
  }
  const firstBreak = tail.indexOf(10);
  const from = start === 0 || firstBreak === -1 || firstBreak === length - 1 ? 0 : firstBreak + 1;
  return tail.toString('utf8', from, done);
}

function readAll(descriptor: number, bytesMax: number, use: (part: Buffer) => void): void {
  for (let position = 0; position < bytesMax;) {
    const wanted = Math.min(chunk.length, bytesMax - position);
    const length = readSync(descriptor, chunk, 0, wanted, position);
    if (length === 0) {
      return;
    }
    use(chunk.subarray(0, length));
    position += length;
  }
}
