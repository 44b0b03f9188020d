import { setTimeout as delay } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

import { type Clock, HoneError, type Json, systemClock } from '../../../base/index.ts';
import type { GitOptions } from '../../git-command.ts';
import { FORGE_LIMITS, type ForgeLimits, PAGE_SIZE, RATE_ATTEMPTS_MAX } from '../limits.ts';
import { RateLimitError } from '../rate-limit.ts';
import { type Asked, failureOf, nonsense, wordsOf } from './failure.ts';
import type { ApiAnswer, ApiRequest, Transport } from './transport.ts';

/** What any forge of GitHub's needs to know besides the transport. */
export interface ApiOptions {
  /** Longest that a request may wait in all for rate limits to end, in ms; default 0. */
  readonly rateWaitMsMax?: number | undefined;
  /** For tests; the machine's own otherwise. */
  readonly clock?: Clock | undefined;
  readonly wait?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  readonly limits?: Partial<ForgeLimits> | undefined;
}

/** A request with what is wanted of it, for messages. */
export interface Wish extends ApiRequest {
  readonly wish: string;
  /** Statuses besides 2xx that are results. */
  readonly accept?: readonly number[];
}

/** One operation of the GraphQL API. */
export interface Operation {
  readonly wish: string;
  readonly query: string;
  readonly variables: Json;
}

/** The API of one repository: statuses, pages, rate limits and shapes are dealt with here. */
export class GitHubApi {
  readonly transport: Transport;
  readonly owner: string;
  readonly name: string;
  readonly #options: ApiOptions;
  readonly #limits: ForgeLimits;

  constructor(
    transport: Transport,
    repository: { readonly owner: string; readonly name: string },
    options: ApiOptions,
  ) {
    this.transport = transport;
    this.owner = repository.owner;
    this.name = repository.name;
    this.#options = options;
    this.#limits = { ...FORGE_LIMITS, ...options.limits };
  }

  /** Most pages of one list. */
  get pagesMax(): number {
    return this.#limits.pagesMax;
  }

  /** A path below the repository; the parts are escaped, the slashes of a branch too. */
  path(...parts: readonly (string | number)[]): string {
    const all = ['repos', this.owner, this.name, ...parts];
    return `/${all.map((part) => encodeURIComponent(part)).join('/')}`;
  }

  /** Sends a request until it is answered with a success or an accepted status. */
  async send(wish: Wish, options: GitOptions): Promise<ApiAnswer> {
    let leftMs = this.#options.rateWaitMsMax ?? 0;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.transport.send(wish, options);
      const isSuccess = answer.status >= 200 && answer.status < 300;
      if (isSuccess && !isLimited(wish, answer)) {
        return answer;
      }
      const failure = failureOf(isSuccess ? { ...answer, status: 429 } : answer, this.asked(wish));
      if (!(failure instanceof RateLimitError)) {
        if (wish.accept?.includes(answer.status) === true) {
          return answer;
        }
        throw failure;
      }
      if (attempt >= RATE_ATTEMPTS_MAX || failure.waitMs > leftMs) {
        throw failure;
      }
      leftMs -= failure.waitMs;
      await this.#wait(failure.waitMs, options.signal);
    }
  }

  /** Sends a request and reads its answer. */
  async ask<T extends TSchema>(wish: Wish, shape: T, options: GitOptions): Promise<Static<T>> {
    return this.parse(await this.send(wish, options), wish, shape);
  }

  /** An answer as the shape says; what else is in it is left alone. */
  parse<T extends TSchema>(answer: ApiAnswer, wish: Wish, shape: T): Static<T> {
    let value: unknown;
    try {
      value = JSON.parse(answer.text);
    } catch {
      throw nonsense(this.asked(wish), `no JSON: ${wordsOf(answer.text).slice(0, 80)}`);
    }
    if (!Value.Check(shape, value)) {
      const [error] = Value.Errors(shape, value);
      throw nonsense(this.asked(wish), `${error?.instancePath ?? ''} ${error?.message ?? ''}`);
    }
    return value;
  }

  /**
   * All entries of a list. The next page is asked for at the path that hone knows, with the query
   * that the host names, so that an answer can't send the login elsewhere.
   *
   * @param wish - its path without `per_page`
   */
  async list<T extends TSchema, Entry>(
    wish: Wish,
    shape: T,
    entriesOf: (page: Static<T>) => readonly Entry[],
    options: GitOptions,
  ): Promise<Entry[]> {
    const [path = '', query = ''] = wish.path.split('?');
    const entries: Entry[] = [];
    let search: string | null = `${query === '' ? '' : `${query}&`}per_page=${PAGE_SIZE}`;
    for (let page = 1; search !== null; page++) {
      if (page > this.#limits.pagesMax) {
        throw this.endless(wish);
      }
      const next: Wish = { ...wish, path: `${path}?${search}` };
      const answer = await this.send(next, options);
      if (answer.status >= 300) {
        return entries; // accepted by the caller: there is no such list
      }
      entries.push(...entriesOf(this.parse(answer, wish, shape)));
      search = nextQuery(answer.headers.get('link'));
    }
    return entries;
  }

  /** Runs one operation of the GraphQL API. Its errors come with status 200. */
  async graphql<T extends TSchema>(
    operation: Operation,
    shape: T,
    options: GitOptions,
  ): Promise<Static<T>> {
    const { wish, query, variables } = operation;
    const asked: Wish = { method: 'POST', path: '/graphql', body: { query, variables }, wish };
    const answer = await this.send(asked, options);
    const refusal = graphqlErrors(answer.text);
    if (refusal !== null) {
      throw failureOf({ ...answer, status: refusal }, this.asked(asked));
    }
    return this.parse(answer, asked, shape);
  }

  /** A list that is longer than hone reads, or that goes in a circle. */
  endless(wish: { readonly wish: string }): HoneError {
    return nonsense(this.asked(wish), `the list does not end after ${this.pagesMax} pages`);
  }

  /** What a request was about, for a message. */
  asked({ wish }: { readonly wish: string }): Asked {
    const clock = this.#options.clock ?? systemClock;
    const repository = `${this.owner}/${this.name}`;
    return { transport: this.transport, repository, wish, nowMs: Date.parse(clock.isoNow()) };
  }

  async #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await (this.#options.wait ?? waitFor)(ms, signal);
    } catch (thrown) {
      throw new HoneError('E_INTERRUPTED', 'Interrupted while waiting for a rate limit to end.', {
        cause: thrown,
      });
    }
  }
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}

/** GraphQL tells of its limit with status 200. */
function isLimited({ path }: Wish, { text }: ApiAnswer): boolean {
  return path === '/graphql' && /"type"\s*:\s*"RATE_LIMIT(ED)?"/.test(text);
}

/** The query of the next page, or null; RFC 8288 as GitHub writes it. */
function nextQuery(link: string | null): string | null {
  const found = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link ?? '')?.[1];
  const start = found?.indexOf('?') ?? -1;
  return found === undefined || start < 0 ? null : found.slice(start + 1);
}

/** The status that the errors of a GraphQL answer amount to; null when there are none. */
function graphqlErrors(text: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // `parse` says so
  }
  if (typeof value !== 'object' || value === null || !('errors' in value)) {
    return null;
  }
  const types = JSON.stringify(value.errors);
  return types.includes('"NOT_FOUND"') ? 404 : types.includes('"FORBIDDEN"') ? 403 : 422;
}
