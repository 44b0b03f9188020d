import { HoneError, TransientError, transientReasonIn, userEnvironment } from '../../base/index.ts';
import { withoutCredentials } from '../credentials.ts';
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
import { FORGE_LIMITS, LOGIN_CHECK_MS, WORDS_MAX } from './limits.ts';
import { runProgram } from './run-program.ts';

/** A repository at GitHub, asked through the user's own `gh`. */
export interface GitHubCliOptions extends ApiOptions {
  /** `github.com`, or the host of an own server. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * GitHub through `gh api`, with the login that gh keeps. Only carries requests: what comes back is
 * status, headers and body of the same API (`--include`), read by the same code as without gh.
 * Lists are paged by hone, because `--paginate` has no bound.
 */
export function gitHubCli(options: GitHubCliOptions): Forge {
  const env = gitHubEnvironment(options.env ?? process.env);
  const limits = { ...FORGE_LIMITS, ...options.limits };
  const transport: Transport = {
    kind: 'github-cli',
    way: 'through gh',
    host: options.host,
    loginAdvice: `Log in with \`gh auth login --hostname ${options.host}\`.`,
    send: async (request, run) => {
      const end = await runProgram('gh', argumentsFor(request, options.host), {
        signal: run.signal,
        env,
        input: request.body === undefined ? undefined : JSON.stringify(request.body),
        timeoutMs: limits.requestMs,
        outputBytesMax: limits.answerBytesMax,
      });
      if (end.kind === 'missing') {
        throw new HoneError('E_MISSING_TOOL', `gh is not on the PATH any more. ${INSTALL}`);
      }
      const answer = answerIn(end.stdout);
      if (answer === null) {
        throw noAnswer(options.host, end.code, end.stderr);
      }
      return answer;
    },
  };
  return gitHubForge(transport, options, options);
}

const INSTALL = 'Install it (https://cli.github.com), or set GH_TOKEN to a token.';

/** Whether `gh` can be used for a host. */
export type GitHubLogin = 'logged-in' | 'logged-out' | 'missing';

/** Asks `gh` whether it keeps a login for a host; nothing goes over the network. */
export async function gitHubLogin(
  host: string,
  env: Readonly<Record<string, string | undefined>>,
  options: GitOptions = {},
): Promise<GitHubLogin> {
  const end = await runProgram('gh', ['auth', 'token', '--hostname', host], {
    signal: options.signal,
    env: gitHubEnvironment(env),
    timeoutMs: LOGIN_CHECK_MS,
    outputBytesMax: FORGE_LIMITS.answerBytesMax,
  });
  if (end.kind === 'missing') {
    return 'missing';
  }
  // What it prints is the token, which hone has no use for.
  return end.code === 0 && end.stdout.trim() !== '' ? 'logged-in' : 'logged-out';
}

function argumentsFor(request: ApiRequest, host: string): string[] {
  const headers = Object.entries(API_HEADERS).flatMap(([name, value]) => [
    '-H',
    `${name}: ${value}`,
  ]);
  const body =
    request.body === undefined ? [] : ['-H', 'content-type: application/json', '--input', '-'];
  const endpoint = request.path.slice(1);
  const to = ['--hostname', host, '--method', request.method];
  return ['api', '--include', ...to, ...headers, ...body, endpoint];
}

/** gh as in a script: no pager, prompt, colour or notice; nothing that prints requests. */
function gitHubEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const {
    GH_DEBUG: _,
    DEBUG: _debug,
    GH_FORCE_TTY: _tty,
    CLICOLOR_FORCE: _color,
    ...kept
  } = userEnvironment(env);
  return {
    ...kept,
    GH_PAGER: '',
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    GH_NO_EXTENSION_UPDATE_NOTIFIER: '1',
    NO_COLOR: '1',
  };
}

/**
 * The answer that `gh api --include` prints: `HTTP/2.0 200 OK`, headers, an empty line, the body.
 * Null when it got none.
 */
function answerIn(output: string): ApiAnswer | null {
  const end = /\r?\n\r?\n/.exec(output);
  const head = end === null ? output : output.slice(0, end.index);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const status = Number(/^HTTP\/[\d.]+ (\d{3})\b/.exec(first)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) {
    return null;
  }
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon > 0 && /^[\w-]+$/.test(name)) {
      headers.append(
        name,
        line
          .slice(colon + 1)
          .replaceAll(/[^\t\u0020-\u007e]/g, '')
          .trim(),
      );
    }
  }
  return { status, headers, text: end === null ? '' : output.slice(end.index + end[0].length) };
}

function noAnswer(host: string, code: number, stderr: string): HoneError {
  const words = withoutCredentials(stderr).replaceAll(/\s+/g, ' ').slice(0, WORDS_MAX);
  if (code === 4 || /gh auth login|authentication required/i.test(words)) {
    return new HoneError(
      'E_FORGE',
      `gh has no login for ${host}. Log in with \`gh auth login --hostname ${host}\`, or set ` +
        `GH_TOKEN to a token.`,
    );
  }
  const reason =
    transientReasonIn(words) ??
    (/error connecting|dial tcp|i\/o timeout|EOF|TLS handshake/i.test(words) ? 'network' : null);
  const message = `gh got no answer from ${host} (exit ${code}): ${words || 'it gave no reason'}`;
  return reason === null
    ? new HoneError('E_FORGE', `${message}.`)
    : new TransientError('E_FORGE', reason, `${message}. Check the network, then try again.`);
}
