import { realpathSync } from 'node:fs';
import { isAbsolute, sep } from 'node:path';

import { assert, HoneError, messageOf, systemCodeOf } from '../base/index.ts';

/**
 * A path without links in it.
 *
 * @param path - absolute
 * @param what - what it is for, as in `The writable folder`
 * @throws HoneError E_NOT_FOUND with the path when it does not exist or can't be reached
 */
export function realPath(path: string, what: string): string {
  assert(isAbsolute(path), 'paths of a sandbox are absolute');
  try {
    return realpathSync(path);
  } catch (thrown) {
    const isMissing = systemCodeOf(thrown) === 'ENOENT';
    throw new HoneError(
      'E_NOT_FOUND',
      `${what} ${path} ${isMissing ? 'does not exist' : `can't be reached: ${messageOf(thrown)}`}` +
        `, so no sandbox can be made with it. Make it first, or correct the path.`,
      { cause: thrown },
    );
  }
}

/** True when a path is a folder or lies below it. Both without links. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Names on the way to a path; deeper ones are mounted later. */
export function depthOf(path: string): number {
  return path.split(sep).filter((part) => part !== '').length;
}
