import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A server on the loopback that stands for a model, and how often it was asked. */
export interface PlayedModel {
  /** With no slash at its end. */
  readonly url: string;
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** One event of a server-sent stream. */
export interface StreamEvent {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** What answers a request: its type and its whole text. */
export interface PlayedAnswer {
  readonly type: 'text/event-stream' | 'application/json';
  readonly text: string;
}

/** A stream of events that say their type twice, as most protocols have it. */
export function streamOf(events: readonly StreamEvent[]): PlayedAnswer {
  const lines = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return { type: 'text/event-stream', text: lines.join('') };
}

/**
 * @param answer - answers a request by its path and body; null where there is nothing, a 404
 */
export async function playModel(
  answer: (path: string, body: Fields) => PlayedAnswer | null,
): Promise<PlayedModel> {
  let asked = 0;
  const server = createServer((request, response) => {
    void respond(request, response).catch((thrown: unknown) => {
      console.error('the played model failed:', thrown);
      response.destroy();
    });
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    if (process.env['SHOW_REQUESTS'] !== undefined) {
      console.error(request.method, request.url, body.slice(0, 20_000));
    }
    const [path = ''] = (request.url ?? '').split('?');
    const answered = request.method === 'POST' ? answer(path, parsed(body)) : null;
    if (answered === null) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    asked += 1;
    response.writeHead(200, { 'content-type': answered.type }).end(answered.text);
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): Fields {
  const value: unknown = JSON.parse(body);
  return isFields(value) ? value : {};
}

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; none when it is no list. */
export function fieldsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}
