import type { Static } from 'typebox';

import type { GitOptions } from '../../git-command.ts';
import type { Check, PullRequest, PullRequestState, Review } from '../forge.ts';
import { withMissing } from '../merge-readiness.ts';
import type { GitHubApi } from './api.ts';
import { nonsense } from './failure.ts';
import { Branch, CheckRuns, Decision, Pull, Reviews, Rules, Statuses } from './shapes.ts';

/** A pull request as the API gives it, without its checks and reviews. */
export function readPull(
  api: GitHubApi,
  number: number,
  options: GitOptions,
): Promise<Static<typeof Pull>> {
  const wish = `read pull request ${number}`;
  return api.ask({ method: 'GET', path: api.path('pulls', number), wish }, Pull, options);
}

/** All that hone reads of a pull request. The requests go out together. */
export async function readPullRequest(
  api: GitHubApi,
  number: number,
  options: GitOptions,
): Promise<PullRequest> {
  const pull = await readPull(api, number, options);
  const [base, checks, reviews, reviewDecision] = await Promise.all([
    readBase(api, pull.base.ref, options),
    readChecks(api, pull.head.sha, options),
    readReviews(api, pull, options),
    readDecision(api, number, options),
  ]);
  return {
    number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? '',
    state: stateOf(pull),
    head: { branch: pull.head.ref, commit: pull.head.sha },
    // What the pull request itself says of its base is as old as its last push.
    base: { branch: pull.base.ref, commit: base.commit ?? pull.base.sha },
    mergeable: pull.mergeable === null ? 'unknown' : pull.mergeable ? 'yes' : 'no',
    checks: withMissing(checks, pull.state === 'open' ? base.required : []),
    reviews,
    reviewDecision,
    mergeCommit: pull.merged ? pull.merge_commit_sha : null,
  };
}

/** Where a pull request stands by its fields. */
export function stateOf(pull: Static<typeof Pull>): PullRequestState {
  if (pull.merged) {
    return 'merged';
  }
  return pull.state === 'closed' ? 'closed' : pull.draft === true ? 'draft' : 'open';
}

/**
 * The commit on the base that a merged pull request is.
 *
 * @throws HoneError E_FORGE when the host does not say
 */
export function mergeCommitOf(
  api: GitHubApi,
  pull: { readonly number: number; readonly mergeCommit: string | null },
): string {
  if (pull.mergeCommit === null || pull.mergeCommit === '') {
    const wish = `verify the merge of pull request ${pull.number}`;
    throw nonsense(api.asked({ wish }), 'it is merged, but no merge commit is named');
  }
  return pull.mergeCommit;
}

/** Where the base is now, and the checks that it asks for by protection or by rules. */
async function readBase(
  api: GitHubApi,
  branch: string,
  options: GitOptions,
): Promise<{ commit: string | null; required: string[] }> {
  const wish = `read the branch ${branch}`;
  const branchWish = {
    method: 'GET',
    path: api.path('branches', branch),
    wish,
    accept: [404], // deleted after the merge
  } as const;
  const rulesWish = {
    method: 'GET',
    path: api.path('rules', 'branches', branch),
    wish: `read the rules of the branch ${branch}`,
    accept: [403, 404], // a plan or an old server without rules
  } as const;
  const [answer, rules] = await Promise.all([
    api.send(branchWish, options),
    api.list(rulesWish, Rules, (page) => page, options),
  ]);
  const found = answer.status === 404 ? null : api.parse(answer, branchWish, Branch);
  const ruled = rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
  return {
    commit: found?.commit.sha ?? null,
    required: [
      ...(found?.protection?.required_status_checks?.contexts ?? []),
      ...ruled.map(({ context }) => context),
    ],
  };
}

