import type { GitOptions } from '../git-command.ts';

/** Where pull requests live, and what can't be done there. */
export interface ForgeDescription {
  readonly kind: 'github-rest' | 'github-cli' | 'plain-git';
  /** For people, e.g. `GitHub, owner/name at github.com, through its API`. Holds no secret. */
  readonly text: string;
  /** What this forge can't do, one sentence each; empty for a real host. */
  readonly cannot: readonly string[];
}

/** Where a pull request stands. */
export type PullRequestState = 'draft' | 'open' | 'closed' | 'merged';

/** A branch and the commit that it was at when the pull request was read. */
export interface BranchTip {
  readonly branch: string;
  /** Full id; of a merged or closed pull request the last one that it had. */
  readonly commit: string;
}

/** One automatic check of the head commit. */
export interface Check {
  readonly name: string;
  /** `missing`: it must pass before a merge, and nothing was heard of it. */
  readonly state: 'passed' | 'failed' | 'pending' | 'missing';
  /** The host's own word, e.g. `skipped` for one that counts as passed. */
  readonly word: string;
}

/** What somebody thinks of the change; the last of their approvals and refusals counts. */
export interface Review {
  readonly reviewer: string;
  /** `none`: asked, or commented, but neither approved nor refused; or the review was dismissed. */
  readonly verdict: 'approved' | 'changes-requested' | 'none';
  /** The commit that was reviewed, which may be older than the head; null when not known. */
  readonly commit: string | null;
}

/** A pull request as it was when it was read. */
export interface PullRequest {
  /** From 1. */
  readonly number: number;
  /** For a browser; null where there is no page. */
  readonly url: string | null;
  readonly title: string;
  readonly body: string;
  readonly state: PullRequestState;
  readonly head: BranchTip;
  readonly base: BranchTip;
  /** Without conflicts; `unknown` while the host is still working it out. */
  readonly mergeable: 'yes' | 'no' | 'unknown';
  /** Sorted by name. */
  readonly checks: readonly Check[];
  /** Sorted by name of the reviewer. */
  readonly reviews: readonly Review[];
  /** What the host's own rules say of the reviews so far; `not-required` where it has none. */
  readonly reviewDecision: 'approved' | 'changes-requested' | 'required' | 'not-required';
  /** The commit on the base branch that brought it; null unless it is merged. */
  readonly mergeCommit: string | null;
}

