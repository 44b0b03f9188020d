import { HoneError } from '../base/index.ts';
import { readBlobs } from './blob-stream.ts';
import { type GitOptions, runGit } from './git-command.ts';
import { FILE_BYTES_MAX, TREE_TIMEOUT_MS } from './limits.ts';
import {
  type ObjectStore,
  type ReadOptions,
  storePlace,
  withIndex,
  withStore,
  type WriteOptions,
} from './object-store.ts';
import type { Repository } from './repository.ts';

/** What an entry of a tree is; by its mode. */
export type EntryKind = 'file' | 'executable' | 'link' | 'submodule';

/** One file, link or submodule of a tree. */
export interface TreeEntry {
  /** From the root, with `/`. */
  readonly path: string;
  /** As git writes it: 100644, 100755, 120000, 160000. */
  readonly mode: string;
  readonly kind: EntryKind;
  readonly oid: string;
  /** Bytes of content; 0 for a submodule. */
  readonly size: number;
}

/** What `replaceInTree` puts at a path; null removes what is there. */
export interface TreeReplacement {
  readonly path: string;
  readonly entry: { readonly mode: string; readonly oid: string } | null;
}

/**
 * Every file, link and submodule below a tree, in git's order.
 *
 * @param treeish - id of a tree or commit
 * @throws HoneError E_REPOSITORY when it does not exist or holds a name that is not UTF-8
 */
export function listTree(
  repository: Repository,
  treeish: string,
  options: ReadOptions = {},
): Promise<TreeEntry[]> {
  return withStore(repository, options, (store) => listEntries(store, treeish, options));
}

async function listEntries(
  store: ObjectStore,
  treeish: string,
  options: GitOptions,
): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', treeish];
  const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
  const { stdout } = await runGit(storePlace(store), args, run);
  return textOf(stdout)
    .split('\0')
    .filter((record) => record !== '')
    .map(parseEntry);
}

/**
 * Text of git's output that holds paths. hone writes and compares paths as text, so a name in
 * another encoding, which would not survive that, is refused instead of being damaged.
 *
 * @throws HoneError E_REPOSITORY naming the first such path
 */
export function textOf(output: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(output);
  } catch (thrown) {
    const lossy = new TextDecoder().decode(output);
    const name = lossy.split('\0').find((part) => part.includes('\uFFFD')) ?? '';
    throw new HoneError(
      'E_REPOSITORY',
      `A file name is not UTF-8, which hone can't work with: ${JSON.stringify(name)}. Rename it ` +
        `(\`git mv\`) and commit.`,
      { cause: thrown },
    );
  }
}

/**
 * A tree with some entries replaced, added or removed. A file that stands where a folder is needed
 * gives way, and so does a folder where a file is put.
 *
 * @returns id of the new tree, in hone's store
 */
export function replaceInTree(
  repository: Repository,
  tree: string,
  replacements: readonly TreeReplacement[],
  options: WriteOptions,
): Promise<string> {
  return withIndex(repository, options, async (place) => {
    await runGit(place, ['read-tree', tree], options);
    const none = '0'.repeat(repository.objectFormat === 'sha256' ? 64 : 40);
    const lineOf = ({ path, entry }: TreeReplacement): string =>
      `${entry === null ? '0' : entry.mode} ${entry === null ? none : entry.oid}\t${path}\0`;
    // Removals first: a path can be free only after what was below or above it is gone.
    const removed = replacements.filter(({ entry }) => entry === null);
    const put = replacements.filter(({ entry }) => entry !== null);
    const input = [...removed, ...put].map(lineOf).join('');
    const args = ['update-index', '--add', '--replace', '-z', '--index-info'];
    await runGit(place, args, { ...options, input });
    const written = await runGit(place, ['write-tree'], options);
    return written.stdout.toString().trim();
  });
}

/**
 * The content of one file of a tree, e.g. `hone.yaml` at the base commit.
 *
 * @returns null when there is no file at that path (a folder, link or submodule is none)
 * @throws HoneError E_REPOSITORY when it is larger than 64 MiB
 */
export function readFileAt(
  repository: Repository,
  treeish: string,
  path: string,
  options: ReadOptions = {},
): Promise<Buffer | null> {
  return withStore(repository, options, async (store) => {
    const args = ['ls-tree', '-z', '-l', '--full-tree', treeish, '--', path];
    const { stdout } = await runGit(storePlace(store), args, options);
    const record = textOf(stdout).split('\0')[0] ?? '';
    const entry = /^100\d+ blob /.test(record) ? parseEntry(record) : null;
    if (entry === null || entry.path !== path) {
      return null;
    }
    if (entry.size > FILE_BYTES_MAX) {
      throw new HoneError('E_REPOSITORY', `${path} is too large to read (${entry.size} bytes).`);
    }
    const contents = await readContents(store, [entry.oid], options);
    return contents.get(entry.oid) ?? null;
  });
}

/**
 * Whole contents of files of a tree, by path, through one process of git.
 *
 * @param entries - files as `listTree` tells them; all of them are held in memory
 * @throws HoneError E_REPOSITORY when a content is missing
 */
export function readFiles(
  repository: Repository,
  entries: readonly Pick<TreeEntry, 'path' | 'oid'>[],
  options: ReadOptions = {},
): Promise<ReadonlyMap<string, Buffer>> {
  return withStore(repository, options, async (store) => {
    const oids = [...new Set(entries.map(({ oid }) => oid))];
    const contents = await readContents(store, oids, options);
    return new Map(
      entries.flatMap(({ path, oid }) => {
        const content = contents.get(oid);
        return content === undefined ? [] : [[path, content] as const];
      }),
    );
  });
}

/** Whole contents of a few small blobs, by id. */
export async function readContents(
  store: ObjectStore,
  oids: readonly string[],
  options: GitOptions,
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  let parts: Buffer[] = [];
  await readBlobs(storePlace(store), oids, options, {
    begin: () => {
      parts = [];
    },
    chunk: (bytes) => {
      parts.push(Buffer.from(bytes));
    },
    end: (index) => {
      contents.set(oids[index] ?? '', Buffer.concat(parts));
    },
  });
  return contents;
}

/** `<mode> <type> <oid> <size padded>\t<path>` by git-ls-tree(1). */
function parseEntry(record: string): TreeEntry {
  const end = record.indexOf('\t');
  const [mode = '', , oid = '', size = ''] = record.slice(0, end).split(/ +/);
  const path = record.slice(end + 1);
  return { path, mode, kind: kindOf(mode, path), oid, size: size === '-' ? 0 : Number(size) };
}

/** @throws HoneError E_REPOSITORY for a mode that git does not write */
function kindOf(mode: string, path: string): EntryKind {
  switch (mode) {
    case '100644':
    case '100664': // written by git before 2005 and still in old histories
      return 'file';
    case '100755':
      return 'executable';
    case '120000':
      return 'link';
    case '160000':
      return 'submodule';
    default:
      throw new HoneError('E_REPOSITORY', `${JSON.stringify(path)} has the unknown mode ${mode}.`);
  }
}
