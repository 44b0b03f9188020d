import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { GitOptions, GitPlace } from './git-command.ts';
import { layGitFolder, quoted, RAW_ATTRIBUTES } from './git-folder.ts';
import { HONE_IDENTITY_ENV } from './identity.ts';
import type { Repository } from './repository.ts';
import { removeStaleScratch, withScratchFolder } from './scratch-folder.ts';

/** What every function that reads objects accepts. */
export interface ReadOptions extends GitOptions {
  /**
   * Absolute path of the folder that hone keeps objects of its own in, e.g. `.hone/objects`. Made
   * when missing. It is read besides the repository's own store; whoever names it removes it.
   */
  readonly objectsDir?: string | undefined;
}

/** What every function that makes objects needs: they go to `objectsDir` and nowhere else. */
export interface WriteOptions extends ReadOptions {
  readonly objectsDir: string;
}

/**
 * A repository together with hone's own object store beside it. Everything that hone reads comes
 * from either; everything that it writes goes to its own, so that an abandoned trial leaves nothing
 * in the user's repository until `transferObjects` moves what was kept.
 */
export interface ObjectStore extends Repository {
  /** A GIT_DIR that hone laid, with a configuration of hone's own. */
  readonly storeDir: string;
}

/**
 * Gives `work` the object store in `objectsDir`, or one in a temporary folder for reading only.
 * Several hones may use the same folder.
 *
 * @throws HoneError E_DISK when it can't be written
 */
export async function withStore<T>(
  repository: Repository,
  options: ReadOptions,
  work: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const { objectsDir } = options;
  if (objectsDir !== undefined) {
    return work(openStore(repository, objectsDir));
  }
  return withScratchFolder(tmpdir(), (folder) => work(openStore(repository, folder)));
}

/** The options of a part of a longer operation in the same store. */
export function within(store: ObjectStore, options: GitOptions): WriteOptions {
  return { signal: options.signal, objectsDir: store.storeDir };
}

function openStore(repository: Repository, directory: string): ObjectStore {
  layGitFolder(directory, {
    objectFormat: repository.objectFormat,
    bare: true,
    head: 'ref: refs/heads/none',
    settings: repository.settings,
    commonDir: repository.commonDir,
    alternates: [],
    attributes: RAW_ATTRIBUTES,
  });
  removeStaleScratch(directory);
  return { ...repository, storeDir: directory };
}

/** For commands on objects: reads from both stores, writes to hone's. */
export function storePlace(store: ObjectStore): GitPlace {
  return {
    cwd: store.storeDir,
    env: {
      ...HONE_IDENTITY_ENV,
      GIT_DIR: store.storeDir,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(store.commonDir, 'objects')),
    },
    config: [],
    trust: 'none',
  };
}

/** For commands that write straight into the user's object store, still under hone's settings. */
export function subjectObjectsPlace(store: ObjectStore): GitPlace {
  const place = storePlace(store);
  const objects = join(store.commonDir, 'objects');
  const shared = store.settings.get('core.sharedrepository');
  return {
    ...place,
    env: {
      ...place.env,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: '',
    },
    config: shared === undefined ? [] : [`core.sharedRepository=${shared}`],
  };
}

/**
 * Gives `work` a store place with an index of its own, empty until something is read into it, and
 * the scratch folder that it lies in.
 */
export function withIndex<T>(
  repository: Repository,
  options: WriteOptions,
  work: (place: GitPlace, folder: string, store: ObjectStore) => Promise<T>,
): Promise<T> {
  return withStore(repository, options, (store) =>
    withScratchFolder(store.storeDir, (folder) => {
      const place = storePlace(store);
      const env = { ...place.env, GIT_INDEX_FILE: join(folder, 'index') };
      return work({ ...place, env }, folder, store);
    }),
  );
}
