import { BYTES_PER_KIB, BYTES_PER_MIB } from '../base/index.ts';

/** Oldest git that hone works with, as major and minor; older ones lack options that it uses. */
export const GIT_VERSION_MIN = [2, 30] as const;

/** First git whose `merge-tree --write-tree` needs no index; older ones get the fallback. */
export const GIT_VERSION_MERGE_TREE = [2, 38] as const;

/** One call of git, unless it moves a whole tree. */
export const GIT_TIMEOUT_MS = 120_000;

/** One call of git that reads or writes a whole tree, a large one on a slow disk included. */
export const TREE_TIMEOUT_MS = 900_000;

/** What one call of git may print before hone gives up on it. */
export const OUTPUT_BYTES_MAX = 256 * BYTES_PER_MIB;

/** What is kept from the end of git's error messages. */
export const STDERR_TAIL_BYTES = 4 * BYTES_PER_KIB;

/** Largest patch that is read. */
export const PATCH_BYTES_MAX = 64 * BYTES_PER_MIB;

/** Largest sum of changed file contents that a proposal may hand in. */
export const PROPOSAL_BYTES_MAX = 256 * BYTES_PER_MIB;

/** Most changed files that a proposal may hand in. */
export const PROPOSAL_FILES_MAX = 20_000;

/** Longest symbolic link target; Linux's PATH_MAX. */
export const LINK_TARGET_BYTES_MAX = 4_096;

/** Links that are followed while one target is resolved; Linux's own limit. */
export const LINK_HOPS_MAX = 40;

/** Largest Git LFS pointer file, by the LFS specification. */
export const LFS_POINTER_BYTES_MAX = 1_024;

/** Largest single file that is read into memory by `readFileAt`. */
export const FILE_BYTES_MAX = 64 * BYTES_PER_MIB;

/** Names shown as examples of what is uncommitted, or of what a merge could not join. */
export const EXAMPLES_MAX = 5;

/** Modification time of files of a bare tree, which has no date: 2000-01-01 in seconds. */
export const TREE_TIME_S = 946_684_800;

/** Trees whose ids are remembered as such, so that git is asked about each of them once. */
export const TREES_KNOWN_MAX = 10_000;

/** Age from which a scratch folder inside a store counts as left over from a killed hone. */
export const SCRATCH_AGE_MS_MAX = 86_400_000;

/** Reaching a remote and bringing or sending one branch or pull request. */
export const FETCH_TIMEOUT_MS = 300_000;
