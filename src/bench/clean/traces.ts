import { lstatSync } from 'node:fs';
import { relative } from 'node:path';

import { childrenOf, openUp, type RawPath } from './children.ts';
import type { FolderChanges, FolderState } from './folder-state.ts';
import { COUNTED_MAX, NAME_LENGTH_MAX, NAMES_MAX } from './limits.ts';

/** Files that a sample left behind or changed, and that were put back. */
export interface Traces {
  /** At most COUNTED_MAX for each thing that was added. */
  readonly count: number;
  /** Some of their names, for people. */
  readonly names: readonly string[];
}

/** No traces. */
export const NO_TRACES: Traces = { count: 0, names: [] };

/**
 * What was written to a folder, to be read before it is put back.
 *
 * @param shown - how people know the folder, e.g. `its HOME`; '' for names relative to it
 */
export function tracesOf(
  state: Pick<FolderState, 'root' | 'entry'>,
  { added, altered }: FolderChanges,
  shown: string,
): Traces {
  const paths = [...added, ...altered.map((place) => state.entry(place).path)];
  const count = paths.reduce((sum: number, path) => sum + countFiles(path, COUNTED_MAX), 0);
  const names = paths.slice(0, NAMES_MAX).map((path) => {
    const name = relative(state.root, path.toString());
    return (shown === '' ? name : `${shown}/${name}`).slice(0, NAME_LENGTH_MAX);
  });
  return { count, names };
}

/** Two places together. */
export function joined(first: Traces, second: Traces): Traces {
  return {
    count: first.count + second.count,
    names: [...first.names, ...second.names].slice(0, NAMES_MAX),
  };
}

/** Files and links below a path, or 1 for what is none; what is gone counts as one. */
function countFiles(path: RawPath, most: number): number {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return 1;
  }
  openUp(path);
  let count = 0;
  for (const child of childrenOf(path)) {
    count += countFiles(child.path, most - count);
    if (count >= most) {
      return most;
    }
  }
  return Math.max(1, count);
}
