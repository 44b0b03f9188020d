import {
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { at, diskErrorFrom, HoneError } from '../base/index.ts';
import { readBlobs } from './blob-stream.ts';
import { readCommit } from './commit.ts';
import { FileWriter } from './file-writer.ts';
import { type GitOptions, gitText } from './git-command.ts';
import { LINK_TARGET_BYTES_MAX, TREE_TIME_S, TREES_KNOWN_MAX } from './limits.ts';
import {
  type ObjectStore,
  type ReadOptions,
  storePlace,
  within,
  withStore,
} from './object-store.ts';
import type { Repository } from './repository.ts';
import { makeFolder } from './make-folder.ts';
import { listTree, readContents, textOf, type TreeEntry } from './tree.ts';
import { collidingPaths, foldedPath, linkEscapes, unsafePathReason } from './tree-path.ts';

/** A whole id, which names the same object wherever it is found. */
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** How a checkout is written. */
export interface CheckoutOptions extends ReadOptions {
  /** Only these files and folders; default: everything. */
  readonly paths?: readonly string[] | undefined;
  /** Modification time of everything, seconds since 1970; default: when the commit was made. */
  readonly modifiedAtS?: number | undefined;
  /** What to do with a link that leads out of the tree; default: refuse the whole checkout. */
  readonly escapingLinks?: 'refuse' | 'skip' | undefined;
}

/** What was written, and what a reader of the numbers must know. */
export interface Checkout {
  readonly root: string;
  /** Files and links. */
  readonly files: number;
  readonly bytes: number;
  readonly modifiedAtS: number;
  /** Written as empty folders. */
  readonly submodules: readonly string[];
  /** Files of Git LFS whose pointer was written in place of the content. */
  readonly lfsPointers: readonly string[];
  /** Links out of the tree that `escapingLinks: 'skip'` left out. */
  readonly skippedLinks: readonly string[];
}

/**
 * Writes a clean checkout straight from the object store: no filter, hook, attribute or line-end
 * conversion takes part, so the same tree gives the same bytes, modes and times on every machine.
 *
 * @param treeish - id of a commit or tree
 * @param destination - absolute; missing or an empty folder. Left as it was on failure
 * @throws HoneError E_REPOSITORY for paths, links or collisions that must not be written,
 * E_USAGE when the destination holds something, E_DISK
 */
export function writeCheckout(
  repository: Repository,
  treeish: string,
  destination: string,
  options: CheckoutOptions = {},
): Promise<Checkout> {
  return withStore(repository, options, async (store) => {
    const content = await readTree(store, treeish, options);
    const existed = prepare(destination);
    try {
      assertNoCollision(content.entries, foldsCase(destination), destination);
      return await write(store, content, destination, options);
    } catch (thrown) {
      removeWritten(destination, existed);
      throw diskErrorFrom(thrown, destination);
    }
  });
}

/** Everything about a tree that is known before the first file is written. */
interface TreeContent {
  readonly entries: readonly TreeEntry[];
  readonly targets: ReadonlyMap<string, string>;
  readonly skippedLinks: readonly string[];
  readonly modifiedAtS: number;
}

async function readTree(
  store: ObjectStore,
  treeish: string,
  options: CheckoutOptions,
): Promise<TreeContent> {
  const all = await listTree(store, treeish, within(store, options));
  const wanted = all.filter(({ path }) => isBelow(path, options.paths));
  assertSafe(wanted);
  const targets = await readTargets(store, all, options);
  const skippedLinks = escapingLinks(wanted, targets);
  if (skippedLinks.length > 0 && options.escapingLinks !== 'skip') {
    throw escapingLink(at(skippedLinks, 0), targets);
  }
  const skipped = new Set(skippedLinks);
  const entries = wanted.filter(({ path }) => !skipped.has(path));
  const modifiedAtS = options.modifiedAtS ?? (await timeOf(store, treeish, options));
  return { entries, targets, skippedLinks, modifiedAtS };
}

async function write(
  store: ObjectStore,
  content: TreeContent,
  root: string,
  options: CheckoutOptions,
): Promise<Checkout> {
  const { entries, targets, skippedLinks, modifiedAtS } = content;
  const folders = makeFolders(root, entries);
  const files = entries.filter(({ kind }) => kind === 'file' || kind === 'executable');
  const sink = new FileWriter(root, files, modifiedAtS);
  const oids = files.map(({ oid }) => oid);
  try {
    await readBlobs(storePlace(store), oids, { signal: options.signal }, sink);
  } finally {
    sink.close();
  }
  const links = entries.filter(({ kind }) => kind === 'link');
  writeLinks(root, links, targets, modifiedAtS);
  folders.toReversed().forEach((folder) => utimesSync(folder, modifiedAtS, modifiedAtS));
  return {
    root,
    files: files.length + links.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    modifiedAtS,
    submodules: entries.filter(({ kind }) => kind === 'submodule').map(({ path }) => path),
    lfsPointers: sink.lfsPointers,
    skippedLinks,
  };
}

/** Links of a tree that lead out of it, with all links of the tree known. */
function escapingLinks(
  entries: readonly TreeEntry[],
  targets: ReadonlyMap<string, string>,
): string[] {
  const folded = new Map([...targets].map(([path, target]) => [foldedPath(path), target]));
  return entries
    .filter(
      ({ kind, path }) => kind === 'link' && linkEscapes(path, targets.get(path) ?? '', folded),
    )
    .map(({ path }) => path);
}

/**
 * The target of every link among some entries, by path.
 *
 * @throws HoneError E_REPOSITORY when a target is longer than any system allows
 */
async function readTargets(
  store: ObjectStore,
  entries: readonly TreeEntry[],
  options: GitOptions,
): Promise<Map<string, string>> {
  const links = entries.filter(({ kind }) => kind === 'link');
  const long = links.find(({ size }) => size > LINK_TARGET_BYTES_MAX);
  if (long !== undefined) {
    throw new HoneError(
      'E_REPOSITORY',
      `The symbolic link ${JSON.stringify(long.path)} has a target of ${long.size} bytes, longer ` +
        `than a path can be.`,
    );
  }
  const oids = [...new Set(links.map(({ oid }) => oid))];
  const contents = await readContents(store, oids, { signal: options.signal });
  return new Map(
    links.map(({ path, oid }) => [path, textOf(contents.get(oid) ?? Buffer.alloc(0))]),
  );
}

function isBelow(path: string, wanted: readonly string[] | undefined): boolean {
  return (
    wanted === undefined ||
    wanted.some((start) => start === '.' || path === start || path.startsWith(`${start}/`))
  );
}

function assertSafe(entries: readonly TreeEntry[]): void {
  for (const { path } of entries) {
    const reason = unsafePathReason(path);
    if (reason !== null) {
      throw new HoneError(
        'E_REPOSITORY',
        `The commit holds the path ${JSON.stringify(path)}, which ${reason}. hone does not write ` +
          `it. Such a path is never made by git itself: look where this commit came from.`,
      );
    }
  }
}

function assertNoCollision(entries: readonly TreeEntry[], folds: boolean, folder: string): void {
  const paths = entries.map(({ path }) => path);
  const pair = collidingPaths(paths, folds);
  if (pair !== null) {
    throw new HoneError(
      'E_REPOSITORY',
      `${JSON.stringify(pair[0])} and ${JSON.stringify(pair[1])} can't both exist in ${folder}` +
        `${folds ? ', whose file system takes upper and lower case as the same' : ''}. Rename ` +
        `one of them and commit${folds ? ', or use a folder on a case-sensitive disk' : ''}.`,
    );
  }
}

function escapingLink(path: string, targets: ReadonlyMap<string, string>): HoneError {
  return new HoneError(
    'E_REPOSITORY',
    `The symbolic link ${JSON.stringify(path)} leads out of the repository, to ` +
      `${JSON.stringify(targets.get(path))}. A checkout must be complete in itself, so hone does ` +
      `not write it. Replace the link by what it points to and commit.`,
  );
}

/** Ids of trees, which they stay for good: a tree that is measured is written again and again. */
const treesSeen = new Set<string>();

async function timeOf(store: ObjectStore, id: string, options: GitOptions): Promise<number> {
  if (treesSeen.has(id)) {
    return TREE_TIME_S;
  }
  const type = await gitText(storePlace(store), ['cat-file', '-t', id], { signal: options.signal });
  if (type !== 'commit') {
    if (type === 'tree' && OBJECT_ID.test(id) && treesSeen.size < TREES_KNOWN_MAX) {
      treesSeen.add(id);
    }
    return TREE_TIME_S;
  }
  return Math.max(0, (await readCommit(store, id, within(store, options))).committedAtS);
}

/** @returns true when the folder was there before */
function prepare(destination: string): boolean {
  try {
    if (!existsSync(destination)) {
      makeFolder(destination);
      return false;
    }
    if (readdirSync(destination).length === 0) {
      return true;
    }
  } catch (thrown) {
    throw diskErrorFrom(thrown, destination);
  }
  throw new HoneError('E_USAGE', `${destination} is not empty, so hone does not write into it.`);
}

function foldsCase(folder: string): boolean {
  const probe = join(folder, '.hone-case');
  writeFileSync(probe, '');
  try {
    return existsSync(join(folder, '.HONE-CASE'));
  } finally {
    rmSync(probe);
  }
}

/** @returns every folder, the root first, parents before children */
function makeFolders(root: string, entries: readonly TreeEntry[]): string[] {
  const made = new Set([root]);
  const make = (folder: string): void => {
    if (!made.has(folder)) {
      make(dirname(folder));
      mkdirSync(folder, { mode: 0o755 });
      made.add(folder);
    }
  };
  for (const { path, kind } of entries) {
    make(kind === 'submodule' ? join(root, path) : dirname(join(root, path)));
  }
  return [...made];
}

function writeLinks(
  root: string,
  links: readonly TreeEntry[],
  targets: ReadonlyMap<string, string>,
  modifiedAtS: number,
): void {
  for (const { path } of links) {
    symlinkSync(targets.get(path) ?? '', join(root, path));
    lutimesSync(join(root, path), modifiedAtS, modifiedAtS);
  }
}

function removeWritten(destination: string, existed: boolean): void {
  const written = existed ? readdirSync(destination) : ['.'];
  for (const name of written) {
    rmSync(name === '.' ? destination : join(destination, name), { recursive: true, force: true });
  }
}
