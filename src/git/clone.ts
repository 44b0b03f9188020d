import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { type CheckoutOptions, writeCheckout } from './checkout.ts';
import { type GitOptions, runGit } from './git-command.ts';
import { layGitFolder, RAW_ATTRIBUTES } from './git-folder.ts';
import { HONE_IDENTITY_ENV } from './identity.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';
import { type ObjectStore, subjectObjectsPlace, within, withStore } from './object-store.ts';
import type { Repository } from './repository.ts';

/** A repository for one proposer to work in. Nothing in its `.git` is ever trusted afterwards. */
export interface WorkClone {
  readonly root: string;
  /** The commit that was checked out in it. */
  readonly base: string;
  /** Whose clone it is. */
  readonly repository: Repository;
  /** Links out of the tree that were left out and do not count as deleted. */
  readonly skippedLinks: readonly string[];
}

/**
 * Makes a repository that borrows the subject's objects (as `git clone --shared` does), without
 * hooks, remotes, branches or any setting of the subject's, HEAD detached at a commit, its tree
 * written and its index fresh. Laid by hand because `git clone` starts programs inside the subject.
 *
 * @param destination - absolute, outside of the subject's tree; missing or empty
 * @throws HoneError as `writeCheckout`; nothing is left behind
 */
export function cloneShared(
  repository: Repository,
  destination: string,
  commit: string,
  options: Omit<CheckoutOptions, 'paths'> = {},
): Promise<WorkClone> {
  return withStore(repository, options, async (store) => {
    const checkout = { ...options, objectsDir: store.storeDir };
    const { skippedLinks } = await writeCheckout(store, commit, destination, checkout);
    try {
      await layClone(store, destination, commit, options);
    } catch (thrown) {
      rmSync(destination, { recursive: true, force: true });
      throw thrown;
    }
    return { root: destination, base: commit, repository, skippedLinks };
  });
}

async function layClone(
  store: ObjectStore,
  root: string,
  commit: string,
  options: GitOptions,
): Promise<void> {
  const signal = within(store, options);
  const gitDir = join(root, '.git');
  const subject = join(store.commonDir, 'objects');
  const own = (await isInSubject(store, commit, signal)) ? [] : [join(store.storeDir, 'objects')];
  layGitFolder(gitDir, {
    objectFormat: store.objectFormat,
    bare: false,
    head: commit,
    settings: store.settings,
    commonDir: store.commonDir,
    alternates: [subject, ...own],
    attributes: RAW_ATTRIBUTES,
  });
  const env = { ...HONE_IDENTITY_ENV, GIT_DIR: gitDir, GIT_WORK_TREE: root };
  const place = { cwd: root, env, config: [], trust: 'none' } as const;
  const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
  await runGit(place, ['read-tree', commit], run);
  await runGit(place, ['update-index', '-q', '--refresh'], { ...run, accept: [0, 1] });
}

/** True when the user's own object store has the commit, hone's left aside. */
async function isInSubject(
  store: ObjectStore,
  commit: string,
  options: GitOptions,
): Promise<boolean> {
  const place = subjectObjectsPlace(store);
  const { code } = await runGit(place, ['cat-file', '-e', `${commit}^{commit}`], {
    ...options,
    accept: [0, 1, 128],
  });
  return code === 0;
}
