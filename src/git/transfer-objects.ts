import { HoneError } from '../base/index.ts';
import { type GitOptions, runGit } from './git-command.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';
import { storePlace, subjectObjectsPlace, withStore } from './object-store.ts';
import type { Repository } from './repository.ts';

/** What goes into the user's repository. */
export interface Transfer {
  /** The `objectsDir` that the commit was made in. */
  readonly from: string;
  /** The newest commit to keep; its ancestors come along. */
  readonly commit: string;
  /** A commit that the user's repository has: the base. Nothing before it is copied. */
  readonly exclude: string;
}

/**
 * Copies commits with all that they need from hone's store into the user's, so that a branch can
 * point at them. Only new objects are written; no branch changes. Doing it twice is harmless.
 *
 * @throws HoneError E_DISK, E_REPOSITORY when the result would not be complete
 */
export function transferObjects(
  repository: Repository,
  transfer: Transfer,
  options: GitOptions = {},
): Promise<void> {
  const { commit, exclude } = transfer;
  return withStore(repository, { ...options, objectsDir: transfer.from }, async (store) => {
    const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
    const pack = await runGit(storePlace(store), ['pack-objects', '--revs', '--stdout', '-q'], {
      ...run,
      input: `${commit}\n^${exclude}\n`,
    });
    const subject = subjectObjectsPlace(store);
    await runGit(subject, ['unpack-objects', '-q'], { ...run, input: pack.stdout });
    const walk = ['rev-list', '--objects', '--quiet', commit, `^${exclude}`];
    const complete = await runGit(subject, walk, { ...run, accept: [0, 1, 128] });
    if (complete.code !== 0) {
      throw new HoneError(
        'E_REPOSITORY',
        `The kept commits could not be copied completely into ${store.commonDir}, so no branch ` +
          `was set: ${complete.stderr}`,
      );
    }
  });
}
