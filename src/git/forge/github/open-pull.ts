import { at } from '../../../base/index.ts';
import type { GitOptions } from '../../git-command.ts';
import type { NewPullRequest, Opened } from '../forge.ts';
import type { GitHubApi, Wish } from './api.ts';
import { failureOf, wordsOf } from './failure.ts';
import { readPullRequest } from './read-pull.ts';
import { ListedPull } from './shapes.ts';
import { Type } from 'typebox';

/** Opens a draft for a branch that the host has, or finds the one that is open. */
export async function openPull(
  api: GitHubApi,
  request: NewPullRequest,
  options: GitOptions,
): Promise<Opened> {
  const filter = `&head=${encodeURIComponent(`${api.owner}:${request.head}`)}`;
  const found = await openNumbers(api, request, filter, options);
  if (found.length > 0) {
    return { kind: 'existing', pullRequest: await readPullRequest(api, at(found, 0), options) };
  }
  let answer = await create(api, request, true, options);
  if (answer.status === 422 && /draft pull requests are not supported/i.test(answer.text)) {
    answer = await create(api, request, false, options);
  }
  if (answer.status === 422) {
    return openRefused(api, request, answer, options);
  }
  const { number } = api.parse(answer, wishOf(api, request, true), ListedPull);
  return { kind: 'opened', pullRequest: await readPullRequest(api, number, options) };
}

async function openRefused(
  api: GitHubApi,
  request: NewPullRequest,
  answer: Awaited<ReturnType<GitHubApi['send']>>,
  options: GitOptions,
): Promise<Opened> {
  const words = wordsOf(answer.text);
  if (/already exists/i.test(words)) {
    // Another was faster, or the owner was renamed and the filter found nothing.
    const [number] = await openNumbers(api, request, '', options);
    if (number !== undefined) {
      return { kind: 'existing', pullRequest: await readPullRequest(api, number, options) };
    }
  }
  if (/no commits between/i.test(words)) {
    return { kind: 'nothing-to-merge', why: words };
  }
  if (/\b(head|base)\b.*\b(invalid|missing)\b/i.test(words)) {
    const why = `${request.head} or ${request.base} is not on the host: push it first`;
    return { kind: 'nothing-to-merge', why: `${why} (${words})` };
  }
  throw failureOf(answer, api.asked(wishOf(api, request, true)));
}

/** Numbers of the open pull requests of the branch in this repository; same base first. */
async function openNumbers(
  api: GitHubApi,
  { head, base }: NewPullRequest,
  filter: string,
  options: GitOptions,
): Promise<number[]> {
  const wish = `look for pull requests of ${head}`;
  const path = `${api.path('pulls')}?state=open${filter}`;
  const shape = Type.Array(ListedPull);
  const all = await api.list({ method: 'GET', path, wish }, shape, (page) => page, options);
  // The host leaves a filter out that it does not understand, so it is not relied on.
  const own = all.filter(
    (pull) => pull.head.ref === head && pull.head.repo?.full_name === pull.base.repo?.full_name,
  );
  const same = own.filter((pull) => pull.base.ref === base);
  return [...same, ...own].map(({ number }) => number);
}

function wishOf(api: GitHubApi, request: NewPullRequest, draft: boolean): Wish {
  const { head, base, title, body } = request;
  return {
    method: 'POST',
    path: api.path('pulls'),
    body: { title, head, base, body, draft },
    wish: `open a pull request of ${head}`,
    accept: [422],
  };
}

function create(
  api: GitHubApi,
  request: NewPullRequest,
  draft: boolean,
  options: GitOptions,
): ReturnType<GitHubApi['send']> {
  return api.send(wishOf(api, request, draft), options);
}
