import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type GitOptions, type GitPlace, gitText, runGit } from './git-command.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';
import type { Merge, MergeSides } from './merge.ts';
import { type ObjectStore, withIndex, type WriteOptions } from './object-store.ts';
import type { Repository } from './repository.ts';
import { readContents, textOf } from './tree.ts';

/**
 * Merges trees with what git had before 2.38: a three-way read-tree, then each file that both sides
 * changed. It does not follow renames, so it finds more conflicts than `git merge`, never fewer.
 */
export function mergeByIndex(
  repository: Repository,
  sides: MergeSides,
  options: WriteOptions,
): Promise<Merge> {
  return withIndex(repository, options, async (place, folder, store) => {
    const trees = [sides.base, sides.ours, sides.theirs];
    await runGit(place, ['read-tree', '-i', '-m', '--aggressive', ...trees], {
      ...options,
      timeoutMs: TREE_TIMEOUT_MS,
    });
    const { stdout } = await runGit(place, ['ls-files', '--unmerged', '-z'], options);
    const conflicts: string[] = [];
    for (const [path, stages] of unmergedFiles(textOf(stdout))) {
      const joined = await joinFile(store, place, folder, stages, options);
      if (joined === null) {
        conflicts.push(path);
      } else {
        const input = `${joined.mode} ${joined.oid}\t${path}\0`;
        await runGit(place, ['update-index', '-z', '--index-info'], { ...options, input });
      }
    }
    if (conflicts.length > 0) {
      return { kind: 'conflict', paths: conflicts };
    }
    return { kind: 'clean', tree: await gitText(place, ['write-tree'], options) };
  });
}

interface Stage {
  readonly mode: string;
  readonly oid: string;
}

/** Base, ours and theirs of one file; a side that does not have it is missing. */
type Stages = ReadonlyMap<string, Stage>;

/** `<mode> <oid> <stage>\t<path>` by git-ls-files(1). */
function unmergedFiles(listing: string): Map<string, Map<string, Stage>> {
  const files = new Map<string, Map<string, Stage>>();
  for (const record of listing.split('\0').filter((line) => line !== '')) {
    const end = record.indexOf('\t');
    const [mode = '', oid = '', stage = ''] = record.slice(0, end).split(' ');
    const path = record.slice(end + 1);
    const stages = files.get(path) ?? new Map<string, Stage>();
    files.set(path, stages.set(stage, { mode, oid }));
  }
  return files;
}

/** @returns null when the file can't be joined */
async function joinFile(
  store: ObjectStore,
  place: GitPlace,
  folder: string,
  stages: Stages,
  options: GitOptions,
): Promise<Stage | null> {
  const [base, ours, theirs] = ['1', '2', '3'].map((stage) => stages.get(stage));
  if (base === undefined || ours === undefined || theirs === undefined) {
    return null;
  }
  const mode = ours.mode === base.mode ? theirs.mode : ours.mode;
  const plain = [base, ours, theirs].every((side) => side.mode.startsWith('100'));
  if (
    !plain ||
    (ours.mode !== theirs.mode && ours.mode !== base.mode && theirs.mode !== base.mode)
  ) {
    return null;
  }
  const content = await joinContents(
    store,
    place,
    folder,
    [ours.oid, base.oid, theirs.oid],
    options,
  );
  if (content === null) {
    return null;
  }
  const hash = ['hash-object', '-w', '--no-filters', '--stdin'];
  return { mode, oid: await gitText(place, hash, { ...options, input: content }) };
}

async function joinContents(
  store: ObjectStore,
  place: GitPlace,
  folder: string,
  oids: readonly [ours: string, base: string, theirs: string],
  options: GitOptions,
): Promise<Buffer | null> {
  const contents = await readContents(store, [...new Set(oids)], options);
  const names = ['ours', 'base', 'theirs'].map((name) => join(folder, name));
  oids.forEach((oid, index) => writeFileSync(names[index] ?? '', contents.get(oid) ?? ''));
  // The exit code is the number of conflicts up to 127; 255 refuses a binary file.
  const accept = Array.from({ length: 256 }, (_, code) => code);
  const result = await runGit(place, ['merge-file', '-p', '-q', ...names], { ...options, accept });
  return result.code === 0 ? result.stdout : null;
}
