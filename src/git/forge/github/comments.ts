import type { Static } from 'typebox';

import { HoneError } from '../../../base/index.ts';
import type { GitOptions } from '../../git-command.ts';
import type { Comment, Replied, Reply } from '../forge.ts';
import type { GitHubApi, Operation } from './api.ts';
import { IssueComments, Posted, ReviewComments, Reviews, Threads } from './shapes.ts';

/** Comments on code, of the conversation, and the texts of reviews, oldest first. */
export async function readComments(
  api: GitHubApi,
  number: number,
  options: GitOptions,
): Promise<Comment[]> {
  const wish = `read the comments of pull request ${number}`;
  const get = (path: string) => ({ method: 'GET', path, wish }) as const;
  const onCode = get(api.path('pulls', number, 'comments'));
  const onIssue = get(api.path('issues', number, 'comments'));
  const ofReviews = get(api.path('pulls', number, 'reviews'));
  const [code, conversation, reviews, resolved] = await Promise.all([
    api.list(onCode, ReviewComments, (page) => page, options),
    api.list(onIssue, IssueComments, (page) => page, options),
    api.list(ofReviews, Reviews, (page) => page, options),
    resolvedThreads(api, number, options),
  ]);
  const comments: Comment[] = [
    ...code.map((comment) => codeComment(comment, resolved)),
    ...conversation.map(
      (comment) => ({ ...remarkOf(comment, 'conversation'), kind: 'conversation' }) as const,
    ),
    ...reviews.flatMap(reviewComment),
  ];
  return comments.sort(
    (left, right) =>
      Date.parse(left.createdAt) - Date.parse(right.createdAt) || (left.id < right.id ? -1 : 1),
  );
}

/** Answers a comment, unless an answer of that key is there. */
export async function postReply(
  api: GitHubApi,
  number: number,
  reply: Reply,
  options: GitOptions,
): Promise<Replied> {
  const mark = markOf(reply.key);
  const there = (await readComments(api, number, options)).find(({ body }) => body.includes(mark));
  if (there !== undefined) {
    return { kind: 'already-posted', id: there.id };
  }
  const { to } = reply;
  const wish = `answer ${to.id} of pull request ${number}`;
  if (to.kind === 'code') {
    // Replies to replies are not taken: the first comment of the thread gets them all.
    const root = hostId(to.inReplyTo ?? to.id);
    const path = api.path('pulls', number, 'comments', root, 'replies');
    const body = { body: `${reply.body}\n\n${mark}` };
    const posted = await api.ask({ method: 'POST', path, body, wish }, Posted, options);
    return { kind: 'posted', id: `code/${posted.id}` };
  }
  const about = to.url === null ? `@${to.author}` : `@${to.author} in ${to.url}`;
  const body = { body: `${about}:\n\n${reply.body}\n\n${mark}` };
  const path = api.path('issues', number, 'comments');
  const posted = await api.ask({ method: 'POST', path, body, wish }, Posted, options);
  return { kind: 'posted', id: `conversation/${posted.id}` };
}

/** A comment in the Markdown that no browser shows; two hyphens would end it. */
function markOf(key: string): string {
  return `<!-- hone-reply ${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;
}

/** @throws HoneError E_USAGE for an id that is of no comment on code */
function hostId(id: string): string {
  const found = /^code\/(\d+)$/.exec(id)?.[1];
  if (found === undefined) {
    throw new HoneError('E_USAGE', `${JSON.stringify(id)} is no id of a comment on code.`);
  }
  return found;
}

type Written = Static<typeof IssueComments>[number];

function remarkOf(
  comment: Pick<Written, 'id' | 'user' | 'body' | 'created_at' | 'updated_at' | 'html_url'>,
  kind: Comment['kind'],
): Omit<Extract<Comment, { kind: 'conversation' }>, 'kind'> {
  return {
    id: `${kind}/${comment.id}`,
    author: comment.user?.login ?? 'ghost',
    authorKind: comment.user?.type === 'Bot' ? 'bot' : 'person',
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
    body: comment.body ?? '',
    url: comment.html_url,
  };
}

function codeComment(
  comment: Static<typeof ReviewComments>[number],
  resolved: ReadonlySet<number>,
): Comment {
  const root = comment.in_reply_to_id ?? null;
  return {
    ...remarkOf(comment, 'code'),
    kind: 'code',
    place: {
      path: comment.path,
      line: comment.line ?? null,
      side: comment.side === 'LEFT' ? 'old' : 'new',
      diffHunk: comment.diff_hunk,
    },
    inReplyTo: root === null ? null : `code/${root}`,
    thread: resolved.has(root ?? comment.id) ? 'resolved' : 'open',
  };
}

const REVIEW_VERDICTS = new Map([
  ['APPROVED', 'approved'],
  ['CHANGES_REQUESTED', 'changes-requested'],
  ['COMMENTED', 'commented'],
  ['DISMISSED', 'dismissed'],
] as const);

/** A review without a text only holds comments on code together; a pending one is not sent yet. */
function reviewComment(review: Static<typeof Reviews>[number]): Comment[] {
  const verdict = [...REVIEW_VERDICTS].find(([state]) => state === review.state)?.[1];
  const when = review.submitted_at ?? null;
  if (verdict === undefined || when === null || (review.body ?? '').trim() === '') {
    return [];
  }
  const remark = remarkOf({ ...review, created_at: when, updated_at: when }, 'review');
  return [{ ...remark, kind: 'review', verdict }];
}

const THREADS_QUERY =
  'query($owner: String!, $name: String!, $number: Int!, $after: String) { repository(owner: ' +
  '$owner, name: $name) { pullRequest(number: $number) { reviewThreads(first: 100, after: ' +
  '$after) { pageInfo { hasNextPage endCursor } nodes { isResolved comments(first: 1) { nodes { ' +
  'databaseId } } } } } } }';

/** Ids of the first comments of threads that somebody marked as resolved. */
async function resolvedThreads(
  api: GitHubApi,
  number: number,
  options: GitOptions,
): Promise<Set<number>> {
  const resolved = new Set<number>();
  let after: string | null = null;
  const wish = `read the threads of pull request ${number}`;
  for (let page = 0; page < api.pagesMax; page++) {
    const operation: Operation = {
      wish,
      query: THREADS_QUERY,
      variables: { owner: api.owner, name: api.name, number, after },
    };
    const { data }: Static<typeof Threads> = await api.graphql(operation, Threads, options);
    const { nodes, pageInfo } = data.repository.pullRequest.reviewThreads;
    for (const { isResolved, comments } of nodes) {
      const first = comments.nodes[0]?.databaseId ?? null;
      if (isResolved && first !== null) {
        resolved.add(first);
      }
    }
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) {
      return resolved;
    }
    after = pageInfo.endCursor;
  }
  throw api.endless({ wish });
}
