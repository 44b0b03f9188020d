import type { GitOptions } from '../../git-command.ts';
import type { MergeOrder, MergeOutcome, PullRequest } from '../forge.ts';
import { mergeRefusal } from '../merge-readiness.ts';
import type { GitHubApi } from './api.ts';
import { wordsOf } from './failure.ts';
import { mergeCommitOf, readPullRequest } from './read-pull.ts';
import { Merged } from './shapes.ts';

/**
 * Merges what was looked at. What is known to be in the way is told without asking; the host, which
 * has the last word, is given the expected head, so that a push in between can't be merged unseen.
 */
export async function mergePull(
  api: GitHubApi,
  number: number,
  order: MergeOrder,
  options: GitOptions,
): Promise<MergeOutcome> {
  const before = await readPullRequest(api, number, options);
  const refusal = alreadyMerged(api, before) ?? mergeRefusal(before, order);
  if (refusal !== null) {
    return refusal;
  }
  const wish = {
    method: 'PUT',
    path: api.path('pulls', number, 'merge'),
    body: {
      sha: order.expectedHead,
      merge_method: order.method ?? 'squash',
      ...(order.message === undefined
        ? {}
        : { commit_title: order.message.title, commit_message: order.message.body }),
    },
    wish: `merge pull request ${number}`,
    accept: [405, 409],
  } as const;
  const answer = await api.send(wish, options);
  if (answer.status !== 405 && answer.status !== 409) {
    const { merged, sha, message } = api.parse(answer, wish, Merged);
    return merged && sha !== null
      ? { kind: 'merged', commit: sha }
      : { kind: 'not-mergeable', why: message };
  }
  const words = wordsOf(answer.text);
  const after = await readPullRequest(api, number, options);
  return alreadyMerged(api, after) ?? mergeRefusal(after, order) ?? refusalIn(words, after);
}

function alreadyMerged(api: GitHubApi, pull: PullRequest): MergeOutcome | null {
  return pull.state === 'merged'
    ? { kind: 'already-merged', commit: mergeCommitOf(api, pull), head: pull.head.commit }
    : null;
}

/** The rules of the branch refuse for reasons that only their words tell. */
function refusalIn(words: string, pullRequest: PullRequest): MergeOutcome {
  if (/approving review|review (is )?required|review from/i.test(words)) {
    return { kind: 'reviews-missing', why: words };
  }
  const unfinished = pullRequest.checks.filter(({ state }) => state !== 'passed');
  if (/status check|checks? .*(expected|fail|pending)/i.test(words)) {
    const named = /"([^"]+)"/.exec(words)?.[1] ?? 'a required check';
    const checks =
      unfinished.length > 0
        ? unfinished
        : [{ name: named, state: 'missing', word: words } as const];
    const failed = checks.filter(({ state }) => state === 'failed');
    return failed.length > 0
      ? { kind: 'checks-red', checks: failed }
      : { kind: 'checks-unfinished', checks };
  }
  return { kind: 'not-mergeable', why: words };
}
