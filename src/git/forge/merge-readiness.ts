import type { Check, MergeOrder, MergeRefusal, PullRequest } from './forge.ts';

/**
 * The first reason for which a pull request must not be merged by what was read of it; null when
 * there is none. Pure, so that every forge refuses for the same reasons, in the same order.
 *
 * @param pullRequest - neither merged; its checks include the missing ones
 */
export function mergeRefusal(pullRequest: PullRequest, order: MergeOrder): MergeRefusal | null {
  if (pullRequest.state === 'closed') {
    return { kind: 'closed' };
  }
  if (pullRequest.head.commit !== order.expectedHead) {
    return { kind: 'head-moved', head: pullRequest.head.commit };
  }
  if (pullRequest.state === 'draft') {
    return { kind: 'draft' };
  }
  if (pullRequest.mergeable === 'no') {
    const { head, base } = pullRequest;
    return { kind: 'not-mergeable', why: `${head.branch} and ${base.branch} conflict` };
  }
  return checksRefusal(pullRequest.checks, order) ?? reviewsRefusal(pullRequest, order);
}

/** Checks that were asked for but not heard of, added to those that were. */
export function withMissing(checks: readonly Check[], required: readonly string[]): Check[] {
  const known = new Set(checks.map(({ name }) => name));
  const missing = [...new Set(required)].filter((name) => !known.has(name));
  return [
    ...checks,
    ...missing.map((name) => ({ name, state: 'missing', word: 'not reported' }) as const),
  ].sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

function checksRefusal(known: readonly Check[], order: MergeOrder): MergeRefusal | null {
  const required = order.requiredChecks ?? [];
  const all = withMissing(known, required);
  const checks =
    order.checks === 'required'
      ? all.filter(({ name, state }) => required.includes(name) || state === 'missing')
      : all;
  const failed = checks.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    return { kind: 'checks-red', checks: failed };
  }
  const unfinished = checks.filter(({ state }) => state !== 'passed');
  return unfinished.length > 0 ? { kind: 'checks-unfinished', checks: unfinished } : null;
}

function reviewsRefusal(pullRequest: PullRequest, order: MergeOrder): MergeRefusal | null {
  const refusing = pullRequest.reviews.filter(({ verdict }) => verdict === 'changes-requested');
  if (refusing.length > 0 && order.reviews !== 'required') {
    const names = refusing.map(({ reviewer }) => reviewer).join(', ');
    return { kind: 'reviews-missing', why: `changes are requested by ${names}` };
  }
  if (pullRequest.reviewDecision === 'required') {
    return { kind: 'reviews-missing', why: 'the rules of the branch ask for a review' };
  }
  if (pullRequest.reviewDecision === 'changes-requested') {
    return { kind: 'reviews-missing', why: 'changes are requested' };
  }
  const approvals = pullRequest.reviews.filter(
    ({ verdict, commit }) => verdict === 'approved' && commit === order.expectedHead,
  );
  const wanted = order.approvalsMin ?? 0;
  return approvals.length < wanted
    ? {
        kind: 'reviews-missing',
        why: `${approvals.length} of ${wanted} approvals of ${order.expectedHead.slice(0, 12)}`,
      }
    : null;
}
