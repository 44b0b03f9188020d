import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom, HoneError, systemCodeOf } from '../base/index.ts';

/**
 * A folder below `root`, made if it is missing. No step on the way may be a symbolic link: a
 * repository can contain one, and hone would then write wherever its author wanted.
 *
 * @param root - exists and is trusted
 * @param parts - names, one per level
 * @returns the path of the innermost folder
 * @throws HoneError E_REPOSITORY when a level is a link or no folder, E_DISK when it can't be made
 */
export function innerFolder(root: string, parts: readonly string[]): string {
  let path = root;
  for (const part of parts) {
    const parent = path;
    path = join(parent, part);
    if (entryAt(path) === null) {
      makeFolder(path, parent);
    }
    const entry = entryAt(path);
    if (entry === null || !entry.isDirectory()) {
      const kind = entry?.isSymbolicLink() === true ? 'a symbolic link' : 'not a folder';
      throw new HoneError(
        'E_REPOSITORY',
        `${path} is ${kind}, but hone keeps its state in a real folder there. Move it away, then ` +
          'run the same command again.',
      );
    }
  }
  return path;
}

/** What is at a path, links not followed; null for nothing. */
export function entryAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
}

/** Makes the names in a folder survive a power loss, as fsync on a file does for its content. */
export function syncFolder(path: string): void {
  try {
    const descriptor = openSync(path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, path);
  }
}

function makeFolder(path: string, parent: string): void {
  try {
    mkdirSync(path);
  } catch (thrown) {
    // Another process was faster; what it made is looked at like anything else.
    if (systemCodeOf(thrown) !== 'EEXIST') {
      throw diskErrorFrom(thrown, path);
    }
  }
  syncFolder(parent);
}
