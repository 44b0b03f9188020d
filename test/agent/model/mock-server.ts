import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';

/** What the server does with one request for an answer. */
export type Turn =
  | AnswerTurn
  /** A refusal, or anything else that is not a stream. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Bytes as they are, then the end of the body, a cut connection, or nothing ever. */
  | {
      readonly kind: 'raw';
      readonly chunks: Iterable<string | Uint8Array>;
      readonly last: 'end' | 'cut' | 'hang';
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' };

/** An answer of a model. */
export interface AnswerTurn {
  readonly kind: 'answer';
  readonly text?: string;
  readonly thought?: string;
  readonly calls?: readonly AnswerCall[];
  readonly usage?: { readonly tokens: number; readonly cost?: number };
  readonly finish?: string;
  /** One JSON object, although a stream was asked for. */
  readonly whole?: boolean;
  /** Bytes that are sent at once; left out: one event. */
  readonly pieceBytes?: number;
}

/** A call; arguments that are a text are sent as they are. */
export interface AnswerCall {
  readonly name: string;
  readonly arguments: unknown;
  readonly id?: string;
}

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: ChatRequest;
}

/** The parts of a request that tests look at. */
export interface ChatRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly stream_options?: unknown;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string;
    readonly tool_calls?: readonly {
      readonly id: string;
      readonly function: { readonly name: string; readonly arguments: string };
    }[];
    readonly tool_call_id?: string;
  }[];
  readonly tools: readonly { readonly function: { readonly name: string } }[];
}

/** A server on the loopback that plays a model. */
export interface MockServer {
  /** The base address, with /v1. */
  readonly url: string;
  /** Requests for an answer, in order. */
  readonly asked: readonly SeenRequest[];
  /** Every other request. */
  readonly others: readonly SeenRequest[];
  readonly close: () => Promise<void>;
}

/** What decides about the turns: a list, whose last one repeats, or a function of the count. */
export type Script = readonly Turn[] | ((index: number, request: SeenRequest) => Turn);

/** Starts a server; `models` is its list of models, null for none. */
export async function mockServer(
  script: Script,
  models: readonly string[] | null = null,
): Promise<MockServer> {
  const asked: SeenRequest[] = [];
  const others: SeenRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = await seenFrom(request);
    if (!seen.path.startsWith('/v1/chat/completions')) {
      others.push(seen);
      const isList = seen.path.startsWith('/v1/models') && models !== null;
      response.writeHead(isList ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: (models ?? []).map((id) => ({ id })) }));
      return;
    }
    asked.push(seen);
    const index = asked.length - 1;
    const next =
      typeof script === 'function'
        ? script(index, seen)
        : (script[Math.min(index, script.length - 1)] ?? { kind: 'hang' });
    await play(next, response);
  };
  const server = createServer((request, response) => {
    response.on('error', () => {}); // the other side hung up, which many tests are about
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    others,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function seenFrom(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  const text = Buffer.concat(chunks).toString('utf8');
  const { method = '', url = '', headers } = request;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test that expects wrongly fails
  const body = JSON.parse(text === '' ? '{}' : text) as ChatRequest;
  return { method, path: url, headers, body };
}

async function play(next: Turn, response: ServerResponse): Promise<void> {
  switch (next.kind) {
    case 'hang':
      return;
    case 'status': {
      const text = typeof next.body === 'string' ? next.body : JSON.stringify(next.body);
      response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers });
      response.end(text);
      return;
    }
    case 'answer':
      if (next.whole === true) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(wholeAnswer(next));
        return;
      }
      return send(response, streamed(next, next.pieceBytes), 'end');
    case 'raw':
      return send(response, next.chunks, next.last);
  }
}

async function send(
  response: ServerResponse,
  chunks: Iterable<string | Uint8Array>,
  last: 'end' | 'cut' | 'hang',
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of chunks) {
    if (response.destroyed) {
      return;
    }
    if (!response.write(chunk)) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    await turn(); // so that each chunk travels by itself
  }
  switch (last) {
    case 'end':
      response.end();
      return;
    case 'cut':
      response.destroy();
      return;
    case 'hang':
      return;
  }
}

function argumentsText(call: AnswerCall): string {
  return typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
}

function usageOf(turned: AnswerTurn): unknown {
  const { usage } = turned;
  return usage === undefined
    ? undefined
    : {
        prompt_tokens: usage.tokens - 1,
        completion_tokens: 1,
        total_tokens: usage.tokens,
        cost: usage.cost,
      };
}

function finishOf({ finish, calls }: AnswerTurn): string {
  return finish ?? (calls === undefined ? 'stop' : 'tool_calls');
}

function wholeAnswer(turned: AnswerTurn): string {
  return JSON.stringify({
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: turned.text ?? null,
          reasoning_content: turned.thought,
          tool_calls: turned.calls?.map((call, index) => ({
            id: call.id ?? `whole_${index}`,
            type: 'function',
            function: { name: call.name, arguments: argumentsText(call) },
          })),
        },
        finish_reason: finishOf(turned),
      },
    ],
    usage: usageOf(turned),
  });
}

/** One event of a stream. */
export function event(value: unknown): string {
  return `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
}

/** One part of an answer. */
export function part(delta: unknown, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return event({ object: 'chat.completion.chunk', choices });
}

/** The events of an answer: text in halves, arguments in pieces, the calls' parts interleaved. */
export function eventsOf(turned: AnswerTurn): string[] {
  const { text = '', thought, calls = [] } = turned;
  const half = Math.ceil(text.length / 2);
  const events = [
    ': a comment that keeps the connection alive\n\n',
    part({ role: 'assistant', content: '' }),
    ...(thought === undefined ? [] : [part({ reasoning_content: thought })]),
    ...[text.slice(0, half), text.slice(half)].map((content) => part({ content })),
    ...calls.map(({ id, name }, index) =>
      part({
        tool_calls: [
          { index, id: id ?? `call_${index}`, type: 'function', function: { name, arguments: '' } },
        ],
      }),
    ),
  ];
  const texts = calls.map(argumentsText);
  const longest = Math.max(0, ...texts.map((each) => each.length));
  const size = Math.max(7, Math.ceil(longest / 50));
  for (let at = 0; at < longest; at += size) {
    for (const [index, each] of texts.entries()) {
      const piece = each.slice(at, at + size);
      if (piece !== '') {
        events.push(part({ tool_calls: [{ index, function: { arguments: piece } }] }));
      }
    }
  }
  events.push(part({}, finishOf(turned)));
  if (turned.usage !== undefined) {
    events.push(event({ choices: [], usage: usageOf(turned) }));
  }
  return [...events, event('[DONE]')];
}

function streamed(turned: AnswerTurn, pieceBytes?: number): Iterable<string | Uint8Array> {
  const events = eventsOf(turned);
  if (pieceBytes === undefined) {
    return events.length > 200 ? [events.join('')] : events;
  }
  const bytes = Buffer.from(events.join(''));
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(bytes.subarray(at, at + pieceBytes));
  }
  return pieces;
}
