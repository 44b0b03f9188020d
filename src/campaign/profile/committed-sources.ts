import { readFileAt, type Repository } from '../../git/index.ts';
import type { SourceOf } from '../../profile/index.ts';
import { COMMITTED_SOURCES_MAX } from './limits.ts';

/** Absolute paths and URLs name no file of a repository. */
const OUTSIDE = /^(?:\/|[a-z][a-z0-9+.-]+:)/i;

/**
 * The texts of a subject's own files as they were committed; files outside of it, and those that
 * are not in the commit, have none.
 *
 * @param treeish - a commit or a tree
 */
export async function committedSources(
  repository: Repository,
  treeish: string,
  files: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<SourceOf> {
  const texts = new Map<string, string>();
  const own = [...files].filter((file) => file !== '' && !OUTSIDE.test(file));
  for (const file of own.slice(0, COMMITTED_SOURCES_MAX)) {
    const bytes = await readFileAt(repository, treeish, file, { signal });
    if (bytes !== null) {
      texts.set(file, new TextDecoder().decode(bytes));
    }
  }
  return (file) => texts.get(file) ?? null;
}
