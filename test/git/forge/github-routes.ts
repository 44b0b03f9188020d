/** What the server knows of its one repository, `ada/engine`; tests change it as they like. */
export interface Context {
  readonly branches: Map<string, { commit: string; contains: string[] }>;
  readonly pulls: ServerPull[];
  checkRuns: { name: string; status: string; conclusion: string | null }[];
  statuses: { context: string; state: string }[];
  /** By the protection of the base, and by a ruleset. */
  requiredChecks: string[];
  ruledChecks: string[];
  reviewDecision: string | null;
  hasDrafts: boolean;
  /** Entries of a page, whatever was asked for. */
  pageSizeMax: number;
}

/** A pull request on the server. */
export interface ServerPull {
  readonly number: number;
  title: string;
  body: string;
  readonly head: string;
  readonly base: string;
  draft: boolean;
  state: 'open' | 'closed';
  merged: boolean;
  mergeable: boolean | null;
  mergeCommit: string | null;
  headCommit: string;
  readonly reviews: Record<string, unknown>[];
  readonly codeComments: Record<string, unknown>[];
  readonly issueComments: Record<string, unknown>[];
  requestedReviewers: string[];
  /** Ids of the first comments of resolved threads. */
  resolved: number[];
}

/** One answer. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const ok = (body: unknown, status = 200): Answered => ({ status, body });
const refused = (status: number, message: string, errors?: readonly unknown[]): Answered => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', errors },
});
const notFound = refused(404, 'Not Found');

/** Answers one request of the REST API. */
export function route(
  context: Context,
  method: string,
  url: string,
  body: Record<string, unknown>,
): Answered {
  const { pathname, searchParams } = new URL(url, 'http://host');
  const parts = pathname.split('/').slice(1).map(decodeURIComponent);
  if (parts.slice(0, 3).join('/') !== 'repos/ada/engine') {
    return notFound;
  }
  const [area = '', ...rest] = parts.slice(3);
  const list = (items: readonly unknown[], wrap = (page: readonly unknown[]): unknown => page) =>
    paged(context, pathname, searchParams, items, wrap);
  switch (area) {
    case 'pulls':
      return pulls(context, method, rest, searchParams, body, list);
    case 'issues':
      return issueComments(context, method, rest, body, list);
    case 'branches':
      return branch(context, rest[0] ?? '');
    case 'rules':
      return list(rulesOf(context));
    case 'commits':
      return rest[1] === 'status'
        ? list(context.statuses, (statuses) => ({ state: 'pending', statuses }))
        : list(context.checkRuns, (check_runs) => ({ total_count: 0, check_runs }));
    case 'git':
      return reference(context, method, rest);
    default:
      return notFound;
  }
}

type List = (items: readonly unknown[], wrap?: (page: readonly unknown[]) => unknown) => Answered;

function paged(
  context: Context,
  path: string,
  search: URLSearchParams,
  items: readonly unknown[],
  wrap: (page: readonly unknown[]) => unknown,
): Answered {
  const size = Math.min(Number(search.get('per_page') ?? 30), context.pageSizeMax);
  const page = Number(search.get('page') ?? 1);
  const next = new URLSearchParams([...search]);
  next.set('page', String(page + 1));
  const link = `<https://api.github.com${path}?${next.toString()}>; rel="next", <https://x/>; rel="last"`;
  return {
    status: 200,
    body: wrap(items.slice((page - 1) * size, page * size)),
    headers: page * size < items.length ? { link } : {},
  };
}

