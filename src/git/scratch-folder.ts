import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { diskErrorFrom } from '../base/index.ts';
import { SCRATCH_AGE_MS_MAX } from './limits.ts';

const PREFIX = 'hone-git-';

/**
 * Gives `work` a private empty folder below `parent` and removes it afterwards, whatever happens.
 *
 * @throws HoneError E_DISK when the folder can't be made
 */
export async function withScratchFolder<T>(
  parent: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = makeScratchFolder(parent);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes scratch folders that a killed hone left below `parent` more than a day ago. */
export function removeStaleScratch(parent: string): void {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    if (name.startsWith(PREFIX) && Date.now() - statSync(path).mtimeMs > SCRATCH_AGE_MS_MAX) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function makeScratchFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, PREFIX));
  } catch (thrown) {
    throw diskErrorFrom(thrown, join(parent, PREFIX));
  }
}
