export { type Advanced, advanceBranch } from './advance-branch.ts';
export { type Applied, type ApplyOptions, applyPatch } from './apply-patch.ts';
export { baseBranchOf, type BaseBranch } from './base-branch.ts';
export {
  type BranchDistance,
  branchDistance,
  type Unpushed,
  unpushedCommits,
} from './branch-distance.ts';
export {
  askRemoteBranches,
  branchesBeginningWith,
  type KnownBranch,
  type RemoteBranches,
} from './branch-names.ts';
export {
  branchCommit,
  type BranchDeleted,
  type BranchOptions,
  createBranch,
  deleteBranch,
} from './branch.ts';
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
  trailersOfAll,
} from './commit.ts';
export { excludeFromStatus, isIgnored } from './exclude.ts';
export { fetchBranch, type Fetched } from './fetch-branch.ts';
export { fetchPullRequest } from './fetch-pull-request.ts';
export {
  findForge,
  type FindForgeOptions,
  type ForgeSetting,
  type FoundForge,
} from './forge/find-forge.ts';
export type {
  BranchDeletion,
  BranchTip,
  Check,
  Comment,
  CommentPlace,
  Forge,
  ForgeDescription,
  MergeCheck,
  MergeOrder,
  MergeOutcome,
  MergeRefusal,
  NewPullRequest,
  Opened,
  PullRequest,
  PullRequestState,
  Readied,
  Replied,
  Reply,
  Review,
} from './forge/forge.ts';
export { commitFiles, commitFilesHere, type Committed, type FileContent } from './commit-files.ts';
export { type FirstParentLine, firstParentLine, type LineCommit } from './first-parents.ts';
export type { GitOptions } from './git-command.ts';
export type { Identity } from './identity.ts';
export type { Merge, MergeSides } from './merge.ts';
export { mergeTrees } from './merge-trees.ts';
export type { ReadOptions, WriteOptions } from './object-store.ts';
export { type Patch, type PatchFile, type PatchOptions, readPatch } from './patch.ts';
export { initRepository } from './init-repository.ts';
export {
  deleteRemoteBranch,
  pushBranch,
  type Pushed,
  type PushOrder,
  type RemoteDeletion,
} from './push-branch.ts';
export { remoteUrl, type RemoteTrouble } from './remote.ts';
export { openRepository, type Repository, submodulesOf } from './repository.ts';
export { mergeBaseOf, resolveRevision, type Revision } from './revision.ts';
export type { Dirt } from './status.ts';
export { type Switched, switchBranch } from './switch-branch.ts';
export { type Transfer, transferObjects } from './transfer-objects.ts';
export {
  type EntryKind,
  listTree,
  readFileAt,
  readFiles,
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
export { listWorktrees, type Worktree } from './worktree-list.ts';
export {
  addWorktree,
  removeWorktree,
  type WorktreeAdded,
  type WorktreeRemoved,
} from './worktrees.ts';
export { withoutCredentials } from './credentials.ts';
