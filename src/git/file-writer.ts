import { closeSync, constants, fchmodSync, futimesSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { assert, at } from '../base/index.ts';
import type { BlobSink } from './blob-stream.ts';
import { LFS_POINTER_BYTES_MAX } from './limits.ts';
import type { TreeEntry } from './tree.ts';

/**
 * Puts arriving blobs into files. The tree's links come later, so no write can follow one.
 */
export class FileWriter implements BlobSink {
  readonly lfsPointers: string[] = [];
  readonly #root: string;
  readonly #files: readonly TreeEntry[];
  readonly #modifiedAtS: number;
  #descriptor: number | null = null;
  #start: Buffer = Buffer.alloc(0);

  constructor(root: string, files: readonly TreeEntry[], modifiedAtS: number) {
    this.#root = root;
    this.#files = files;
    this.#modifiedAtS = modifiedAtS;
  }

  begin(index: number): void {
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    const path = join(this.#root, at(this.#files, index).path);
    this.#descriptor = openSync(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
    this.#start = Buffer.alloc(0);
  }

  chunk(bytes: Buffer): void {
    if (this.#start.length < LFS_MARK.length) {
      this.#start = Buffer.concat([this.#start, bytes.subarray(0, LFS_MARK.length)]);
    }
    const descriptor = this.#open();
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(descriptor, bytes, written);
    }
  }

  end(index: number): void {
    const file = at(this.#files, index);
    const descriptor = this.#open();
    fchmodSync(descriptor, file.kind === 'executable' ? 0o755 : 0o644); // whatever the umask is
    futimesSync(descriptor, this.#modifiedAtS, this.#modifiedAtS);
    this.close();
    const small = file.size <= LFS_POINTER_BYTES_MAX;
    if (small && this.#start.subarray(0, LFS_MARK.length).equals(LFS_MARK)) {
      this.lfsPointers.push(file.path);
    }
  }

  #open(): number {
    assert(this.#descriptor !== null, 'a blob begins before it is written');
    return this.#descriptor;
  }

  /** Gives the file back that was being written when something failed. */
  close(): void {
    if (this.#descriptor !== null) {
      closeSync(this.#descriptor);
      this.#descriptor = null;
    }
  }
}

/** First line of every pointer file, by the Git LFS specification. */
const LFS_MARK = Buffer.from('version https://git-lfs.github.com/spec/v1\n');
