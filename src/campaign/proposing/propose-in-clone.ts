import { mkdirSync, rmSync } from 'node:fs';

import { cloneShared, diffOf, type Repository, type WorkClone } from '../../git/index.ts';

/** Where a proposer begins. */
export interface CloneOrder {
  readonly repository: Repository;
  /** Commit in the subject or in `objectsDir`. */
  readonly base: string;
  /** Where the objects of proposals go, so that the subject's own store stays as it was. */
  readonly objectsDir: string;
  /** Absolute, outside the subject; whatever is there is removed before and after. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Lets somebody change a clone of the subject outside of its tree; what differs afterwards is the
 * proposal, whatever they say that they did.
 *
 * @returns the tree afterwards, which is the base's own when nothing changed
 * @throws HoneError E_REPOSITORY when the clone is gone or can't be read, else what `work` throws
 */
export async function proposeInClone<T>(
  order: CloneOrder,
  work: (clone: WorkClone) => Promise<T>,
): Promise<{ readonly tree: string; readonly result: T }> {
  const { repository, base, objectsDir, folder, signal } = order;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(objectsDir, { recursive: true });
  try {
    const options = { objectsDir, signal };
    const clone = await cloneShared(repository, folder, base, options);
    const result = await work(clone);
    const { tree } = await diffOf(clone, base, options);
    return { tree, result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
