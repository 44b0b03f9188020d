import { type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { WALK_ENTRIES_MAX } from './limits.ts';
import { isGits } from './workspace.ts';

/** One thing below a folder. */
export interface WalkEntry {
  /** Relative to where the walk began, with `/`. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What a walk saw. */
export interface Walk {
  /** Folder by folder, those nearest to the beginning first, sorted within each. */
  readonly entries: readonly WalkEntry[];
  /** True when there is more than was looked at. */
  readonly isCut: boolean;
}

/** Named but not entered: other people's code, tens of thousands of files. */
const NOT_ENTERED = new Set(['node_modules', '__pycache__', '.venv']);

/**
 * Everything below a folder but what is git's own; no link is followed.
 *
 * @param path - absolute
 * @param depthMax - folders within each other; 1 is what lies in the folder itself
 * @throws the reason of an aborted signal
 */
export async function walkFolder(
  path: string,
  depthMax: number,
  signal: AbortSignal,
): Promise<Walk> {
  const entries: WalkEntry[] = [];
  const folders: { readonly name: string; readonly depth: number }[] = [{ name: '', depth: 1 }];
  for (let next = 0; next < folders.length; next++) {
    signal.throwIfAborted();
    const { name: folder, depth } = folders[next] ?? { name: '', depth: depthMax };
    for (const entry of await entriesOf(join(path, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
      entries.push({ name, kind });
      if (kind === 'folder' && depth < depthMax && !NOT_ENTERED.has(entry.name)) {
        folders.push({ name, depth: depth + 1 });
      }
      if (entries.length >= WALK_ENTRIES_MAX) {
        return { entries, isCut: true };
      }
    }
  }
  return { entries, isCut: false };
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter(({ name }) => !isGits(name))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    return []; // not readable, or gone in between: there is nothing to show of it
  }
}
