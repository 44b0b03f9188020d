import { HoneError, TransientError } from '../../../base/index.ts';
import { withoutCredentials } from '../../credentials.ts';
import { WORDS_MAX } from '../limits.ts';
import { RateLimitError, rateLimitIn } from '../rate-limit.ts';
import type { ApiAnswer, Transport } from './transport.ts';

/** What was asked, for messages. */
export interface Asked {
  readonly transport: Transport;
  /** `owner/name` */
  readonly repository: string;
  /** What hone wanted, as it goes after "could not": `merge pull request 7`. */
  readonly wish: string;
  readonly nowMs: number;
}

/** An answer that is no success, as what stops hone. */
export function failureOf(answer: ApiAnswer, asked: Asked): HoneError {
  const { transport, repository, wish } = asked;
  const words = wordsOf(answer.text);
  const begins = `hone could not ${wish}: ${transport.host}`;
  const limit = rateLimitIn(answer, words, asked.nowMs);
  if (limit !== null) {
    return new RateLimitError(
      `${begins} takes no more requests until ${limit.endsAt} (${words}). Run the same command ` +
        `again after that.`,
      limit,
    );
  }
  const { status } = answer;
  if (status === 401) {
    const advice = transport.loginAdvice;
    return new HoneError('E_FORGE', `${begins} does not accept the login (${words}). ${advice}`);
  }
  if (status === 403) {
    return new HoneError('E_FORGE', `${begins} does not allow it (${words}). ${scopes(answer)}`);
  }
  if (status === 404) {
    return new HoneError(
      'E_NOT_FOUND',
      `${begins} knows no such thing in ${repository}, or does not show it to this login ` +
        `(${words}). Check the address of the remote and that the login may see the repository. ` +
        transport.loginAdvice,
    );
  }
  if (status >= 500 || status === 408) {
    return new TransientError(
      'E_FORGE',
      status === 408 || status === 504 ? 'timeout' : 'network',
      `${begins} has a fault of its own (HTTP ${status}: ${words}). Run the same command again ` +
        `in a minute; its status page tells when it lasts.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new HoneError(
      'E_FORGE',
      `${begins} sends the request elsewhere (HTTP ${status}), to where hone does not send a ` +
        `login. If the repository moved, set the new address with \`git remote set-url\`.`,
    );
  }
  return new HoneError('E_FORGE', `${begins} refused it (HTTP ${status}: ${words}).`);
}

/** An answer that is not what the API is documented to send. */
export function nonsense(asked: Asked, what: string): HoneError {
  return new HoneError(
    'E_FORGE',
    `hone could not ${asked.wish}: the answer of ${asked.transport.host} is not one of GitHub's ` +
      `API (${what}). Check the address of the API, and whether something stands in between, ` +
      `such as a proxy that wants a login.`,
  );
}

/**
 * What the API says in an answer that is no success: its message and those of its errors, on one
 * line, shortened; or the beginning of whatever else it sent.
 */
export function wordsOf(text: string): string {
  const parts = messagesIn(text);
  const all = parts.length > 0 ? parts.join('; ') : text.replaceAll(/<[^>]*>/g, ' ');
  const line = withoutCredentials(all)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' ? 'no reason given' : line.slice(0, WORDS_MAX);
}

function messagesIn(text: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return []; // a page of some proxy, shown as it is
  }
  if (typeof parsed !== 'object' || parsed === null) {
    return [];
  }
  const errors = 'errors' in parsed && Array.isArray(parsed.errors) ? parsed.errors : [];
  return [parsed, ...(errors as unknown[])].map(messageIn).filter((part) => part !== '');
}

function messageIn(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    return '';
  }
  if ('message' in value && typeof value.message === 'string') {
    return value.message;
  }
  const field = 'field' in value && typeof value.field === 'string' ? value.field : '';
  const code = 'code' in value && typeof value.code === 'string' ? value.code : '';
  return `${field} ${code}`.trim();
}

/** Classic tokens have scopes, fine-grained ones permissions; both are told in headers. */
function scopes({ headers }: ApiAnswer): string {
  const needed =
    headers.get('x-accepted-github-permissions') ?? headers.get('x-accepted-oauth-scopes') ?? '';
  const owned = headers.get('x-oauth-scopes');
  const single = headers.get('x-github-sso') ?? '';
  const url = /url=(\S+)/.exec(single)?.[1];
  return [
    needed === '' ? '' : `It needs ${needed}.`,
    owned === null ? '' : `The token has ${owned === '' ? 'no scope' : owned}.`,
    url === undefined ? '' : `The organisation wants the token authorised first: ${url}`,
    'Give the token the right to write pull requests and contents (scope repo).',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
