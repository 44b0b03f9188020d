import { HoneError } from '../../../base/index.ts';
import type { GitOptions } from '../../git-command.ts';
import type { BranchDeletion, Forge, NewPullRequest, Readied } from '../forge.ts';
import { assertText } from '../text-limits.ts';
import { type ApiOptions, GitHubApi } from './api.ts';
import { postReply, readComments } from './comments.ts';
import { wordsOf } from './failure.ts';
import { mergePull } from './merge-pull.ts';
import { openPull } from './open-pull.ts';
import { mergeCommitOf, readPull, readPullRequest, stateOf } from './read-pull.ts';
import { Ready, Reference } from './shapes.ts';
import type { Transport } from './transport.ts';

/** GitHub's pull requests over any way of getting there. */
export function gitHubForge(
  transport: Transport,
  repository: { readonly owner: string; readonly name: string },
  options: ApiOptions,
): Forge {
  const api = new GitHubApi(transport, repository, options);
  const text = `GitHub, ${repository.owner}/${repository.name} at ${transport.host}`;
  return {
    describe: () => ({ kind: transport.kind, text: `${text}, ${transport.way}`, cannot: [] }),
    open: async (request: NewPullRequest, run = {}) => {
      assertText(request);
      return openPull(api, request, run);
    },
    read: async (number, run = {}) => readPullRequest(api, number, run),
    update: async (number, change, run = {}) => {
      assertText(change);
      const wish = `change pull request ${number}`;
      const path = api.path('pulls', number);
      await api.send({ method: 'PATCH', path, body: { ...change }, wish }, run);
    },
    markReady: async (number, run = {}) => markReady(api, number, run),
    close: async (number, run = {}) => {
      const pull = await readPull(api, number, run);
      if (pull.state === 'open') {
        const path = api.path('pulls', number);
        const wish = `close pull request ${number}`;
        await api.send({ method: 'PATCH', path, body: { state: 'closed' }, wish }, run);
      }
    },
    comments: async (number, run = {}) => readComments(api, number, run),
    reply: async (number, reply, run = {}) => {
      assertText({ body: reply.body });
      return postReply(api, number, reply, run);
    },
    merge: async (number, order, run = {}) => mergePull(api, number, order, run),
    verifyMerged: async (number, run = {}) => {
      const pull = await readPull(api, number, run);
      const state = stateOf(pull);
      if (state !== 'merged') {
        return { kind: 'not-merged', state };
      }
      const commit = mergeCommitOf(api, { number, mergeCommit: pull.merge_commit_sha });
      return { kind: 'merged', commit, head: pull.head.sha };
    },
    deleteBranch: async (name, expected, run = {}) => deleteBranch(api, name, expected, run),
  };
}

const READY_MUTATION =
  'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) ' +
  '{ pullRequest { isDraft } } }';

/** The REST API can't take the draft mark away. */
async function markReady(api: GitHubApi, number: number, options: GitOptions): Promise<Readied> {
  const pull = await readPull(api, number, options);
  const state = stateOf(pull);
  if (state === 'closed' || state === 'merged') {
    return { kind: 'not-open', state };
  }
  if (state === 'open') {
    return { kind: 'was-ready' };
  }
  const operation = {
    wish: `mark pull request ${number} ready for review`,
    query: READY_MUTATION,
    variables: { id: pull.node_id },
  };
  const { data } = await api.graphql(operation, Ready, options);
  if (data.markPullRequestReadyForReview.pullRequest.isDraft) {
    throw new HoneError('E_FORGE', `Pull request ${number} is still a draft after it was marked.`);
  }
  return { kind: 'ready' };
}

/** The API deletes without asking where the branch is, so that is looked at right before. */
async function deleteBranch(
  api: GitHubApi,
  name: string,
  expected: string,
  options: GitOptions,
): Promise<BranchDeletion> {
  const wish = `delete the branch ${name}`;
  const look = {
    method: 'GET',
    path: api.path('git', 'ref', 'heads', name),
    wish,
    accept: [404],
  } as const;
  const found = await api.send(look, options);
  if (found.status === 404) {
    return { kind: 'already-gone' };
  }
  const { sha } = api.parse(found, look, Reference).object;
  if (sha !== expected) {
    return { kind: 'moved', commit: sha };
  }
  const path = api.path('git', 'refs', 'heads', name);
  const answer = await api.send({ method: 'DELETE', path, wish, accept: [403, 404, 422] }, options);
  if (answer.status < 300) {
    return { kind: 'deleted' };
  }
  const words = wordsOf(answer.text);
  return answer.status === 404 || /does not exist/i.test(words)
    ? { kind: 'already-gone' }
    : { kind: 'refused', why: words };
}
