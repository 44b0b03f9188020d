import { advanceBranch } from '../advance-branch.ts';
import { commitTree } from '../commit.ts';
import { type GitOptions, runGit } from '../git-command.ts';
import { mergeTrees } from '../merge-trees.ts';
import type { WriteOptions } from '../object-store.ts';
import { type Repository, subjectPlace } from '../repository.ts';
import { mergeBaseOf, resolveRevision } from '../revision.ts';
import { transferObjects } from '../transfer-objects.ts';
import type { MergeOrder, MergeOutcome, PullRequest } from './forge.ts';
import { mergeRefusal } from './merge-readiness.ts';
import { type KeptRecord, readRecord, replaceRecord } from './pull-record.ts';

interface Place {
  readonly repository: Repository;
  readonly objectsDir: string;
}

/** Whether a merge would work; `nothing` when the base has all of it. */
export async function mergeability(
  place: Place,
  head: string,
  base: string,
  run: GitOptions,
): Promise<'yes' | 'no' | 'nothing'> {
  const merged = await mergedTree(place, head, base, run);
  return merged.kind === 'nothing' ? 'nothing' : merged.kind === 'clean' ? 'yes' : 'no';
}

/**
 * Merges a pull request into its local base branch. The commit is made and recorded first and the
 * base moved then, so that a repeated call after a kill finds it and makes no second one.
 *
 * @param read - what `kept` says, read right before
 */
export async function mergeLocally(
  place: Place,
  kept: KeptRecord,
  read: PullRequest,
  order: MergeOrder,
  run: GitOptions,
): Promise<MergeOutcome> {
  const { record } = kept;
  if (record.state === 'merged' && record.mergeCommit !== null) {
    return { kind: 'already-merged', commit: record.mergeCommit, head: record.headCommit };
  }
  const refusal = mergeRefusal(read, order);
  if (refusal !== null) {
    return refusal;
  }
  const { repository } = place;
  const earlier = await recordedMerge(place, kept, read, run);
  if (earlier?.kind === 'landed') {
    await replaceRecord(repository, kept, { state: 'merged' }, run);
    return { kind: 'merged', commit: earlier.commit };
  }
  const made = earlier ?? (await make(place, read, order, run));
  if (made.kind !== 'made') {
    return made;
  }
  const { commit } = made;
  const head = read.head.commit;
  await replaceRecord(repository, kept, { mergeCommit: commit, headCommit: head }, run);
  const moved = await advanceBranch(repository, record.base, read.base.commit, commit, run);
  if (moved.kind !== 'advanced') {
    const why =
      moved.kind === 'in-the-way' ? moved.why : `${record.base} was moved by somebody meanwhile`;
    return { kind: 'not-mergeable', why };
  }
  const now = await readRecord(repository, record.number, run);
  await replaceRecord(repository, now, { state: 'merged' }, run);
  return { kind: 'merged', commit };
}

type Made = { readonly kind: 'made'; readonly commit: string };

/** The commit of an attempt that was killed, when it is on the base or fits there still. */
async function recordedMerge(
  { repository }: Place,
  { record }: KeptRecord,
  read: PullRequest,
  run: GitOptions,
): Promise<Made | { readonly kind: 'landed'; readonly commit: string } | null> {
  const { mergeCommit: commit } = record;
  if (commit === null || record.headCommit !== read.head.commit) {
    return null;
  }
  const base = read.base.commit;
  const asked = ['merge-base', commit, base];
  // 128: it was never on a branch, and git has cleaned it away.
  const found = await runGit(subjectPlace(repository), asked, { ...run, accept: [0, 1, 128] });
  const common = found.stdout.toString().trim();
  return common === commit
    ? { kind: 'landed', commit }
    : common === base
      ? { kind: 'made', commit }
      : null;
}

async function make(
  place: Place,
  read: PullRequest,
  order: MergeOrder,
  run: GitOptions,
): Promise<Made | MergeOutcome> {
  const { repository, objectsDir } = place;
  const write: WriteOptions = { signal: run.signal, objectsDir };
  const base = read.base.commit;
  const head = read.head.commit;
  const merged = await mergedTree(place, head, base, run);
  const before = await resolveRevision(repository, base, run);
  if (merged.kind === 'nothing' || (merged.kind === 'clean' && merged.tree === before.tree)) {
    const why = `${read.base.branch} has everything of ${read.head.branch} already`;
    return { kind: 'not-mergeable', why };
  }
  if (merged.kind === 'conflict') {
    return { kind: 'not-mergeable', why: `conflicts in ${merged.paths.join(', ')}` };
  }
  const { title, body } = order.message ?? read;
  const parents = order.method === 'merge' ? [base, head] : [base];
  const message = body.trim() === '' ? title : `${title}\n\n${body}`;
  const commit = await commitTree(repository, { tree: merged.tree, parents, message }, write);
  await transferObjects(repository, { from: objectsDir, commit, exclude: base }, run);
  return { kind: 'made', commit };
}

type MergedTree =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] }
  | { readonly kind: 'nothing' };

async function mergedTree(
  { repository, objectsDir }: Place,
  head: string,
  base: string,
  run: GitOptions,
): Promise<MergedTree> {
  const ancestor = await mergeBaseOf(repository, base, head, run);
  if (ancestor === null) {
    return { kind: 'conflict', paths: ['everything: the histories have no common commit'] };
  }
  if (ancestor === head) {
    return { kind: 'nothing' };
  }
  const sides = { base: ancestor, ours: base, theirs: head };
  return mergeTrees(repository, sides, { signal: run.signal, objectsDir });
}