/** A pull request that is to be opened. */
export interface NewPullRequest {
  /** A branch that the host has, or for plain git a local one. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** What became of opening one. */
export type Opened =
  /** `state` is `open` where the host has no drafts. */
  | { readonly kind: 'opened'; readonly pullRequest: PullRequest }
  /** An open one of the same branch was there; its text is as it was. */
  | { readonly kind: 'existing'; readonly pullRequest: PullRequest }
  /** The branch brings nothing over its base, or is not known there; `why` says which. */
  | { readonly kind: 'nothing-to-merge'; readonly why: string };

/** What became of marking a draft ready for review. */
export type Readied =
  | { readonly kind: 'ready' }
  | { readonly kind: 'was-ready' }
  | { readonly kind: 'not-open'; readonly state: 'closed' | 'merged' };

/** Where in the change a comment on code stands. */
export interface CommentPlace {
  readonly path: string;
  /** Of the newest commit; null for a comment on the file, or when the line is gone. */
  readonly line: number | null;
  readonly side: 'old' | 'new';
  readonly diffHunk: string;
}

interface Remark {
  /** Unique within the pull request: the kind and the host's own number, e.g. `code/123`. */
  readonly id: string;
  /** Name of the account; `ghost` when it was deleted. */
  readonly author: string;
  readonly authorKind: 'person' | 'bot';
  /** ISO 8601, by the host's clock. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Markdown, as it was written. */
  readonly body: string;
  readonly url: string | null;
}

/** Something that somebody wrote about a pull request. */
export type Comment =
  | (Remark & {
      readonly kind: 'code';
      readonly place: CommentPlace;
      /** Id of the first comment of the thread; null for that one itself. */
      readonly inReplyTo: string | null;
      readonly thread: 'open' | 'resolved';
    })
  | (Remark & { readonly kind: 'conversation' })
  | (Remark & {
      readonly kind: 'review';
      readonly verdict: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
    });

/** An answer to a comment. */
export interface Reply {
  readonly to: Comment;
  readonly body: string;
  /**
   * Names this reply for good, e.g. `session-2/code/123`: kept in it invisibly, and one that is
   * there with the same name is not written again.
   */
  readonly key: string;
}

/** What became of a reply. */
export type Replied =
  | { readonly kind: 'posted'; readonly id: string }
  | { readonly kind: 'already-posted'; readonly id: string }
  | { readonly kind: 'unsupported'; readonly why: string };

/** What must hold before a merge, and how it is done. */
export interface MergeOrder {
  /** The commit that was looked at; a head that is anywhere else is not merged. */
  readonly expectedHead: string;
  /** Default: `squash`, one commit on the base. `merge`: a merge commit. */
  readonly method?: 'squash' | 'merge' | undefined;
  /** Of the commit on the base; default: title and text of the pull request. */
  readonly message?: { readonly title: string; readonly body: string } | undefined;
  /**
   * `all` (the default): every check has to have passed, required by the host or not; `required`:
   * what the host's own rules ask for is enough.
   */
  readonly checks?: 'all' | 'required' | undefined;
  /**
   * `all` (the default): nobody may have asked for changes; `required`: what the host's own rules
   * ask for is enough.
   */
  readonly reviews?: 'all' | 'required' | undefined;
  /** Checks that must be there and passed, besides those of the host's rules. */
  readonly requiredChecks?: readonly string[] | undefined;
  /** Approvals of the expected head that must be there, besides the host's rules; default 0. */
  readonly approvalsMin?: number | undefined;
}

/** Why nothing was merged; each is a thing that somebody can do something about. */
export type MergeRefusal =
  | { readonly kind: 'draft' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'head-moved'; readonly head: string }
  | { readonly kind: 'not-mergeable'; readonly why: string }
  /** Those that failed. */
  | { readonly kind: 'checks-red'; readonly checks: readonly Check[] }
  /** None failed; these did not pass yet. */
  | { readonly kind: 'checks-unfinished'; readonly checks: readonly Check[] }
  | { readonly kind: 'reviews-missing'; readonly why: string };

/** What became of a merge. */
export type MergeOutcome =
  | { readonly kind: 'merged'; readonly commit: string }
  /** `head` is what was merged; compare it with what you expected. */
  | { readonly kind: 'already-merged'; readonly commit: string; readonly head: string }
  | MergeRefusal;

/** What the host says when it is asked again. */
export type MergeCheck =
  | { readonly kind: 'merged'; readonly commit: string; readonly head: string }
  | { readonly kind: 'not-merged'; readonly state: 'draft' | 'open' | 'closed' };

/** What became of deleting a branch on the host. */
export type BranchDeletion =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'already-gone' }
  /** It is not at the commit that was expected, so it stays. */
  | { readonly kind: 'moved'; readonly commit: string }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Pull requests, wherever they live. Every method may be repeated: what is done already is found
 * and not done twice. What a person can do something about is a value; what can't be asked at all
 * is thrown:
 *
 * @throws HoneError E_FORGE when the host refuses the login or its answer is not understood;
 *   E_NOT_FOUND for an unknown repository or pull request; `TransientError` with that code when the
 *   network or the host fails; `RateLimitError` with the time at which the limit ends;
 *   E_INTERRUPTED on abort
 */
export interface Forge {
  describe(): ForgeDescription;
  /** Opens a draft, unless the head branch has an open pull request. */
  open(request: NewPullRequest, options?: GitOptions): Promise<Opened>;
  read(number: number, options?: GitOptions): Promise<PullRequest>;
  /** Changes what is given. */
  update(
    number: number,
    text: { readonly title?: string; readonly body?: string },
    options?: GitOptions,
  ): Promise<void>;
  markReady(number: number, options?: GitOptions): Promise<Readied>;
  /** Ends it without a merge; one that is closed or merged stays as it is. */
  close(number: number, options?: GitOptions): Promise<void>;
  /** Everything that was written about it, oldest first; empty review texts are left out. */
  comments(number: number, options?: GitOptions): Promise<Comment[]>;
  reply(number: number, reply: Reply, options?: GitOptions): Promise<Replied>;
  merge(number: number, order: MergeOrder, options?: GitOptions): Promise<MergeOutcome>;
  /** Asks again whether it is merged; a task is done only after that. */
  verifyMerged(number: number, options?: GitOptions): Promise<MergeCheck>;
  /** @param expected - the commit that the branch must be at */
  deleteBranch(name: string, expected: string, options?: GitOptions): Promise<BranchDeletion>;
}
