import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

import { HoneError, messageOf, systemCodeOf } from './hone-error.ts';

const DISK_CODES = new Set(
  'ENOSPC EDQUOT EROFS EACCES EPERM EIO EFBIG EISDIR ENOTDIR ENOENT ENAMETOOLONG'.split(' '),
);

/**
 * Writes a whole file so that a reader, or the machine after a crash, sees the old content or the
 * new one and never a part. Folders on the way are made. The new name is flushed to the disk too,
 * where the platform can, so that a crash right after does not bring the old content back.
 *
 * @throws HoneError E_DISK when the disk is full, read-only or not writable; nothing is left behind
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const firstMade = mkdirSync(dirname(path), { recursive: true });
    writeAndSync(temporary, content);
    renameSync(temporary, path);
    syncFolders(dirname(path), firstMade);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw diskErrorFrom(thrown, path);
  }
}

/**
 * Refuses a path at which `writeFileAtomic` can't write, before the work whose result is to go
 * there; writes nothing. A disk that fills up in between is still found only at the end.
 *
 * @throws HoneError E_DISK when the path is a folder, or the nearest folder above it is none or may
 *   not be written to
 */
export function assertWritable(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new HoneError('E_DISK', `Could not write ${path}: it is a folder. Name a file in it.`);
    }
    let folder = dirname(resolve(path));
    let found = statSync(folder, { throwIfNoEntry: false });
    while (found === undefined && dirname(folder) !== folder) {
      folder = dirname(folder);
      found = statSync(folder, { throwIfNoEntry: false });
    }
    if (found?.isDirectory() !== true) {
      throw new HoneError('E_DISK', `Could not write ${path}: ${folder} is not a folder.`);
    }
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
}

/** A HoneError E_DISK when the system refused to write `path`; anything else as it was. */
export function diskErrorFrom(thrown: unknown, path: string): unknown {
  const code = systemCodeOf(thrown);
  if (code === undefined || !DISK_CODES.has(code)) {
    return thrown;
  }
  const reason = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : messageOf(thrown);
  return new HoneError(
    'E_DISK',
    `Could not write ${path}: ${reason}. Free some space or choose another folder, then run the ` +
      `same command again.`,
    { cause: thrown },
  );
}

/** What systems answer that can't flush a folder; nothing else can be done there. */
const FOLDER_CODES = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'EBADF', 'ENOTSUP', 'ENOSYS']);

/**
 * Flushes the entries of a folder, and of those above it up to the parent of `firstMade`, because
 * a rename or a new folder is durable only once the folder that names it is.
 */
function syncFolders(folder: string, firstMade: string | undefined): void {
  const last = firstMade === undefined ? folder : dirname(firstMade);
  for (let next = folder; ; next = dirname(next)) {
    syncFolder(next);
    if (resolve(next) === resolve(last) || dirname(next) === next) {
      return;
    }
  }
}

function syncFolder(folder: string): void {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (thrown) {
    if (!FOLDER_CODES.has(systemCodeOf(thrown) ?? '')) {
      throw thrown;
    }
  } finally {
    if (descriptor !== null) {
      closeSync(descriptor);
    }
  }
}

function writeAndSync(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const descriptor = openSync(path, 'w');
  try {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(descriptor, bytes, written);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
