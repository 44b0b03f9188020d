import { lstatSync, type Stats } from 'node:fs';

import { childrenOf, openUp, type RawPath } from './children.ts';
import { ENTRIES_MAX } from './limits.ts';

/** One file, link or folder as it was when its folder was recorded. */
export interface Entry {
  readonly path: RawPath;
  /** Place of its folder among the entries; -1 for the root. */
  readonly parent: number;
  /** Something else is mounted here, which is none of ours. */
  readonly isMount: boolean;
  readonly stats: Stats;
  /** Keys of what a folder holds; null for everything else. */
  readonly names: ReadonlySet<string> | null;
}

/** What is not as it was recorded. Folders come before what they hold. */
export interface FolderChanges {
  /** Paths of what is new; what a new folder holds is not listed. */
  readonly added: readonly RawPath[];
  /** Places of entries that are gone, other things now, or changed in content or mode. */
  readonly altered: readonly number[];
  /** Places of folders in which something came or went, or whose mode or times changed. */
  readonly touched: readonly number[];
}

/**
 * The state of a folder with everything below it. Content is not read: the system stamps every
 * change of content, mode, owner, links or attributes with a time (ctime) that no program can set,
 * so that an entry with the same inode, size and times is the same.
 */
export class FolderState {
  readonly root: string;
  readonly #entries: Entry[] = [];

  /** @throws TypeError with more than ENTRIES_MAX entries, and whatever the system throws */
  constructor(root: string) {
    this.root = root;
    this.#record(root, -1, lstatSync(root), lstatSync(root).dev);
  }

  /** How many files, links and folders there are. */
  get size(): number {
    return this.#entries.length;
  }

  /** The entry at a place. */
  entry(place: number): Entry {
    const entry = this.#entries[place];
    if (entry === undefined) {
      throw new TypeError(`there is no entry ${place}`);
    }
    return entry;
  }

  /** Newest change of any entry, in ms since 1970. */
  newestMs(): number {
    return this.#entries.reduce((newest, { stats }) => Math.max(newest, stats.ctimeMs), 0);
  }

  /** Takes entries for what they are now: after they were put back. */
  update(places: readonly number[]): void {
    for (const place of places) {
      const entry = this.entry(place);
      this.#entries[place] = { ...entry, stats: lstatSync(entry.path) };
    }
  }

  /** Places of everything below a folder that was recorded, and its own. */
  below(place: number): number[] {
    const within = new Set([place]);
    for (let index = place + 1; index < this.#entries.length; index++) {
      if (within.has(this.entry(index).parent)) {
        within.add(index);
      }
    }
    return [...within];
  }

  /** Compares with the state now. No link is followed, and no folder stays closed to its owner. */
  changes(): FolderChanges {
    const added: RawPath[] = [];
    const altered: number[] = [];
    const touched: number[] = [];
    const gone = new Set<number>();
    for (const [place, { path, parent, stats, names, isMount }] of this.#entries.entries()) {
      if (gone.has(parent)) {
        gone.add(place); // it comes back with its folder, and its path may lead elsewhere by now
        continue;
      }
      const now = isMount ? stats : lstatSync(path, { throwIfNoEntry: false });
      if (now !== undefined && isSame(stats, now)) {
        continue;
      }
      const isFolderStill = names !== null && now?.isDirectory() === true && now.ino === stats.ino;
      if (!isFolderStill) {
        altered.push(place);
        gone.add(place);
        continue;
      }
      touched.push(place);
      openUp(path);
      for (const child of childrenOf(path)) {
        if (!names.has(child.key)) {
          added.push(child.path);
        }
      }
    }
    return { added, altered, touched };
  }

  #record(path: RawPath, parent: number, stats: Stats, device: number): void {
    if (this.#entries.length >= ENTRIES_MAX) {
      throw new TypeError(`${this.root} holds more than ${ENTRIES_MAX} files`);
    }
    const isMount = stats.dev !== device;
    const place = this.#entries.length;
    const children = stats.isDirectory() && !isMount ? childrenOf(path) : null;
    const names = children === null ? null : new Set(children.map(({ key }) => key));
    this.#entries.push({ path, parent, isMount, stats, names });
    for (const child of children ?? []) {
      this.#record(child.path, place, lstatSync(child.path), device);
    }
  }
}

function isSame(before: Stats, now: Stats): boolean {
  return (
    before.ctimeMs === now.ctimeMs &&
    before.mtimeMs === now.mtimeMs &&
    before.size === now.size &&
    before.ino === now.ino &&
    before.mode === now.mode
  );
}
