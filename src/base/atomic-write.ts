import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { HoneError, messageOf, systemCodeOf } from './hone-error.ts';

const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EFBIG']);

/**
 * Writes a whole file so that a reader, or the machine after a crash, sees the old content or the
 * new one and never a part. Folders on the way are made.
 *
 * @throws HoneError E_DISK when the disk is full, read-only or not writable; nothing is left behind
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeAndSync(temporary, content);
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
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
