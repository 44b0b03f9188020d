import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { assert, HoneError, systemCodeOf, writeFileAtomic } from '../base/index.ts';
import { entryAt, innerFolder, syncFolder } from './inner-folder.ts';
import { BLOB_BYTES_MAX } from './limits.ts';

const HASH_PATTERN = /^[0-9a-f]{64}$/;

/**
 * Level 1: a result of 1 MiB takes 3.0 ms instead of the 13.8 ms of zstd's usual level 3, and came
 * out no larger on anything that was tried (JSON of samples, text, random words).
 */
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Content under the SHA-256 of what it is (before compression): `blobs/ab/cdef…`, one zstd file
 * each. Every Node that hone runs on (22.19 and later) has zstd.
 *
 * Files and not rows of the journal, measured on a 2-core machine, ext4, FULL, medians: a row is
 * about 1 ms faster to write (1 MB: 0.9 against 1.9 ms, beside 8 ms for compressing it), but each
 * is written twice, so checkpoints put its p95 at 11 ms against 2.3 ms, and 8 MB take 18 against
 * 11 ms. Files also keep the journal small enough to copy and check, give space back at once, and
 * a bad sector costs one blob instead of the truth. Reading takes the same.
 */
export interface Blobs {
  put(content: string | Uint8Array): string;
  get(hash: string): Buffer;
  has(hash: string): boolean;
  stateOf(hash: string): BlobState;
}

/** What is under a hash. `removed`: taken away on purpose, by retention. */
export type BlobState = 'intact' | 'missing' | 'damaged' | 'removed';

/**
 * @param folder - `.hone`, exists
 * @param removedAt - when a blob was taken away on purpose; null for never
 */
export function blobsIn(folder: string, removedAt: (hash: string) => string | null): Blobs {
  return {
    put(content) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      assert(bytes.length <= BLOB_BYTES_MAX, `a blob has at most ${BLOB_BYTES_MAX} bytes`);
      const hash = createHash('sha256').update(bytes).digest('hex');
      const path = pathOf(folder, hash);
      // What is there is read, not believed: putting the content again repairs a damaged file.
      if (readBlob(path, hash).kind !== 'intact') {
        innerFolder(folder, ['blobs', hash.slice(0, 2)]);
        writeFileAtomic(path, zstdCompressSync(bytes, FASTEST));
      }
      syncFolder(dirname(path)); // also when it was there: its writer may have been killed before
      return hash;
    },
    get(hash) {
      const path = pathOf(folder, hash);
      const found = readBlob(path, hash);
      if (found.kind === 'intact') {
        return found.bytes;
      }
      const removed = found.kind === 'missing' ? removedAt(hash) : null;
      if (removed !== null) {
        throw new HoneError(
          'E_NOT_FOUND',
          `Stored result ${hash} was removed on ${removed}, as the retention of old results ` +
            'says. What was decided on it is still in the journal; to have the result again, ' +
            'start the work again as a new run.',
        );
      }
      throw new HoneError(
        'E_JOURNAL',
        `Stored result ${hash} is ${found.kind} (${path}). Restore the blobs folder from a ` +
          'backup, or start the work again as a new run; the other runs are not affected.',
        found.kind === 'damaged' ? { cause: found.cause } : {},
      );
    },
    stateOf(hash) {
      const { kind } = readBlob(pathOf(folder, hash), hash);
      return kind === 'missing' && removedAt(hash) !== null ? 'removed' : kind;
    },
    has: (hash) => entryAt(pathOf(folder, hash)) !== null,
  };
}

type Found =
  | { readonly kind: 'intact'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly cause: unknown };

function readBlob(path: string, hash: string): Found {
  try {
    const bytes = zstdDecompressSync(readFileSync(path), { maxOutputLength: BLOB_BYTES_MAX });
    const actual = createHash('sha256').update(bytes).digest('hex');
    return actual === hash
      ? { kind: 'intact', bytes }
      : { kind: 'damaged', cause: new Error(`its content has the hash ${actual}`) };
  } catch (thrown) {
    return systemCodeOf(thrown) === 'ENOENT'
      ? { kind: 'missing' }
      : { kind: 'damaged', cause: thrown };
  }
}

function pathOf(folder: string, hash: string): string {
  assert(HASH_PATTERN.test(hash), 'a blob is named by its SHA-256 in lower-case hex');
  return join(folder, 'blobs', hash.slice(0, 2), hash.slice(2));
}
