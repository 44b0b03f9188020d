import type { Json } from '../../../base/index.ts';
import type { GitOptions } from '../../git-command.ts';
import type { ForgeDescription } from '../forge.ts';

/** One request to the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the address of the API, with its query: `/repos/…`, or `/graphql`. */
  readonly path: string;
  readonly body?: Json;
}

/** What came back, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Carries requests to GitHub and answers back; the reading of them is the same for all. */
export interface Transport {
  readonly kind: Exclude<ForgeDescription['kind'], 'plain-git'>;
  /** How requests get there, for people: `through its API`. */
  readonly way: string;
  /** Name of the host in messages, e.g. `github.com`. */
  readonly host: string;
  /** What to do when the login is not accepted, as a sentence. */
  readonly loginAdvice: string;
  /**
   * Sends one request once.
   *
   * @throws TransientError E_FORGE when the network or the time runs out, HoneError E_FORGE when
   *   the answer is too long, E_INTERRUPTED on abort
   */
  send(request: ApiRequest, options: GitOptions): Promise<ApiAnswer>;
}

/** The version of the API that these files were written against. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
};
