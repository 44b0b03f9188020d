import { tmpdir } from 'node:os';

import { type GitOptions, type GitPlace, type GitResult, runGit } from './git-command.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';
import type { Repository } from './repository.ts';
import { withScratchFolder } from './scratch-folder.ts';
import { layStatusFolder } from './status.ts';

/** A working tree whose files and index are written. */
interface Target {
  readonly root: string;
  /** Where its index is. */
  readonly gitDir: string;
}

/**
 * Brings the files and the index of a working tree from one commit to another. Line ends are as
 * the user wants them; filters of the repository don't run, so files of Git LFS are pointers until
 * `git lfs pull`. A changed, untracked or ignored file that is in the way is never overwritten.
 *
 * @param from - the commit that the tree is at; null for an empty folder
 * @returns git's result, with exit code 128 when something is in the way
 */
export function moveWorktree(
  repository: Repository,
  target: Target,
  from: string | null,
  to: string,
  options: GitOptions,
): Promise<GitResult> {
  return withScratchFolder(tmpdir(), async (folder) => {
    const { commonDir, objectFormat, settings } = repository;
    const subject = { ...target, commonDir, objectFormat, settings, commit: to };
    const place: GitPlace = layStatusFolder(folder, subject);
    const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS, accept: [0, 1, 128] };
    if (from !== null) {
      // Files whose time stamps changed, but not their content, must not count as changed.
      await runGit(place, ['update-index', '-q', '--refresh'], run);
    }
    const trees = from === null ? [to] : [from, to];
    return runGit(place, ['read-tree', '-m', '-u', ...trees], run);
  });
}
