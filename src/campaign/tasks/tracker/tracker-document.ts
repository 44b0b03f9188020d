import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { HoneError, writeFileAtomic } from '../../../base/index.ts';
import {
  type KeptAside,
  renderTracker,
  type TrackerFacts,
  type TrackerNames,
  trackerNames,
} from '../../../tasks/index.ts';
import { sha256 } from '../../read-suite.ts';
import { readDocument, TASKS_FOLDER } from '../task-documents.ts';

/** Where the tracker is when nobody says where, from the root of the subject. */
export const TRACKER_FILE = `${TASKS_FOLDER}/TRACKER.md`;

/**
 * A path that somebody gave for the tracker, from the root of the working tree.
 *
 * @throws HoneError E_USAGE for one that is not inside of it
 */
export function trackerPath(root: string, wanted: string): string {
  const path = relative(root, resolve(root, wanted));
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    throw new HoneError('E_USAGE', `The tracker is a file in ${root}; ${wanted} is none there.`);
  }
  return path.replaceAll(sep, '/');
}

/** Name and purpose that stand in the tracker. @throws HoneError E_CONFIG, see `readDocument` */
export function namesInTracker(root: string, path: string): TrackerNames {
  return trackerNames(readDocument(root, path) ?? '');
}

/** The tracker after it was written. */
export interface WrittenTracker {
  /** From the root. */
  readonly path: string;
  readonly isChanged: boolean;
  /** What persons had changed in rendered parts. */
  readonly keptAside: readonly KeptAside[];
}

/**
 * Writes the tracker; what persons wrote in it stays. A file that says it all is not touched.
 *
 * @throws HoneError E_DISK, E_CONFIG for a file that is no readable document
 */
export function writeTracker(root: string, path: string, facts: TrackerFacts): WrittenTracker {
  const previous = readDocument(root, path);
  const { text, keptAside } = renderTracker(facts, previous, sha256);
  const isChanged = text !== previous;
  if (isChanged) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileAtomic(target, text);
  }
  return { path, isChanged, keptAside };
}

/** A tracker that is no file of the working tree, and so holds nobody's notes. */
export function newTrackerText(facts: TrackerFacts): string {
  return renderTracker(facts, null, sha256).text;
}