function pulls(
  context: Context,
  method: string,
  [number = '', area = '', comment = '', replies = '']: string[],
  search: URLSearchParams,
  body: Record<string, unknown>,
  list: List,
): Answered {
  if (number === '') {
    return method === 'POST' ? create(context, body) : list(listed(context, search));
  }
  const pull = context.pulls.find((each) => each.number === Number(number));
  if (pull === undefined) {
    return notFound;
  }
  if (method === 'PATCH') {
    Object.assign(pull, body);
    return ok(shown(context, pull));
  }
  switch (area) {
    case '':
      return ok(shown(context, pull));
    case 'merge':
      return merge(context, pull, body);
    case 'reviews':
      return list(pull.reviews);
    case 'comments':
      return replies === 'replies'
        ? posted(pull.codeComments, {
            ...body,
            in_reply_to_id: Number(comment),
            path: 'a',
            diff_hunk: '@@',
          })
        : list(pull.codeComments);
    default:
      return notFound;
  }
}

function listed(context: Context, search: URLSearchParams): unknown[] {
  const head = search.get('head');
  return context.pulls
    .filter((pull) => pull.state === search.get('state'))
    .filter((pull) => head === null || head === `ada:${pull.head}`)
    .map((pull) => shown(context, pull));
}

const invalid = (field: string): Answered =>
  refused(422, 'Validation Failed', [{ resource: 'PullRequest', field, code: 'invalid' }]);
