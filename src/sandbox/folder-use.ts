import { lstat, opendir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { HoneError, systemCodeOf } from '../base/index.ts';
import { ENTRIES_BEFORE_MAX } from './limits.ts';

/** What lies below some folders. */
export interface FolderUse {
  readonly folders: readonly string[];
  /** On the disk: holes are not counted, a file with several names is counted once. */
  readonly bytes: number;
  /** Files and folders. */
  readonly entries: number;
  /** Of the fullest of their file systems, bytes; null when there is no folder. */
  readonly freeBytes: number | null;
}

/** Of `st_blocks`, whatever the file system's own blocks are; see inode(7). */
const BLOCK_BYTES = 512;

/**
 * Adds up folders before somebody writes to them.
 *
 * @throws HoneError E_DISK when there is more in them than can be looked at again and again
 */
export async function folderUse(folders: readonly string[]): Promise<FolderUse> {
  const use = await countedUse(folders, ENTRIES_BEFORE_MAX);
  if (use.entries > ENTRIES_BEFORE_MAX) {
    throw new HoneError(
      'E_DISK',
      `There are more than ${ENTRIES_BEFORE_MAX} files below ${folders.join(', ')}, so what is ` +
        `written there can't be watched. Move what is not needed elsewhere.`,
    );
  }
  return use;
}

/**
 * Adds up folders until they hold more than a number of entries. Links are not followed, and what
 * goes away meanwhile is not counted.
 */
export async function countedUse(
  folders: readonly string[],
  entriesMax: number,
): Promise<FolderUse> {
  const several = new Set<string>();
  const waiting = [...folders];
  let bytes = 0;
  let entries = 0;
  for (
    let path = waiting.pop();
    path !== undefined && entries <= entriesMax;
    path = waiting.pop()
  ) {
    for (const child of await childrenOf(path, entriesMax - entries)) {
      entries++;
      if (child.isFolder) {
        waiting.push(child.path);
      }
      if (child.name === null || !several.has(child.name)) {
        bytes += child.bytes;
      }
      if (child.name !== null) {
        several.add(child.name);
      }
    }
  }
  return { folders, bytes, entries, freeBytes: await freeBytesOf(folders) };
}

async function freeBytesOf(folders: readonly string[]): Promise<number | null> {
  const all = await Promise.all(
    folders.map(async (folder) => {
      try {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      } catch (thrown) {
        assertSystemFailure(thrown);
        return Infinity; // it is gone, and nothing can be written there
      }
    }),
  );
  return all.length === 0 ? null : Math.min(...all);
}

interface Child {
  readonly path: string;
  readonly isFolder: boolean;
  readonly bytes: number;
  /** Of a file with several names; else null. */
  readonly name: string | null;
}

/** At most one more than `max`, so that the caller sees that there are more. */
async function childrenOf(folder: string, max: number): Promise<Child[]> {
  const children: Child[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      const child = await childAt(path);
      if (child !== null) {
        children.push(child);
      }
      if (children.length > max) {
        break;
      }
    }
  } catch (thrown) {
    // It is gone or closed to us; what was written there is counted as soon as it is open again.
    assertSystemFailure(thrown);
  }
  return children;
}

async function childAt(path: string): Promise<Child | null> {
  try {
    const stats = await lstat(path);
    const isFolder = stats.isDirectory();
    const name = !isFolder && stats.nlink > 1 ? `${stats.dev}:${stats.ino}` : null;
    return { path, isFolder, bytes: stats.blocks * BLOCK_BYTES, name };
  } catch (thrown) {
    assertSystemFailure(thrown); // it went away in between
    return null;
  }
}

/** Nothing but an answer of the system is taken for a folder or a file that is not there. */
function assertSystemFailure(thrown: unknown): void {
  if (systemCodeOf(thrown) === undefined) {
    throw thrown;
  }
}
