import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { temporaryFolder } from '../temporary-repository.ts';

/** What a call of `gh` prints, and its exit code. */
interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Hands its arguments and input to the test and prints what comes back. In bash, because a Node for
 * each request would take most of the time of the tests.
 */
const SCRIPT = `#!/bin/bash
LC_ALL=C
body=''
for argument in "$@"; do
  if [ "$argument" = --input ]; then body=$(/bin/cat); fi
done
exec 3<>"/dev/tcp/127.0.0.1/$GH_STAND_IN_PORT" || exit 99
printf '%s\\0' "$#" "$@" "\${GH_TOKEN:-}" "$body" >&3
IFS= read -r code <&3
IFS= read -r words <&3
/bin/cat <&3
if [ -n "$words" ]; then printf '%b\\n' "$words" >&2; fi
exit "$code"
`;

/**
 * Puts a `gh` on a PATH of its own that knows `gh api` and `gh auth token`: the same flags, output
 * (`--include`), messages and exit codes, against `url` in place of the host.
 *
 * @returns the environment to run it in
 */
export async function ghStandIn(
  t: TestContext,
  url: string,
  token: string,
): Promise<Record<string, string>> {
  const bin = temporaryFolder(t);
  writeFileSync(join(bin, 'gh'), SCRIPT);
  chmodSync(join(bin, 'gh'), 0o755);
  mkdirSync(join(bin, 'home'));
  const server = createServer((socket) => {
    void serve(socket, url);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { PATH: bin, HOME: join(bin, 'home'), GH_STAND_IN_PORT: String(port), GH_TOKEN: token };
}

async function serve(socket: Socket, url: string): Promise<void> {
  socket.on('error', () => undefined); // a caller that was killed
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    const fields = text.split('\0');
    const count = Number(fields[0]);
    if (fields.length >= count + 4) {
      const args = fields.slice(1, count + 1);
      const shown = await gh(args, fields[count + 1] ?? '', fields[count + 2] ?? '', url);
      const words = shown.stderr.replaceAll('\n', String.raw`\n`);
      socket.end(`${shown.code}\n${words}\n${shown.stdout}`);
      return;
    }
  }
}

async function gh(
  args: readonly string[],
  token: string,
  input: string,
  url: string,
): Promise<Printed> {
  if (args[0] === 'auth' && args[1] === 'token') {
    return token === ''
      ? { code: 1, stdout: '', stderr: 'no oauth token found for github.com' }
      : { code: 0, stdout: `${token}\n`, stderr: '' };
  }
  if (args[0] !== 'api') {
    return { code: 1, stdout: '', stderr: `unknown command "${args[0]}" for "gh"` };
  }
  if (token === '') {
    const stderr = 'To get started with GitHub CLI, please run:  gh auth login';
    return { code: 4, stdout: '', stderr };
  }
  return api(args.slice(1), token, input, url);
}

interface Flags {
  readonly values: Map<string, string>;
  readonly headers: Headers;
  readonly endpoint: string;
  readonly isIncluded: boolean;
  readonly unknown: string | null;
}

function flagsIn(args: readonly string[]): Flags {
  const values = new Map<string, string>();
  const headers = new Headers();
  let endpoint = '';
  let isIncluded = false;
  let unknown: string | null = null;
  for (let index = 0; index < args.length; index++) {
    const flag = args[index] ?? '';
    if (['--method', '--input', '--hostname'].includes(flag)) {
      values.set(flag, args[++index] ?? '');
    } else if (flag === '-H') {
      const header = args[++index] ?? '';
      headers.append(header.slice(0, header.indexOf(':')), header.slice(header.indexOf(':') + 1));
    } else if (flag === '--include') {
      isIncluded = true;
    } else if (flag.startsWith('-')) {
      unknown ??= flag;
    } else {
      endpoint = flag;
    }
  }
  return { values, headers, endpoint, isIncluded, unknown };
}

async function api(
  args: readonly string[],
  token: string,
  input: string,
  url: string,
): Promise<Printed> {
  const flags = flagsIn(args);
  if (flags.unknown !== null) {
    return { code: 1, stdout: '', stderr: `unknown flag: ${flags.unknown}` };
  }
  flags.headers.set('authorization', `token ${token}`);
  const hasBody = flags.values.get('--input') === '-';
  try {
    const response = await fetch(`${url}/${flags.endpoint}`, {
      method: flags.values.get('--method') ?? (hasBody ? 'POST' : 'GET'),
      headers: flags.headers,
      ...(hasBody ? { body: input } : {}),
    });
    return printed(response, await response.text(), flags);
  } catch {
    const stderr = 'error connecting to api.github.com\ncheck your internet connection';
    return { code: 1, stdout: '', stderr };
  }
}

/** As gh prints it: the body in any case, and its message once more when it is an error. */
function printed(response: Response, text: string, flags: Flags): Printed {
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `HTTP/1.1 ${response.status} ${response.statusText}\n${lines}\r\n`;
  const stdout = flags.isIncluded ? head + text : text;
  let message = `HTTP ${response.status}`;
  let hasErrors = false;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) {
      message = 'message' in parsed ? `${String(parsed.message)} (${message})` : message;
      hasErrors = flags.endpoint === 'graphql' && 'errors' in parsed;
    }
  } catch {
    // no JSON: the status alone
  }
  const isFailed = response.status > 299 || hasErrors;
  return { code: isFailed ? 1 : 0, stdout, stderr: isFailed ? `gh: ${message}` : '' };
}
