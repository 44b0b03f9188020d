import type { Comment } from '../../git/index.ts';
import type { LoggedEvent } from './task-log.ts';

/** What hone's own answers hold, invisibly: they are no comments to handle. */
const OWN_REPLY = /<!-- hone/;

/**
 * Comments that no session has handled: those that are new, and those that were changed since they
 * were handled. Resolved threads, approvals and hone's own answers are none.
 */
export function openComments(log: readonly LoggedEvent[], comments: readonly Comment[]): Comment[] {
  const handled = new Map<string, string>();
  for (const event of log) {
    if (event.kind === 'review') {
      event.handled
        .filter(({ outcome }) => outcome !== 'open')
        .forEach(({ id, updatedAt }) => handled.set(id, updatedAt));
    }
  }
  return comments.filter((comment) => {
    const seen = handled.get(comment.id);
    const isOwn = OWN_REPLY.test(comment.body);
    const isResolved = comment.kind === 'code' && comment.thread === 'resolved';
    const isVerdict = comment.kind === 'review' && comment.verdict === 'approved';
    return !isOwn && !isResolved && !isVerdict && (seen === undefined || seen < comment.updatedAt);
  });
}
