import { listTree, readFiles, type Repository } from '../../git/index.ts';
import type { SourceOf } from '../../profile/index.ts';
import { COMMITTED_SOURCES_MAX, SOURCE_BYTES_MAX } from './limits.ts';

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
  const own = [...files].filter((file) => file !== '' && !OUTSIDE.test(file));
  const wanted = new Set(own.slice(0, COMMITTED_SOURCES_MAX));
  const entries = wanted.size === 0 ? [] : await listTree(repository, treeish, { signal });
  const found = entries.filter(
    ({ path, kind, size }) =>
      wanted.has(path) && (kind === 'file' || kind === 'executable') && size <= SOURCE_BYTES_MAX,
  );
  const contents = await readFiles(repository, found, { signal });
  const texts = new Map(
    [...contents].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
  );
  return (file) => texts.get(file) ?? null;
}
