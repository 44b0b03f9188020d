import { HoneError, messageOf, MS_PER_S, TransientError } from '../../base/index.ts';
import type { GitOptions } from '../git-command.ts';
import type { Forge } from './forge.ts';
import type { ApiOptions } from './github/api.ts';
import { gitHubForge } from './github/github-forge.ts';
import {
  API_HEADERS,
  type ApiAnswer,
  type ApiRequest,
  type Transport,
} from './github/transport.ts';
import { FORGE_LIMITS, REDIRECTS_MAX } from './limits.ts';

/** A repository at GitHub and how its API is reached. */
export interface GitHubRestOptions extends ApiOptions {
  readonly owner: string;
  readonly name: string;
  /** Base of the REST API: `https://api.github.com`, `https://host/api/v3`. */
  readonly apiUrl: string;
  /** Of the GraphQL API; left out: where it is beside the REST API. */
  readonly graphqlUrl?: string | undefined;
  /** Goes to `apiUrl` and nowhere else, and is never put into a message. */
  readonly token: string;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * GitHub through its REST API, and its GraphQL API for what that can't do (readiness, resolved
 * threads). No library: `fetch` is there, and the little that is needed is bounded here.
 *
 * @throws HoneError E_CONFIG for an address that is none, or is not https (except on this machine),
 *   or for a token that can't be one
 */
export function gitHubRest(options: GitHubRestOptions): Forge {
  const base = checkedUrl(options.apiUrl);
  const graphql = checkedUrl(options.graphqlUrl ?? graphqlBeside(base));
  const token = options.token.trim();
  if (!/^[\u0021-\u007e]+$/.test(token)) {
    throw new HoneError(
      'E_CONFIG',
      'The token for GitHub is empty or has spaces or other characters that no token has. Set ' +
        'GH_TOKEN to the token alone.',
    );
  }
  const limits = { ...FORGE_LIMITS, ...options.limits };
  const send = options.fetch ?? fetch;
  const transport: Transport = {
    kind: 'github-rest',
    way: 'through its API',
    host: new URL(base).host,
    loginAdvice: 'Check the token in GH_TOKEN or GITHUB_TOKEN: make a new one, or log in with gh.',
    send: (request, run) =>
      withinTime(run, limits.requestMs, new URL(base).host, async (signal) => {
        const response = await followed(send, request, { base, graphql, token, signal });
        const text = await bodyOf(response, limits.answerBytesMax);
        // A server that repeats what it was sent must not bring the token into a message.
        return { status: response.status, headers: response.headers, text: hide(text, token) };
      }),
  };
  return gitHubForge(transport, options, options);
}

interface Connection {
  readonly base: string;
  readonly graphql: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Sends a request and follows redirects (a renamed repository) that stay on the host. */
async function followed(
  send: typeof fetch,
  request: ApiRequest,
  connection: Connection,
): Promise<Response> {
  const first = request.path === '/graphql' ? connection.graphql : connection.base + request.path;
  let url = first;
  for (let redirect = 0; ; redirect++) {
    const response = await send(url, {
      method: request.method,
      headers: {
        ...API_HEADERS,
        'user-agent': 'hone',
        authorization: `Bearer ${connection.token}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'manual',
      signal: connection.signal,
    });
    const location = response.headers.get('location');
    const isRedirect = [301, 302, 307, 308].includes(response.status) && location !== null;
    if (!isRedirect || redirect === REDIRECTS_MAX || !URL.canParse(location, url)) {
      return response;
    }
    const next = new URL(location, url);
    if (next.origin !== new URL(first).origin) {
      return response; // told as it is: the token does not go to another host
    }
    await response.body?.cancel();
    url = next.href;
  }
}

async function bodyOf(response: Response, bytesMax: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const read = await reader?.read();
    if (read?.value === undefined) {
      return Buffer.concat(pieces).toString('utf8');
    }
    bytes += read.value.length;
    if (bytes > bytesMax) {
      await reader?.cancel();
      throw new HoneError(
        'E_FORGE',
        `The answer of ${new URL(response.url).host} is longer than ${bytesMax} bytes, which is ` +
          `more than hone reads.`,
      );
    }
    pieces.push(read.value);
  }
}

/** Does one exchange and says in words of our own how it broke. */
async function withinTime(
  run: GitOptions,
  timeoutMs: number,
  host: string,
  exchange: (signal: AbortSignal) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = run.signal === undefined ? timeout : AbortSignal.any([run.signal, timeout]);
  try {
    return await exchange(signal);
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      throw thrown;
    }
    if (run.signal?.aborted === true) {
      throw new HoneError('E_INTERRUPTED', `Interrupted while asking ${host}.`);
    }
    const again = 'Check the network and the address of the API, then run the same command again.';
    if (timeout.aborted) {
      const seconds = timeoutMs / MS_PER_S;
      const message = `${host} did not answer within ${seconds} s. ${again}`;
      throw new TransientError('E_FORGE', 'timeout', message, { cause: thrown });
    }
    const message = `The connection to ${host} broke: ${networkWords(thrown)}. ${again}`;
    throw new TransientError('E_FORGE', 'network', message, { cause: thrown });
  }
}

/** `fetch failed` says nothing; its cause does, and the cause of several attempts is a list. */
function networkWords(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const first: unknown = cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause;
  return messageOf(first);
}

function hide(text: string, token: string): string {
  return text.includes(token) ? text.replaceAll(token, '***') : text;
}

function graphqlBeside(base: string): string {
  return base.endsWith('/api/v3') ? `${base.slice(0, -'/v3'.length)}/graphql` : `${base}/graphql`;
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHere = url !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
  if (url === null || !isSafe || url.username !== '' || url.password !== '') {
    throw new HoneError(
      'E_CONFIG',
      'The address of the API of GitHub (GITHUB_API_URL) has to begin with https:// and hold no ' +
        'user or password, because the token is sent there: https://api.github.com, or ' +
        'https://<host>/api/v3 for an own server.',
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
