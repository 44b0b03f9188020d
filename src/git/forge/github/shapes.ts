import { Type } from 'typebox';

const text = Type.String();
const orNull = <T extends Parameters<typeof Type.Array>[0]>(type: T) =>
  Type.Union([type, Type.Null()]);
const account = orNull(Type.Object({ login: text, type: Type.Optional(text) }));
const repository = orNull(Type.Object({ full_name: text }));

/** The parts of a pull request that hone reads, in a list. */
export const ListedPull = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  head: Type.Object({ ref: text, repo: repository }),
  base: Type.Object({ ref: text, repo: repository }),
});

/** The same alone, where it says more. */
export const Pull = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  node_id: text,
  html_url: text,
  title: text,
  body: orNull(text),
  state: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
  draft: Type.Optional(Type.Boolean()),
  merged: Type.Boolean(),
  mergeable: orNull(Type.Boolean()),
  merge_commit_sha: orNull(text),
  head: Type.Object({ ref: text, sha: text }),
  base: Type.Object({ ref: text, sha: text }),
  requested_reviewers: Type.Optional(Type.Array(Type.Object({ login: text }))),
});

/** A branch with what protects it. */
export const Branch = Type.Object({
  commit: Type.Object({ sha: text }),
  protection: Type.Optional(
    Type.Object({
      required_status_checks: Type.Optional(
        Type.Object({ contexts: Type.Optional(Type.Array(text)) }),
      ),
    }),
  ),
});

/** The rules of a branch, of which hone knows one kind. */
export const Rules = Type.Array(
  Type.Object({
    type: text,
    parameters: Type.Optional(
      Type.Object({
        required_status_checks: Type.Optional(Type.Array(Type.Object({ context: text }))),
      }),
    ),
  }),
);

/** One page of check runs. */
export const CheckRuns = Type.Object({
  check_runs: Type.Array(Type.Object({ name: text, status: text, conclusion: orNull(text) })),
});

/** One page of the older commit statuses, the newest of each context. */
export const Statuses = Type.Object({
  statuses: Type.Array(Type.Object({ context: text, state: text })),
});

/** Reviews, oldest first. */
export const Reviews = Type.Array(
  Type.Object({
    id: Type.Integer(),
    user: account,
    body: Type.Optional(orNull(text)),
    state: text,
    html_url: text,
    submitted_at: Type.Optional(orNull(text)),
    commit_id: Type.Optional(orNull(text)),
  }),
);

const written = {
  id: Type.Integer(),
  user: account,
  body: Type.Optional(orNull(text)),
  created_at: text,
  updated_at: text,
  html_url: text,
};

/** Comments of the conversation. */
export const IssueComments = Type.Array(Type.Object(written));

/** Comments on lines. */
export const ReviewComments = Type.Array(
  Type.Object({
    ...written,
    path: text,
    line: Type.Optional(orNull(Type.Integer())),
    side: Type.Optional(orNull(text)),
    diff_hunk: text,
    in_reply_to_id: Type.Optional(orNull(Type.Integer())),
  }),
);

/** What is answered to a comment that was written. */
export const Posted = Type.Object({ id: Type.Integer() });

/** What is answered to a merge. */
export const Merged = Type.Object({ merged: Type.Boolean(), sha: orNull(text), message: text });

/** A ref of the repository. */
export const Reference = Type.Object({ object: Type.Object({ sha: text }) });

/** `reviewDecision` of a pull request. */
export const Decision = Type.Object({
  data: Type.Object({
    repository: Type.Object({ pullRequest: Type.Object({ reviewDecision: orNull(text) }) }),
  }),
});

/** One page of the threads of comments on code. */
export const Threads = Type.Object({
  data: Type.Object({
    repository: Type.Object({
      pullRequest: Type.Object({
        reviewThreads: Type.Object({
          pageInfo: Type.Object({ hasNextPage: Type.Boolean(), endCursor: orNull(text) }),
          nodes: Type.Array(
            Type.Object({
              isResolved: Type.Boolean(),
              comments: Type.Object({
                nodes: Type.Array(Type.Object({ databaseId: orNull(Type.Integer()) })),
              }),
            }),
          ),
        }),
      }),
    }),
  }),
});

/** What is answered to marking a pull request ready. */
export const Ready = Type.Object({
  data: Type.Object({
    markPullRequestReadyForReview: Type.Object({
      pullRequest: Type.Object({ isDraft: Type.Boolean() }),
    }),
  }),
});