/** Check runs (of apps) and commit statuses (the older kind) of a commit. */
async function readChecks(api: GitHubApi, commit: string, options: GitOptions): Promise<Check[]> {
  const wish = `read the checks of ${commit.slice(0, 12)}`;
  const runsPath = `${api.path('commits', commit, 'check-runs')}?filter=latest`;
  const statusPath = api.path('commits', commit, 'status');
  const [runs, statuses] = await Promise.all([
    api.list({ method: 'GET', path: runsPath, wish }, CheckRuns, (p) => p.check_runs, options),
    api.list({ method: 'GET', path: statusPath, wish }, Statuses, (p) => p.statuses, options),
  ]);
  const all = [
    ...runs.map(({ name, status, conclusion }) => checkOf(name, conclusion ?? status)),
    ...statuses.map(({ context, state }) => checkOf(context, state)),
  ];
  const worst = new Map<string, Check>();
  for (const check of all) {
    const known = worst.get(check.name);
    if (known === undefined || RANK[check.state] > RANK[known.state]) {
      worst.set(check.name, check);
    }
  }
  return [...worst.values()];
}

/** Several of one name count as the worst of them. */
const RANK = { passed: 0, missing: 1, pending: 1, failed: 2 } as const;

/** What lets a required check pass at GitHub. */
const PASSED = new Set(['success', 'neutral', 'skipped']);
const PENDING = new Set(['pending', 'queued', 'in_progress', 'waiting', 'requested', 'expected']);

/** A word that is not known counts as failed, so that it can't let anything through. */
function checkOf(name: string, word: string): Check {
  const state = PASSED.has(word) ? 'passed' : PENDING.has(word) ? 'pending' : 'failed';
  return { name, state, word };
}

async function readReviews(
  api: GitHubApi,
  pull: Static<typeof Pull>,
  options: GitOptions,
): Promise<Review[]> {
  const wish = `read the reviews of pull request ${pull.number}`;
  const path = api.path('pulls', pull.number, 'reviews');
  const all = await api.list({ method: 'GET', path, wish }, Reviews, (page) => page, options);
  const byReviewer = new Map<string, Review>();
  for (const { login } of pull.requested_reviewers ?? []) {
    byReviewer.set(login, { reviewer: login, verdict: 'none', commit: null });
  }
  for (const { user, state, commit_id } of all) {
    const reviewer = user?.login ?? 'ghost';
    const verdict = VERDICTS.get(state) ?? null;
    if (verdict !== null) {
      byReviewer.set(reviewer, { reviewer, verdict, commit: commit_id ?? null });
    } else if (state === 'COMMENTED' && !byReviewer.has(reviewer)) {
      byReviewer.set(reviewer, { reviewer, verdict: 'none', commit: commit_id ?? null });
    }
  }
  return [...byReviewer.values()].sort((left, right) => (left.reviewer < right.reviewer ? -1 : 1));
}

/** A comment does not take an approval or a refusal back; a dismissal does. */
const VERDICTS: ReadonlyMap<string, Review['verdict']> = new Map([
  ['APPROVED', 'approved'],
  ['CHANGES_REQUESTED', 'changes-requested'],
  ['DISMISSED', 'none'],
]);

const DECISION_QUERY =
  'query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: ' +
  '$name) { pullRequest(number: $number) { reviewDecision } } }';

/** What the rules of the base say of the reviews; the REST API does not tell. */
async function readDecision(
  api: GitHubApi,
  number: number,
  options: GitOptions,
): Promise<PullRequest['reviewDecision']> {
  const operation = {
    wish: `read whether pull request ${number} needs a review`,
    query: DECISION_QUERY,
    variables: { owner: api.owner, name: api.name, number },
  };
  const { data } = await api.graphql(operation, Decision, options);
  switch (data.repository.pullRequest.reviewDecision) {
    case null:
      return 'not-required';
    case 'APPROVED':
      return 'approved';
    case 'CHANGES_REQUESTED':
      return 'changes-requested';
    // REVIEW_REQUIRED, and any word that may come later: it must not pass for an approval.
    default:
      return 'required';
  }
}
