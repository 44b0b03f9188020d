import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, basename } from 'node:path';

import { type GitOptions, gitText } from './git-command.ts';
import { type RepositoryPlace, subjectPlace } from './repository.ts';

/** One working tree of a repository. */
export interface Worktree {
  /** Absolute, links resolved where it exists. */
  readonly path: string;
  /** The commit that is checked out; null in a repository without commits. */
  readonly commit: string | null;
  /** Short name; null when HEAD is detached. */
  readonly branch: string | null;
  /**
   * `main`: the one that the repository began with; `missing`: its folder was deleted by hand;
   * `locked`: somebody said that it must stay.
   */
  readonly state: 'main' | 'linked' | 'locked' | 'missing';
  /** Why it is locked; empty otherwise, or when no reason was given. */
  readonly lockReason: string;
}

/** All working trees of the repository; the main one comes first. */
export async function listWorktrees(
  repository: RepositoryPlace,
  options: GitOptions = {},
): Promise<Worktree[]> {
  const args = ['worktree', 'list', '--porcelain'];
  const text = await gitText(subjectPlace(repository), args, options);
  return text
    .split(/\n\n+/)
    .filter((record) => record.startsWith('worktree '))
    .map((record, index) => worktreeIn(record, index === 0));
}

/**
 * The working tree at a path, or null when none is registered there.
 *
 * @param path - absolute; need not exist
 */
export function worktreeAt(worktrees: readonly Worktree[], path: string): Worktree | null {
  const wanted = resolved(path);
  return worktrees.find((each) => resolved(each.path) === wanted) ?? null;
}

/** As `git worktree list --porcelain` writes it; `locked` is told from git 2.31 on. */
function worktreeIn(record: string, isMain: boolean): Worktree {
  const values = new Map<string, string>();
  for (const line of record.split('\n')) {
    const space = line.indexOf(' ');
    values.set(space < 0 ? line : line.slice(0, space), space < 0 ? '' : line.slice(space + 1));
  }
  const path = values.get('worktree') ?? '';
  const commit = values.get('HEAD') ?? null;
  const isMissing = !existsSync(join(path, '.git'));
  const linked = values.has('locked') ? 'locked' : isMissing ? 'missing' : 'linked';
  return {
    path: resolved(path),
    commit: commit === null || /^0+$/.test(commit) ? null : commit,
    branch: values.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
    state: isMain ? 'main' : linked,
    lockReason: values.get('locked') ?? '',
  };
}

/** Links on the way are resolved even when the last part does not exist. */
function resolved(path: string): string {
  if (existsSync(path)) {
    return realpathSync(path);
  }
  const parent = dirname(path);
  return parent === path ? path : join(resolved(parent), basename(path));
}
