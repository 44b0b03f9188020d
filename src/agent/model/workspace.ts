import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

import { systemCodeOf } from '../../base/index.ts';
import { PATH_LENGTH_MAX } from './limits.ts';

/** The folders that a model works in. All are absolute. */
export interface Workspace {
  /** The clone; it reads and writes there. */
  readonly folder: string;
  /** What it was given to read lies below; it writes nothing there. */
  readonly outputFolder: string;
  /** Below `outputFolder`: what it hands in; it reads and writes there. */
  readonly handInFolder: string;
  /** Below `outputFolder`: the prompt as a file. */
  readonly promptPath: string;
}

/** A path that a model gave, held against its workspace. */
export type Place =
  | {
      readonly kind: 'place';
      /** Absolute, every link on the way followed. */
      readonly path: string;
      /** The same without following a link at its very end. */
      readonly entry: string;
      /** As the model is told. */
      readonly shown: string;
      /** Null when there is nothing yet. */
      readonly status: Stats | null;
      readonly isHandedIn: boolean;
    }
  | { readonly kind: 'refused'; readonly why: string };

/** How the folder of what is handed in may be written, besides its absolute path. */
const HAND_IN_NAMES = ['$HONE_OUTPUT_DIR', '${HONE_OUTPUT_DIR}', 'HONE_OUTPUT_DIR'];

/**
 * Finds what a path means, without leaving the workspace: no `..`, nothing of git's own, no link
 * that leads out. An absolute path counts only below one of the workspace's folders.
 */
export function placeOf(workspace: Workspace, path: string, access: 'read' | 'write'): Place {
  const shown = JSON.stringify(path.slice(0, PATH_LENGTH_MAX));
  if (path === '' || path.length > PATH_LENGTH_MAX || path.includes('\0')) {
    return refused(`${shown} can't be a path.`);
  }
  const start = startOf(workspace, path, access);
  if (start === null) {
    const where =
      access === 'read'
        ? 'Give a path relative to the working folder.'
        : 'Write below the working folder, with a relative path, or into HONE_OUTPUT_DIR.';
    return refused(`${shown} is outside of what you may ${access}. ${where}`);
  }
  const segments = start.rest.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) {
    return refused(`${shown} has ".." in it. Give a path relative to the working folder.`);
  }
  if (segments.some(isGits)) {
    return refused(`${shown} belongs to git, which is not yours to read or change.`);
  }
  try {
    return followed(start.root, segments, { shown, isHandedIn: start.isHandedIn });
  } catch (thrown) {
    return refused(`${shown} can't be reached (${systemCodeOf(thrown) ?? 'no reason given'}).`);
  }
}

function refused(why: string): Place {
  return { kind: 'refused', why };
}

/** True for `.git` however a file system may fold it. */
export function isGits(segment: string): boolean {
  return segment.replaceAll(/\p{Cf}/gu, '').toLowerCase() === '.git';
}

interface Start {
  readonly root: string;
  readonly rest: string;
  readonly isHandedIn: boolean;
}

function startOf(workspace: Workspace, path: string, access: 'read' | 'write'): Start | null {
  const { folder, outputFolder, handInFolder } = workspace;
  const name = HAND_IN_NAMES.find((each) => path === each || path.startsWith(`${each}/`));
  if (name !== undefined) {
    return { root: handInFolder, rest: path.slice(name.length), isHandedIn: true };
  }
  if (!isAbsolute(path)) {
    return { root: folder, rest: path, isHandedIn: false };
  }
  for (const root of [handInFolder, folder, ...(access === 'read' ? [outputFolder] : [])]) {
    const top = namesOf(root).find((each) => path === each || path.startsWith(`${each}/`));
    if (top !== undefined) {
      return { root, rest: path.slice(top.length), isHandedIn: root === handInFolder };
    }
  }
  return null;
}

/** A folder as it is called, and where links in its name lead: a command prints the latter. */
function namesOf(folder: string): string[] {
  try {
    return [folder, realpathSync(folder)];
  } catch {
    return [folder]; // it is gone, which is told when it is looked into
  }
}

/** Walks down segment by segment; what is not there yet has no links in it. */
function followed(
  root: string,
  segments: readonly string[],
  about: { readonly shown: string; readonly isHandedIn: boolean },
): Place {
  const top = realpathSync(root);
  if (about.isHandedIn && lstatSync(root).isSymbolicLink()) {
    return refused('HONE_OUTPUT_DIR has been replaced by a link.');
  }
  let path = top;
  let entry = top;
  let status: Stats | null = lstatSync(top);
  for (const segment of segments) {
    if (status !== null && !status.isDirectory()) {
      return refused(`${about.shown} goes on below a file.`);
    }
    entry = join(path, segment);
    status = status === null ? null : (lstatSync(entry, { throwIfNoEntry: false }) ?? null);
    path = entry;
    if (status?.isSymbolicLink() === true) {
      path = realpathSync(entry); // a link to nothing can't be followed, and that is told
      const below = relative(top, path);
      if (below.split(sep).some((part) => part === '..' || isGits(part)) || isAbsolute(below)) {
        return refused(`${about.shown} is a link that leads out of the folder.`);
      }
      status = lstatSync(path);
    }
  }
  return { kind: 'place', path, entry, status, ...about };
}
