import { at } from '../base/index.ts';
import { runGit } from './git-command.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';
import { type ReadOptions, storePlace, withStore } from './object-store.ts';
import type { Repository } from './repository.ts';
import { readContents, textOf } from './tree.ts';

/** How a file changed. `mode`: the content is the same and only the mode differs. */
export type ChangeKind = 'added' | 'modified' | 'deleted' | 'renamed' | 'mode';

/** One changed file of a diff. */
export interface FileChange {
  readonly path: string;
  /** Where a renamed file was; null otherwise. */
  readonly oldPath: string | null;
  readonly kind: ChangeKind;
  /** As git writes it (100644, 100755, 120000 link, 160000 submodule); null when there was none. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldOid: string | null;
  readonly newOid: string | null;
  readonly binary: boolean;
  /** 0 when binary. */
  readonly addedLines: number;
  readonly removedLines: number;
  /** Where the new file points to when it is a symbolic link; null otherwise. */
  readonly linkTarget: string | null;
}

/** A change as the difference of two trees: what it says is what would be tested and committed. */
export interface ProposalDiff {
  /** The base with the change, in hone's store. */
  readonly tree: string;
  /** Without renames, so that a moved file shows as one deleted and one added. */
  readonly changes: readonly FileChange[];
}

/** How a change is told. */
export interface ChangesOptions extends ReadOptions {
  /** True joins a deleted and a similar added file into one `renamed`; for people. */
  readonly renames?: boolean;
}

/**
 * What differs between two trees.
 *
 * @param base - id of a tree or commit
 * @param head - id of a tree or commit
 * @returns in order of path
 */
export function treeChanges(
  repository: Repository,
  base: string,
  head: string,
  options: ChangesOptions = {},
): Promise<FileChange[]> {
  const renames = options.renames === true ? '--find-renames' : '--no-renames';
  const args = ['diff-tree', '-r', '-z', '--raw', '--numstat', renames, base, head];
  const signal = { signal: options.signal };
  return withStore(repository, options, async (store) => {
    const run = { ...signal, timeoutMs: TREE_TIMEOUT_MS };
    const { stdout } = await runGit(storePlace(store), args, run);
    const changes = parseChanges(textOf(stdout).split('\0'));
    const links = changes.filter(({ newMode }) => newMode === LINK_MODE);
    const oids = new Set(links.map(({ newOid }) => newOid ?? ''));
    const targets = await readContents(store, [...oids], signal);
    return changes.map((change) =>
      change.newMode === LINK_MODE
        ? { ...change, linkTarget: textOf(targets.get(change.newOid ?? '') ?? Buffer.alloc(0)) }
        : change,
    );
  });
}

/**
 * The change between two trees as a patch that `git apply` takes anywhere: binary contents and full
 * object ids included. Bytes, because a text file need not be UTF-8.
 */
export function patchBetween(
  repository: Repository,
  base: string,
  head: string,
  options: ReadOptions = {},
): Promise<Uint8Array> {
  const form = ['-p', '--binary', '--full-index', '--find-renames', '--no-color'];
  return withStore(repository, options, async (store) => {
    const run = { signal: options.signal, timeoutMs: TREE_TIMEOUT_MS };
    const args = ['diff-tree', '-r', ...form, base, head];
    return (await runGit(storePlace(store), args, run)).stdout;
  });
}

/** Mode of a symbolic link. */
const LINK_MODE = '120000';

interface Counts {
  readonly binary: boolean;
  readonly addedLines: number;
  readonly removedLines: number;
}

/** First every raw record, then every count, by git-diff-tree(1), "raw output format" with -z. */
function parseChanges(fields: readonly string[]): FileChange[] {
  const raw: string[][] = [];
  const counts = new Map<string, Counts>();
  for (let index = 0; index < fields.length - 1;) {
    const field = at(fields, index);
    if (field.startsWith(':')) {
      const paths = /[RC]\d+$/.test(field) ? 2 : 1;
      raw.push(fields.slice(index, index + 1 + paths));
      index += 1 + paths;
    } else {
      const [added = '', removed = '', path = ''] = splitCounts(field);
      const entry = {
        binary: added === '-',
        addedLines: added === '-' ? 0 : Number(added),
        removedLines: removed === '-' ? 0 : Number(removed),
      };
      counts.set(path === '' ? at(fields, index + 2) : path, entry);
      index += path === '' ? 3 : 1; // a rename has an empty path and both names after it
    }
  }
  return raw.map((record) => changeFrom(record, counts));
}

/** `added\tremoved\tpath`, where the path may itself hold a tab. */
function splitCounts(field: string): string[] {
  const found = /^([^\t]*)\t([^\t]*)\t(.*)$/s.exec(field);
  return found === null ? [] : found.slice(1);
}

function changeFrom(record: readonly string[], counts: ReadonlyMap<string, Counts>): FileChange {
  const [modes = '', first = '', second] = record;
  const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = modes
    .slice(1)
    .split(' ');
  const path = second ?? first;
  const known = counts.get(path) ?? { binary: false, addedLines: 0, removedLines: 0 };
  return {
    path,
    oldPath: second === undefined ? null : first,
    kind: kindOf(status.charAt(0), oldOid === newOid),
    oldMode: orNull(oldMode),
    newMode: orNull(newMode),
    oldOid: orNull(oldOid),
    newOid: orNull(newOid),
    ...known,
    linkTarget: null,
  };
}

function kindOf(status: string, sameContent: boolean): ChangeKind {
  switch (status) {
    case 'A':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    default: // M, and T where a file became a link or submodule: the modes tell
      return sameContent ? 'mode' : 'modified';
  }
}

/** git writes zeros for what does not exist. */
function orNull(value: string): string | null {
  return /^0*$/.test(value) ? null : value;
}
