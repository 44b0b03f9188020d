import { lstatSync, rmSync } from 'node:fs';

import { childrenOf, openUp, type RawPath } from './children.ts';

/**
 * Removes a file, link or folder with all that it holds, also where modes forbid that. Links are
 * never followed.
 *
 * @throws Error when it is still there afterwards
 */
export function removeAll(path: RawPath): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    openAll(path);
    rmSync(path, { recursive: true, force: true });
  }
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    throw new Error(`${path.toString()} can't be removed`);
  }
}

/** Removes all that a folder holds, but not the folder itself. @throws Error as `removeAll` */
export function emptyFolder(folder: string): void {
  openUp(folder);
  for (const { path } of childrenOf(folder)) {
    removeAll(path);
  }
}

function openAll(path: RawPath): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    openUp(path);
    for (const child of childrenOf(path)) {
      openAll(child.path);
    }
  }
}
