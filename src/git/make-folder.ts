import { mkdirSync } from 'node:fs';

import { diskErrorFrom, HoneError, systemCodeOf } from '../base/index.ts';

/**
 * Makes a folder and those above it; one that exists is fine.
 *
 * @throws HoneError E_DISK when it can't be made, also because a file is in the way
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (thrown) {
    if (['ENOTDIR', 'EEXIST'].includes(systemCodeOf(thrown) ?? '')) {
      throw new HoneError(
        'E_DISK',
        `Could not make the folder ${path}: a file is in the way. Move it, or choose another ` +
          `folder.`,
        { cause: thrown },
      );
    }
    throw diskErrorFrom(thrown, path);
  }
}
