import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  type Stats,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { HoneError, systemCodeOf, writeFileAtomic } from '../base/index.ts';
import { VERSIONS_MAX } from './limits.ts';
import type { ExistingFileMode, ReadyArtifact } from './publication.ts';
import { sha256Of } from './ready-artifact.ts';

/** What became of one file in a folder. */
export type Placed =
  | { readonly kind: 'written' | 'unchanged'; readonly file: string }
  /** Another file has the name and was left alone. */
  | { readonly kind: 'skipped' };

/**
 * Puts an artifact into a folder. A file with the same content is left alone in every mode. Nobody
 * sees half a file, and no link is followed inside the folder.
 *
 * @throws HoneError E_DISK when a link, folder or other thing is in the way, all versions are
 *   taken, or the disk refuses
 */
export function placeFile(root: string, artifact: ReadyArtifact, mode: ExistingFileMode): Placed {
  makeFolders(root, artifact.name);
  for (let version = 1; version <= VERSIONS_MAX; version++) {
    const file = version === 1 ? artifact.name : versioned(artifact.name, version);
    const path = join(root, file);
    const found = look(path, artifact);
    if (found === 'same') {
      return { kind: 'unchanged', file };
    }
    if (mode === 'overwrite') {
      writeFileAtomic(path, artifact.content);
      return { kind: 'written', file };
    }
    if (found === 'none' && createFile(path, artifact.content)) {
      return { kind: 'written', file };
    }
    if (found === 'none' && look(path, artifact) === 'same') {
      return { kind: 'unchanged', file }; // somebody was faster with the same
    }
    if (mode === 'skip') {
      return { kind: 'skipped' };
    }
  }
  throw inTheWay(`There are ${VERSIONS_MAX} versions of ${artifact.name} in ${root}. Remove some.`);
}

function versioned(name: string, version: number): string {
  const { dir, name: stem, ext } = posix.parse(name);
  return posix.join(dir, `${stem}.${version}${ext}`);
}

/** The folders of a name below the root, none of which may be a link out of it. */
function makeFolders(root: string, name: string): void {
  try {
    mkdirSync(root, { recursive: true });
  } catch (thrown) {
    if (['EEXIST', 'ENOTDIR'].includes(systemCodeOf(thrown) ?? '')) {
      throw inTheWay(`${root} can't be a folder: a file is in the way. Name another.`);
    }
    throw thrown;
  }
  let folder = root;
  for (const segment of name.split('/').slice(0, -1)) {
    folder = join(folder, segment);
    const status = statusOf(folder);
    if (status === null) {
      mkdirSync(folder, { recursive: true });
    } else if (!status.isDirectory()) {
      throw inTheWay(`${folder} is no folder, so ${name} can't be put into it. Remove it.`);
    }
  }
}

function look(path: string, artifact: ReadyArtifact): 'none' | 'same' | 'other' {
  const status = statusOf(path);
  if (status === null) {
    return 'none';
  }
  if (!status.isFile()) {
    throw inTheWay(`${path} is no plain file, so it is not replaced. Remove it.`);
  }
  const mayBeSame = status.size === artifact.content.length;
  return mayBeSame && sha256Of(readFileSync(path)) === artifact.sha256 ? 'same' : 'other';
}

/** A new file with its whole content, or false when there is one of this name by now. */
function createFile(path: string, content: Uint8Array): boolean {
  const temporary = join(dirname(path), `.hone-${randomUUID()}`);
  try {
    writeFileAtomic(temporary, content);
    try {
      linkSync(temporary, path);
    } catch (thrown) {
      if (systemCodeOf(thrown) === 'EEXIST') {
        throw thrown;
      }
      copyFileSync(temporary, path, constants.COPYFILE_EXCL); // a file system without links
    }
    return true;
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'EEXIST') {
      return false;
    }
    throw thrown;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function statusOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function inTheWay(message: string): HoneError {
  return new HoneError('E_DISK', `${message} Then publish again.`);
}
