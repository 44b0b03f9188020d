import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { type GitOptions, listWorktrees, type Repository } from '../git/index.ts';

/**
 * Where hone keeps what it knows of a repository: `.hone` in its main working tree. Linked
 * worktrees share it, because one of their own would go away with them, and because what was frozen
 * and measured in one of them counts in all. Where there is no main working tree (a bare
 * repository), each has its own.
 */
export async function stateFolderOf(
  repository: Repository,
  options: GitOptions = {},
): Promise<string> {
  const own = join(repository.root, '.hone');
  if (repository.gitDir === repository.commonDir) {
    return own;
  }
  const [first] = await listWorktrees(repository, options);
  const isTree = first?.state === 'main' && existsSync(join(first.path, '.git'));
  return isTree ? join(first.path, '.hone') : own;
}
