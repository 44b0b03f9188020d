export { type Applied, type ApplyOptions, applyPatch } from './apply-patch.ts';
export { branchCommit, type BranchOptions, createBranch } from './branch.ts';
export { type Checkout, type CheckoutOptions, writeCheckout } from './checkout.ts';
export { cloneShared, type WorkClone } from './clone.ts';
export {
  type Commit,
  commitMessageOf,
  commitTree,
  type NewCommit,
  readCommit,
  type Trailer,
  trailersOf,
} from './commit.ts';
export { excludeFromStatus, isIgnored } from './exclude.ts';
export { fetchPullRequest } from './fetch-pull-request.ts';
export { commitFiles, type FileContent } from './commit-files.ts';
export type { GitOptions } from './git-command.ts';
export type { Identity } from './identity.ts';
export type { Merge, MergeSides } from './merge.ts';
export { mergeTrees } from './merge-trees.ts';
export type { ReadOptions, WriteOptions } from './object-store.ts';
export { type Patch, type PatchFile, type PatchOptions, readPatch } from './patch.ts';
export { initRepository } from './init-repository.ts';
export { openRepository, type Repository } from './repository.ts';
export { mergeBaseOf, resolveRevision, type Revision } from './revision.ts';
export type { Dirt } from './status.ts';
export { type Transfer, transferObjects } from './transfer-objects.ts';
export {
  type EntryKind,
  listTree,
  readFileAt,
  replaceInTree,
  type TreeEntry,
  type TreeReplacement,
} from './tree.ts';
export {
  type ChangeKind,
  type ChangesOptions,
  type FileChange,
  patchBetween,
  type ProposalDiff,
  treeChanges,
} from './tree-changes.ts';
export { linkEscapes, unsafePathReason } from './tree-path.ts';
export { diffOf } from './working-diff.ts';