const custom = (message: string): Answered =>
  refused(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function create(context: Context, body: Record<string, unknown>): Answered {
  const [head, base] = [textOf(body['head']), textOf(body['base'])];
  const isDraft = body['draft'] === true;
  const from = context.branches.get(head);
  const onto = context.branches.get(base);
  if (from === undefined || onto === undefined) {
    return invalid(from === undefined ? 'head' : 'base');
  }
  if (from.commit === onto.commit) {
    return custom(`No commits between ${base} and ${head}`);
  }
  if (isDraft && !context.hasDrafts) {
    return refused(422, 'Draft pull requests are not supported in this repository.');
  }
  if (context.pulls.some((pull) => pull.state === 'open' && pull.head === head)) {
    return custom(`A pull request already exists for ada:${head}.`);
  }
  const pull: ServerPull = {
    number: context.pulls.length + 7,
    title: textOf(body['title']),
    body: textOf(body['body']),
    head,
    base,
    draft: isDraft,
    state: 'open',
    merged: false,
    mergeable: true,
    mergeCommit: null,
    headCommit: from.commit,
    reviews: [],
    codeComments: [],
    issueComments: [],
    requestedReviewers: [],
    resolved: [],
  };
  context.pulls.push(pull);
  return ok(shown(context, pull), 201);
}

function shown(context: Context, pull: ServerPull): Record<string, unknown> {
  const head = context.branches.get(pull.head)?.commit ?? pull.headCommit;
  const repo = { id: 1, full_name: 'ada/engine' };
  return {
    id: pull.number * 1000,
    node_id: `PR_${pull.number}`,
    number: pull.number,
    html_url: `https://github.com/ada/engine/pull/${pull.number}`,
    title: pull.title,
    body: pull.body === '' ? null : pull.body,
    state: pull.state,
    draft: pull.draft,
    merged: pull.merged,
    merged_at: pull.merged ? '2026-01-02T03:04:05Z' : null,
    mergeable: pull.mergeable,
    mergeable_state: 'clean',
    merge_commit_sha: pull.mergeCommit ?? 'e'.repeat(40),
    user: { login: 'ada', type: 'User' },
    head: { ref: pull.head, sha: pull.merged ? pull.headCommit : head, repo },
    base: { ref: pull.base, sha: '0'.repeat(40), repo },
    requested_reviewers: pull.requestedReviewers.map((login) => ({ login, type: 'User' })),
  };
}

function merge(context: Context, pull: ServerPull, body: Record<string, unknown>): Answered {
  const head = context.branches.get(pull.head)?.commit;
  if (pull.draft || pull.mergeable === false || pull.state === 'closed') {
    return refused(405, 'Pull Request is not mergeable');
  }
  if (body['sha'] !== head) {
    return refused(409, 'Head branch was modified. Review and try the merge again.');
  }
  pull.merged = true;
  pull.state = 'closed';
  pull.headCommit = head ?? '';
  pull.mergeCommit = 'c'.repeat(40);
  context.branches.set(pull.base, { commit: pull.mergeCommit, contains: [] });
  return ok({ sha: pull.mergeCommit, merged: true, message: 'Pull Request successfully merged' });
}

function issueComments(
  context: Context,
  method: string,
  [number = '']: string[],
  body: Record<string, unknown>,
  list: List,
): Answered {
  const pull = context.pulls.find((each) => each.number === Number(number));
  if (pull === undefined) {
    return notFound;
  }
  return method === 'POST' ? posted(pull.issueComments, body) : list(pull.issueComments);
}

function posted(comments: Record<string, unknown>[], body: Record<string, unknown>): Answered {
  const comment = written(5000 + comments.length, 'hone-bot', String(body['body']), body);
  comments.push(comment);
  return ok(comment, 201);
}

/** A comment as the API gives it. */
export function written(
  id: number,
  login: string,
  body: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const at = new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString().replace('.000Z', 'Z');
  return {
    ...more,
    id,
    user: { login, type: login.endsWith('-bot') ? 'Bot' : 'User' },
    body,
    created_at: at,
    updated_at: at,
    html_url: `https://github.com/ada/engine/pull/7#r${id}`,
  };
}

function branch(context: Context, name: string): Answered {
  const found = context.branches.get(name);
  const contexts = context.requiredChecks;
  return found === undefined
    ? refused(404, 'Branch not found')
    : ok({
        name,
        commit: { sha: found.commit },
        protected: contexts.length > 0,
        protection: { enabled: true, required_status_checks: { contexts } },
      });
}

function rulesOf({ ruledChecks }: Context): unknown[] {
  const required_status_checks = ruledChecks.map((context) => ({ context, integration_id: 1 }));
  const rule = { type: 'required_status_checks', parameters: { required_status_checks } };
  return [{ type: 'deletion' }, ...(ruledChecks.length > 0 ? [rule] : [])];
}

function reference(context: Context, method: string, [, , ...name]: string[]): Answered {
  const branchName = name.join('/');
  const found = context.branches.get(branchName);
  if (method === 'DELETE') {
    return context.branches.delete(branchName)
      ? { status: 204, body: null }
      : refused(422, 'Reference does not exist');
  }
  const ref = `refs/heads/${branchName}`;
  return found === undefined
    ? notFound
    : ok({ ref, object: { type: 'commit', sha: found.commit } });
}

/** Answers one operation of the GraphQL API. */
export function answerGraphql(context: Context, body: Record<string, unknown>): Answered {
  const query = String(body['query']);
  const variables = new Map(Object.entries(body['variables'] ?? {}));
  if (query.includes('markPullRequestReadyForReview')) {
    const pull = context.pulls.find((each) => `PR_${each.number}` === variables.get('id'));
    if (pull === undefined) {
      return ok({ data: null, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] });
    }
    pull.draft = false;
    return ok({ data: { markPullRequestReadyForReview: { pullRequest: { isDraft: false } } } });
  }
  const pull = context.pulls.find((each) => each.number === variables.get('number'));
  if (pull === undefined) {
    return ok({ data: { repository: null }, errors: [{ type: 'NOT_FOUND', message: 'no' }] });
  }
  if (query.includes('reviewThreads')) {
    const roots = pull.codeComments.filter(({ in_reply_to_id }) => in_reply_to_id === undefined);
    const start = Number(variables.get('after') ?? 0);
    const end = start + context.pageSizeMax;
    const nodes = roots.slice(start, end).map(({ id }) => ({
      isResolved: pull.resolved.includes(Number(id)),
      comments: { nodes: [{ databaseId: id }] },
    }));
    const pageInfo = { hasNextPage: end < roots.length, endCursor: String(end) };
    const reviewThreads = { pageInfo, nodes };
    return ok({ data: { repository: { pullRequest: { reviewThreads } } } });
  }
  const { reviewDecision } = context;
  return ok({ data: { repository: { pullRequest: { reviewDecision } } } });
}
