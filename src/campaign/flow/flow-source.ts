import { isUtf8 } from 'node:buffer';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { HoneError, messageOf } from '../../base/index.ts';
import { nearest } from '../../document/index.ts';
import { FLOW_BYTES_MAX } from '../../flow/index.ts';
import { BUILT_IN_FLOWS, builtInFlow } from './built-in-flows.ts';

/** The text of a flow and where it is from. */
export interface FlowSource {
  /** Absolute; null for a flow that comes with hone. */
  readonly path: string | null;
  /** As the user named it. */
  readonly name: string;
  /** As messages call it: its path from the current folder where it is below that. */
  readonly shown: string;
  readonly text: string;
}

/**
 * The text of a flow by its name (one that comes with hone) or by the path of its file.
 *
 * @param folder - what a path is relative to
 * @throws HoneError E_NOT_FOUND; E_CONFIG for what can't be read as text
 */
export function flowSource(wanted: string, folder: string): FlowSource {
  const own = builtInFlow(wanted);
  if (own !== null) {
    return { path: null, name: wanted, shown: wanted, text: own };
  }
  const path = resolve(folder, wanted);
  if (!existsSync(path)) {
    const known = BUILT_IN_FLOWS.join(', ');
    const near = nearest(wanted, BUILT_IN_FLOWS);
    throw new HoneError(
      'E_NOT_FOUND',
      `There is no flow "${wanted}": it is neither a file (${path}) nor one that comes with ` +
        `hone (${known}).${near === null ? '' : ` Did you mean "${near}"?`}`,
    );
  }
  return { path, name: wanted, shown: shownPath(path), text: textOfFile(path) };
}

/** A path as it is short and still leads there from the current folder. */
export function shownPath(path: string): string {
  const fromHere = relative('', path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

/**
 * The text of a file that somebody wrote by hand. Of a file that is larger than any flow only so
 * much is read that the parser can refuse it.
 *
 * @throws HoneError E_NOT_FOUND; E_CONFIG for a folder, a device, a file that can't be read or is
 *   not UTF-8
 */
export function textOfFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new HoneError('E_NOT_FOUND', `There is no file ${path}.`);
  }
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'a device or pipe';
    throw new HoneError('E_CONFIG', `${path} is ${what}. Name a file.`);
  }
  const bytes = firstBytes(path);
  if (bytes.length <= FLOW_BYTES_MAX && !isUtf8(bytes)) {
    const message = `${path} is not UTF-8 text. Save it as UTF-8, and check that it is the file.`;
    throw new HoneError('E_CONFIG', message);
  }
  return bytes.toString('utf8');
}

/** True for a regular file, also behind a link. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Where the paths in a flow file begin: the working tree around a folder, else the folder. */
export function projectRoot(folder: string): string {
  const start = resolve(folder);
  for (let here = start; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) {
      return here;
    }
    if (dirname(here) === here) {
      return start;
    }
  }
}

function firstBytes(path: string): Buffer {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const bytes = Buffer.alloc(FLOW_BYTES_MAX + 1);
    let read = 0;
    for (let more = 1; more > 0 && read < bytes.length; read += more) {
      more = readSync(descriptor, bytes, read, bytes.length - read, null);
    }
    return bytes.subarray(0, read);
  } catch (thrown) {
    throw new HoneError('E_CONFIG', `Could not read ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  } finally {
    if (descriptor !== null) {
      closeSync(descriptor);
    }
  }
}
