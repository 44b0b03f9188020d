import { join } from 'node:path';

import { HoneError } from '../base/index.ts';
import { type GitOptions, type GitPlace, type GitResult, gitText, runGit } from './git-command.ts';
import { mergeTrees } from './merge-trees.ts';
import { type ObjectStore, withIndex, within, type WriteOptions } from './object-store.ts';
import type { Patch } from './patch.ts';
import type { Repository } from './repository.ts';
import { type ProposalDiff, treeChanges } from './tree-changes.ts';
import { listTree } from './tree.ts';

/** How a patch is applied. */
export interface ApplyOptions extends WriteOptions {
  /** Where the lines moved since the patch was made, merge by the contents that it names. */
  readonly threeWay?: boolean;
}

/** Whether a patch fits a commit. */
export type Applied =
  | ({
      readonly kind: 'applied';
      /** False when the patch names contents of a file that the base does not have. */
      readonly isMadeHere: boolean;
    } & ProposalDiff)
  | { readonly kind: 'conflict'; readonly detail: string };

/**
 * Applies a patch to a commit, in an index of hone's own: no working tree is touched and nothing
 * is written to the user's repository.
 *
 * @param base - id of a commit or tree
 * @returns `conflict` with git's own words when it does not fit
 * @throws HoneError E_PATCH when it can fit nowhere: it reaches out of the tree or through a
 * symbolic link, or names binary contents without bringing them
 */
export async function applyPatch(
  repository: Repository,
  base: string,
  patch: Patch,
  options: ApplyOptions,
): Promise<Applied> {
  const objects = { signal: options.signal, objectsDir: options.objectsDir };
  const trees: { readonly tree: string; readonly reading: Uint8Array }[] = [];
  let refusal = '';
  for (const reading of patch.readings) {
    const outcome = await applyReading(repository, base, reading, patch.strip, options);
    if (outcome.kind === 'tree') {
      trees.push({ tree: outcome.tree, reading });
      break;
    }
    refusal ||= outcome.words; // of the most likely reading
  }
  const [applied] = trees;
  if (applied === undefined) {
    throwWhenHopeless(refusal);
    return { kind: 'conflict', detail: refusal };
  }
  const { tree, reading } = applied;
  const changes = await treeChanges(repository, base, tree, objects);
  const isMadeHere = await hasAllOf(namedContents(reading), changes, () =>
    listTree(repository, base, objects),
  );
  return { kind: 'applied', isMadeHere, tree, changes };
}

/** Ids of contents that a patch was made on, as its index lines name them, shortened or whole. */
function namedContents(reading: Uint8Array): string[] {
  const text = Buffer.from(reading).toString('latin1');
  const named: string[] = [];
  const made: string[] = []; // by an earlier patch of the same series
  for (const [, before = '', after = ''] of text.matchAll(INDEX_LINE)) {
    if (!/^0+$/.test(before) && !made.some((one) => isSameId(one, before))) {
      named.push(before);
    }
    made.push(after);
  }
  return named;
}

const INDEX_LINE = /^index ([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(?: [0-7]{6})?\r?$/gm;

function isSameId(left: string, right: string): boolean {
  return left.startsWith(right) || right.startsWith(left);
}

/** @param listed - all of the base; asked only for what the changes do not explain */
async function hasAllOf(
  named: readonly string[],
  changes: ProposalDiff['changes'],
  listed: () => Promise<readonly { readonly oid: string }[]>,
): Promise<boolean> {
  const replaced = changes.flatMap(({ oldOid }) => oldOid ?? []);
  const others = named.filter((id) => !replaced.some((oid) => oid.startsWith(id)));
  if (others.length === 0) {
    return true;
  }
  // A series may put a file back, which then is no change.
  const entries = await listed();
  return others.every((id) => entries.some(({ oid }) => oid.startsWith(id)));
}

type Outcome =
  | { readonly kind: 'tree'; readonly tree: string }
  | { readonly kind: 'refused'; readonly words: string };

function applyReading(
  repository: Repository,
  base: string,
  reading: Uint8Array,
  strip: number,
  options: ApplyOptions,
): Promise<Outcome> {
  return withIndex(repository, options, async (place, folder, store) => {
    const own = within(store, options);
    await runGit(place, ['read-tree', base], own);
    const applied = await apply(place, reading, strip, own);
    if (applied.code === 0) {
      return { kind: 'tree', tree: await gitText(place, ['write-tree'], own) };
    }
    const merged =
      options.threeWay === true
        ? await applyByContents(store, { place, folder, base, reading, strip }, own)
        : null;
    return merged ?? { kind: 'refused', words: applied.stderr };
  });
}

function apply(
  place: GitPlace,
  input: Uint8Array,
  strip: number,
  options: GitOptions,
): Promise<GitResult> {
  return runGit(place, ['apply', '--cached', '--whitespace=nowarn', `-p${strip}`, '-'], {
    ...options,
    accept: [0, 1, 128],
    input,
  });
}

/**
 * As `git am --3way`: rebuilds, from the object ids on the patch's index lines, the files that it
 * was made against, applies it there, and merges the result. (`git apply --cached --3way` needs
 * git 2.32 and leaves a conflicted index in place of an answer.)
 *
 * @returns null when the repository does not have those contents
 */
async function applyByContents(
  store: ObjectStore,
  attempt: Attempt,
  options: WriteOptions,
): Promise<Outcome | null> {
  const { place, reading, strip } = attempt;
  const index = join(attempt.folder, 'ancestor');
  const rebuild = ['apply', `--build-fake-ancestor=${index}`, `-p${strip}`, '-'];
  const accept = [0, 1, 128];
  const rebuilt = await runGit(place, rebuild, { ...options, accept, input: reading });
  if (rebuilt.code !== 0) {
    return null;
  }
  const there: GitPlace = { ...place, env: { ...place.env, GIT_INDEX_FILE: index } };
  const ancestor = await gitText(there, ['write-tree'], options);
  if ((await apply(there, reading, strip, options)).code !== 0) {
    return null;
  }
  const theirs = await gitText(there, ['write-tree'], options);
  const sides = { base: ancestor, ours: attempt.base, theirs };
  const merged = await mergeTrees(store, sides, options);
  if (merged.kind === 'clean') {
    return { kind: 'tree', tree: merged.tree };
  }
  const paths = merged.paths.join(', ');
  return { kind: 'refused', words: `both sides changed the same lines of ${paths}` };
}

interface Attempt {
  /** With the base in its index. */
  readonly place: GitPlace;
  readonly folder: string;
  readonly base: string;
  readonly reading: Uint8Array;
  readonly strip: number;
}

/** Some refusals would be the same on every commit. */
function throwWhenHopeless(words: string): void {
  if (/invalid path|beyond a symbolic link|Invalid path/.test(words)) {
    throw new HoneError(
      'E_PATCH',
      `The patch writes out of the tree, through a symbolic link or into git's own folder, so ` +
        `hone does not apply it. git said: ${words}`,
    );
  }
  if (/without full index line|binary patch to|lacks the necessary blob/.test(words)) {
    throw new HoneError(
      'E_PATCH',
      `The patch names a binary file without bringing its content. Make it anew with ` +
        `\`git diff --binary\` or \`git format-patch\`. git said: ${words}`,
    );
  }
}
