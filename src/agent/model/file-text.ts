import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { BYTES_PER_MIB, diskErrorFrom, systemCodeOf } from '../../base/index.ts';
import { FILE_BYTES_MAX } from './limits.ts';

/** A file as text, or why it can't be one. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string; readonly status: Stats }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads a plain file of bounded size with UTF-8 text; opens no link, pipe or device. */
export function fileText(path: string, bytesMax: number = FILE_BYTES_MAX): FileText {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    const why = code === 'ENOENT' ? 'does not exist' : `can't be read (${code ?? 'no reason'})`;
    return { kind: 'refused', why };
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) {
      const why = status.isDirectory() ? 'is a folder' : 'is no plain file';
      return { kind: 'refused', why };
    }
    if (status.size > bytesMax) {
      return { kind: 'refused', why: `is larger than ${bytesMax / BYTES_PER_MIB} MiB` };
    }
    const bytes = readFileSync(descriptor);
    // The byte order mark stays: an edit writes the whole text back.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0')
      ? { kind: 'refused', why: 'is no text' }
      : { kind: 'text', text, status };
  } catch (thrown) {
    const why = thrown instanceof TypeError ? 'is no UTF-8 text' : `can't be read`;
    return { kind: 'refused', why };
  } finally {
    closeSync(descriptor);
  }
}

/** What the machine lacks, rather than something that the model could do in another way. */
const MACHINE_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/**
 * Writes a whole file under a new inode, so that another name of the old one (a hard link into a
 * package store) keeps its content. Folders on the way are made.
 *
 * @param mode - permissions; null for those of a new file
 * @returns why it can't be written, or null
 * @throws HoneError E_DISK when the disk is full or read-only
 */
export function writeFileText(path: string, text: string, mode: number | null): string | null {
  const temporary = join(dirname(path), `.hone-${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(temporary, 'wx', 0o666);
    try {
      writeFileSync(descriptor, text);
      if (mode !== null) {
        fchmodSync(descriptor, mode & 0o7777);
      }
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    return null;
  } catch (thrown) {
    rmSync(temporary, { force: true });
    const code = systemCodeOf(thrown);
    if (code === undefined || MACHINE_CODES.has(code)) {
      throw diskErrorFrom(thrown, path);
    }
    return `can't be written (${code})`;
  }
}
