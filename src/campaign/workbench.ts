import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';

import { assert, HoneError } from '../base/index.ts';
import { copyFolder, removeAll } from '../bench/index.ts';
import { BUILDS_KEPT_MAX } from './limits.ts';

/** A built tree is named by what went into it. */
export interface BuildKey {
  /** Id of the git tree. */
  readonly tree: string;
  /** Hash of the setup commands and of whatever else shapes the build. */
  readonly setup: string;
}

/**
 * Makes a built checkout of a tree at a path.
 *
 * @param folder - absolute path that does not exist yet
 */
export type Builder = (folder: string) => Promise<void>;

/**
 * Places for checkouts that are measured against each other. Each place has a path of the same
 * length. A tree is built in the place where it will be measured, once for each place, because
 * built files may hold absolute paths: renaming a build made elsewhere could run the other side's
 * code. Builds that are not in their place lie on a shelf beside it, on the same file system.
 */
export interface Workbench {
  readonly root: string;
  /** Path of a place: 0 for the first. */
  place(index: number): string;
  /** Puts the build of a tree into a place, building it first when the shelf has none. */
  put(index: number, key: BuildKey, build: Builder): Promise<string>;
  /**
   * Builds what is in a place once more and keeps a copy of it, from which files can be put back.
   *
   * @returns path of the copy
   */
  renew(index: number, build: Builder): Promise<string>;
  /** Path of the copy of what is in a place; null when none was made. */
  pristine(index: number): string | null;
  /** Says that what is in a place is not what was built any more: it will not be used again. */
  discard(index: number): void;
  /** Removes the oldest builds beyond the bound. */
  trim(): void;
}

/**
 * Opens the workbench in a folder, which is made when missing. Whoever uses it holds the machine
 * lock, so there is one user at a time.
 */
export function openWorkbench(root: string): Workbench {
  const shelf = join(root, 'shelf');
  mkdirSync(shelf, { recursive: true });
  const place = (index: number): string => join(root, `place-${index}`);
  const occupant = (index: number): string => join(root, `place-${index}.key`);
  const pristine = (index: number): string | null => {
    const name = readName(occupant(index));
    return name === null ? null : join(root, 'pristine', name);
  };

  return {
    root,
    place,
    put: async (index, key, build) => {
      const name = shelfName(key, index);
      const path = place(index);
      if (readName(occupant(index)) === name && existsSync(path)) {
        return path;
      }
      clearPlace(path, occupant(index), shelf);
      if (existsSync(join(shelf, name))) {
        renameSync(join(shelf, name), path);
        touch(path);
      } else {
        await buildOrRemove(path, build);
      }
      writeName(occupant(index), name);
      return path;
    },
    renew: async (index, build) => {
      const copy = pristine(index);
      assert(copy !== null, 'a place is filled before it is renewed');
      removeAll(place(index));
      await build(place(index));
      removeAll(copy);
      copyFolder(place(index), copy);
      return copy;
    },
    pristine: (index) => {
      const copy = pristine(index);
      return copy !== null && existsSync(copy) ? copy : null;
    },
    discard: (index) => removeAll(occupant(index)),
    trim: () => {
      const builds = readdirSync(shelf)
        .map((name) => ({ name, usedMs: statSync(join(shelf, name)).mtimeMs }))
        .sort((left, right) => right.usedMs - left.usedMs);
      for (const { name } of builds.slice(BUILDS_KEPT_MAX)) {
        rmSync(join(shelf, name), { recursive: true, force: true });
      }
    },
  };
}

async function buildOrRemove(path: string, build: Builder): Promise<void> {
  try {
    await build(path);
  } catch (thrown) {
    removeAll(path);
    throw thrown;
  }
}

/** Moves what is in a place to the shelf; what has no name was never finished and is removed. */
function clearPlace(path: string, occupant: string, shelf: string): void {
  const name = readName(occupant);
  removeAll(occupant);
  if (!existsSync(path)) {
    return;
  }
  if (name === null || existsSync(join(shelf, name))) {
    removeAll(path);
  } else {
    renameSync(path, join(shelf, name));
  }
}

/** The name is that of the only entry in a folder: written by one rename-like call, never half. */
function readName(occupant: string): string | null {
  return existsSync(occupant) ? (readdirSync(occupant)[0] ?? null) : null;
}

function writeName(occupant: string, name: string): void {
  mkdirSync(join(occupant, name), { recursive: true });
}

function shelfName(key: BuildKey, index: number): string {
  if (!/^[0-9a-f]+$/.test(key.tree) || !/^[0-9a-f]+$/.test(key.setup)) {
    throw new HoneError('E_REPOSITORY', `${key.tree} is not the id of a git tree.`);
  }
  return `${key.tree}-${key.setup.slice(0, 16)}-${index}`;
}

function touch(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}
