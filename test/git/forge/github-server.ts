import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';

import { answerGraphql, type Context, route } from './github-routes.ts';

/** What a test wants in place of the usual answer to one request. */
export type Misbehaviour =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Bytes as they are; then the end, or a cut connection. */
  | { readonly kind: 'raw'; readonly bytes: string; readonly last: 'end' | 'cut' }
  | { readonly kind: 'hang' };

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** A server on the loopback that answers for one repository as GitHub's API does. */
export interface GitHubServer extends Context {
  readonly url: string;
  readonly token: string;
  readonly seen: readonly SeenRequest[];
  /** Is asked first; null: the usual answer. */
  misbehave: (request: SeenRequest) => Misbehaviour | null;
}

/** Starts a server with the branches `main` and `faster`; it ends with the test. */
export async function gitHubServer(t: TestContext): Promise<GitHubServer> {
  const context: Context = {
    branches: new Map([
      ['main', { commit: 'a'.repeat(40), contains: [] }],
      ['faster', { commit: 'b'.repeat(40), contains: ['a'.repeat(40)] }],
      ['empty', { commit: 'a'.repeat(40), contains: [] }],
    ]),
    pulls: [],
    checkRuns: [],
    statuses: [],
    requiredChecks: [],
    ruledChecks: [],
    reviewDecision: null,
    hasDrafts: true,
    pageSizeMax: 100,
  };
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const self: GitHubServer = Object.assign(context, {
    url: `http://127.0.0.1:${port}`,
    token: 'ghp_0123456789secret',
    seen,
    misbehave: () => null,
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) {
      text += String(chunk);
    }
    const { method = '', url = '', headers } = request;
    const sent: unknown = text === '' ? {} : JSON.parse(text);
    const body = Object.fromEntries(Object.entries(sent ?? {}));
    const asked: SeenRequest = { method, url, headers, body };
    seen.push(asked);
    const instead = self.misbehave(asked);
    if (instead !== null) {
      perform(instead, response);
      return;
    }
    if (!(headers.authorization ?? '').endsWith(` ${self.token}`)) {
      const refused = { message: 'Bad credentials', documentation_url: 'https://docs.github.com' };
      send(response, 401, refused, {});
      return;
    }
    const answered =
      url === '/graphql' ? answerGraphql(self, body) : route(self, method, url, body);
    send(response, answered.status, answered.body, answered.headers ?? {});
  }
  return self;
}

function perform(instead: Misbehaviour, response: ServerResponse): void {
  switch (instead.kind) {
    case 'answer':
      send(response, instead.status, instead.body, instead.headers ?? {});
      return;
    case 'raw':
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        ...(instead.last === 'cut' ? { 'content-length': '100000' } : {}),
      });
      response.write(instead.bytes, () => {
        if (instead.last === 'cut') {
          response.socket?.destroy();
        } else {
          response.end();
        }
      });
      return;
    case 'hang':
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    ...headers,
  });
  response.end(body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}
