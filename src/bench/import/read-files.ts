import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { BYTES_PER_MIB, HoneError, messageOf, systemCodeOf } from '../../base/index.ts';
import type { ImportFile } from './imported.ts';
import {
  FOLDER_ENTRIES_MAX,
  IMPORT_BYTES_MAX,
  IMPORT_FILE_BYTES_MAX,
  IMPORT_FILES_MAX,
  READ_CHUNK_BYTES,
} from './limits.ts';

/** What Criterion calls its files; only the search of a folder goes by names. */
const CRITERION_FILES: readonly string[] = ['benchmark.json', 'estimates.json', 'sample.json'];

/** Folders of Criterion that hold no measurements of their own. */
const CRITERION_DERIVED: readonly string[] = ['change', 'report'];

/**
 * Reads result files for `importResults`. A folder stands for Criterion's files below it, or, when
 * there are none, for the JSON files in it. A pipe is read to its end, so `<(command)` works.
 *
 * @throws HoneError E_NOT_FOUND when a path does not exist or can't be read
 * @throws HoneError E_FORMAT when a file is too large, or a folder holds nothing to import
 * @throws HoneError E_USAGE when there are too many files
 */
export function readImportFiles(paths: readonly string[]): ImportFile[] {
  const files: ImportFile[] = [];
  let bytes = 0;
  const found = paths.flatMap((path) => readable(path, () => filesAt(path)));
  if (found.length > IMPORT_FILES_MAX) {
    throw new HoneError(
      'E_USAGE',
      `There are ${found.length} result files to import, more than ${IMPORT_FILES_MAX}. ` +
        `Name fewer.`,
    );
  }
  for (const path of found) {
    const content = readable(path, () => readBounded(path, IMPORT_BYTES_MAX - bytes));
    bytes += content.length;
    files.push({ path, text: decoded(content) });
  }
  return files;
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof HoneError || systemCodeOf(thrown) === undefined) {
      throw thrown;
    }
    throw new HoneError(
      'E_NOT_FOUND',
      `Could not read ${path}: ${messageOf(thrown)}. Name a result file that exists.`,
      { cause: thrown },
    );
  }
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  const criterion = criterionFiles(path);
  const files = criterion.length > 0 ? criterion : jsonFiles(path);
  if (files.length === 0) {
    throw new HoneError(
      'E_FORMAT',
      `The folder ${path} holds neither Criterion's files nor JSON files. Name the result file ` +
        `itself, or target/criterion.`,
    );
  }
  return files;
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(folder, name));
}

function criterionFiles(folder: string): string[] {
  const files: string[] = [];
  const waiting = [folder];
  let looked = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const name of readdirSync(next).toSorted()) {
      looked++;
      if (looked > FOLDER_ENTRIES_MAX) {
        throw new HoneError(
          'E_USAGE',
          `The folder ${folder} has more than ${FOLDER_ENTRIES_MAX} entries. Name ` +
            `target/criterion itself.`,
        );
      }
      const path = join(next, name);
      if (CRITERION_FILES.includes(name) && next !== folder) {
        files.push(path);
      } else if (!CRITERION_DERIVED.includes(name) && lstatSync(path).isDirectory()) {
        waiting.push(path); // lstat: a link may lead back up
      }
    }
  }
  return files;
}

/** The whole content, or an error as soon as it is larger than allowed. */
function readBounded(path: string, left: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const most = Math.min(left, IMPORT_FILE_BYTES_MAX);
    const chunks: Buffer[] = [];
    const chunk = Buffer.allocUnsafe(READ_CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const count = readSync(descriptor, chunk);
      if (count === 0) {
        return Buffer.concat(chunks);
      }
      bytes += count;
      if (bytes > most) {
        throw tooLarge(path);
      }
      chunks.push(Buffer.from(chunk.subarray(0, count)));
    }
  } finally {
    closeSync(descriptor);
  }
}

function tooLarge(path: string): HoneError {
  return new HoneError(
    'E_FORMAT',
    `${path} is too large: a result file may have ${IMPORT_FILE_BYTES_MAX / BYTES_PER_MIB} MiB, ` +
      `and all of one import together ${IMPORT_BYTES_MAX / BYTES_PER_MIB} MiB. Import fewer ` +
      `benchmarks at a time, or let the tool leave out its samples.`,
  );
}

/** UTF-8, or UTF-16 where its mark says so: PowerShell's `>` writes that. */
function decoded(content: Buffer): string {
  const utf16 = content[0] === 0xff && content[1] === 0xfe;
  const swapped = content[0] === 0xfe && content[1] === 0xff;
  const encoding = utf16 ? 'utf-16le' : swapped ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(content);
}
