import { Type } from 'typebox';

import { known } from '../artifacts/fields.ts';

/** Name and version of the format that `hone task review --json` writes. */
export const TASK_REVIEW_SCHEMA = 'hone.task-review.v1';

/** Name and version of what it writes when it records what became of comments. */
export const TASK_REVIEW_SESSION_SCHEMA = 'hone.task-review-session.v1';

const remark = {
  id: Type.String({ description: 'Unique within the pull request, such as code/123.' }),
  author: Type.String(),
  authorKind: Type.Enum(['person', 'bot']),
  createdAt: Type.String({ description: "ISO 8601, by the host's clock." }),
  updatedAt: Type.String(),
  body: Type.String({ description: 'Markdown, as it was written.' }),
  url: known(Type.String()),
};

/** Something that somebody wrote about a pull request. */
export const ReviewComment = Type.Union([
  Type.Object({
    kind: Type.Literal('code'),
    ...remark,
    place: Type.Object({
      path: Type.String(),
      line: known(
        Type.Integer(),
        'Of the newest commit; null for a comment on the file, or when the line is gone.',
      ),
      side: Type.Enum(['old', 'new']),
      diffHunk: Type.String(),
    }),
    inReplyTo: known(Type.String(), 'First comment of the thread; null for that one itself.'),
    thread: Type.Enum(['open', 'resolved']),
  }),
  Type.Object({ kind: Type.Literal('conversation'), ...remark }),
  Type.Object({
    kind: Type.Literal('review'),
    ...remark,
    verdict: Type.Enum(['approved', 'changes-requested', 'commented', 'dismissed']),
  }),
]);

/** What `hone task review --json` writes. */
export const TaskReviewDocument = Type.Object({
  schema: Type.Literal(TASK_REVIEW_SCHEMA),
  task: Type.String({ description: 'Its id.' }),
  pullRequest: Type.String({ description: '#12, or a branch where there is no host.' }),
  comments: Type.Array(ReviewComment, {
    description: 'Those that nobody handled, or that were changed since.',
  }),
  cannot: Type.Array(Type.String(), {
    description: 'What can not be done where the pull request lives, one sentence each.',
  }),
});

/** What `hone task review --json` writes after it recorded what became of comments. */
export const TaskReviewSessionDocument = Type.Object({
  schema: Type.Literal(TASK_REVIEW_SESSION_SCHEMA),
  task: Type.String({ description: 'Its id.' }),
  session: Type.Integer({ minimum: 1 }),
  handled: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the comment.' }),
      outcome: Type.Enum(['changed', 'answered', 'open'], {
        description: 'open: it was answered by a question.',
      }),
      commit: known(Type.String(), 'Of the change; null for other outcomes.'),
      text: Type.String({ description: 'What was answered.' }),
    }),
  ),
  left: Type.Integer({ minimum: 0, description: 'Comments that still wait for somebody.' }),
});
