import { join } from 'node:path';

import { HoneError } from '../base/index.ts';
import { readCommitAt } from './commit.ts';
import { runGit, type GitPlace } from './git-command.ts';
import { FETCH_TIMEOUT_MS } from './limits.ts';
import { storePlace, type WriteOptions, withStore } from './object-store.ts';
import { quoted } from './git-folder.ts';
import { DEFAULT_REMOTE, remotePlace, remoteUrl } from './remote.ts';
import type { Repository } from './repository.ts';
import type { Revision } from './revision.ts';

/** Where hosts keep the newest commit of a pull or merge request: GitHub, Gitea; GitLab. */
const REFS = ['refs/pull/{n}/head', 'refs/merge-requests/{n}/head'] as const;

/**
 * Brings the newest commit of a pull request from the remote `origin`, with the user's own way of
 * logging in there. Its objects go to `objectsDir`; no ref, branch or FETCH_HEAD of the subject is
 * written and no hook runs.
 *
 * @param number - of the pull request, 1 or more
 * @throws HoneError E_NOT_FOUND without such a remote or pull request, E_REPOSITORY with git's own
 *   words when the remote can't be reached
 */
export function fetchPullRequest(
  repository: Repository,
  number: number,
  options: WriteOptions,
): Promise<Revision> {
  return withStore(repository, options, async (store) => {
    const run = { signal: options.signal, timeoutMs: FETCH_TIMEOUT_MS };
    const reach = remotePlace(repository);
    const remote: GitPlace = {
      ...reach,
      env: {
        ...reach.env,
        GIT_OBJECT_DIRECTORY: join(store.storeDir, 'objects'),
        GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(store.commonDir, 'objects')),
      },
    };
    if ((await remoteUrl(repository, DEFAULT_REMOTE, run)) === null) {
      throw new HoneError(
        'E_NOT_FOUND',
        `Pull request ${number} can't be read: this repository has no remote ` +
          `${DEFAULT_REMOTE}. Fetch it into a branch yourself and name that branch.`,
      );
    }
    const refs = REFS.map((ref) => ref.replace('{n}', String(number)));
    const listed = await runGit(remote, ['ls-remote', DEFAULT_REMOTE, ...refs], run);
    const [commit = '', ref = ''] = listed.stdout.toString().split('\n')[0]?.split('\t') ?? [];
    if (!/^[0-9a-f]{40,64}$/.test(commit) || !refs.includes(ref)) {
      throw new HoneError(
        'E_NOT_FOUND',
        `The remote ${DEFAULT_REMOTE} has no pull request ${number}: it knows neither ` +
          `${refs.join(' nor ')}.`,
      );
    }
    const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
    await runGit(remote, ['fetch', ...flags, DEFAULT_REMOTE, ref], run);
    const found = await readCommitAt(storePlace(store), commit, { signal: options.signal });
    return { commit: found.commit, tree: found.tree, subject: found.subject };
  });
}
