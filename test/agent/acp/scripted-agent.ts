/**
 * An agent over standard input and output that acts out what its argument says: a behaviour of the
 * contract, or one of those below, as JSON. Run as a program of its own.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

import {
  agent,
  type AgentContext,
  type AuthMethod,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type RequestPermissionRequest,
  type SessionUpdate,
  type StopReason,
} from '@agentclientprotocol/sdk';

import type { Behaviour } from '../behaviour.ts';

/** What only an agent of this protocol can do. */
export type AcpBehaviour =
  | Behaviour
  /** Starts, reads, says nothing. */
  | { readonly kind: 'never-answers' }
  | { readonly kind: 'speaks-version'; readonly version: number }
  /** Wants a login before a session; only the method `works` logs in. */
  | {
      readonly kind: 'wants-login';
      readonly methods: readonly AuthMethod[];
      readonly works: string | null;
      readonly at: 'session' | 'prompt';
    }
  | { readonly kind: 'gives-no-session' }
  | { readonly kind: 'stops'; readonly reason: StopReason | 'tired' }
  | {
      readonly kind: 'fails';
      readonly code: number;
      readonly message: string;
      readonly data: string;
    }
  /** Sends these, one after the other, then ends well. */
  | { readonly kind: 'sends'; readonly updates: readonly SessionUpdate[]; readonly usage?: unknown }
  /** Sends these as they are, also what no agent should, then says "Still here." and ends well. */
  | { readonly kind: 'sends-raw'; readonly lines: readonly string[] }
  /** Asks for each and writes the outcomes to `outcomes.json`; announces the calls when told so. */
  | {
      readonly kind: 'asks';
      readonly requests: readonly Omit<RequestPermissionRequest, 'sessionId'>[];
      readonly announced?: readonly SessionUpdate[];
    }
  /** Wants hone to write a file and to run a command, and says what came of it. */
  | { readonly kind: 'wants-client-to-work' }
  /** Writes what it was given to `given.json`, besides what `hands-in` does. */
  | {
      readonly kind: 'tells-what-it-got';
      readonly name: string;
      readonly text: string;
      readonly says: string;
    }
  /** Shows something and does not end, not even at SIGTERM; at a cancel it writes `cancelled`. */
  | { readonly kind: 'heeds-cancel' }
  /** Dies while it has the prompt, with words on its error output. */
  | { readonly kind: 'exits'; readonly code: number; readonly says: string };

type Act<Kind extends AcpBehaviour['kind']> = Extract<AcpBehaviour, { readonly kind: Kind }>;

/** One turn in the session. */
interface Turn {
  readonly client: AgentContext;
  readonly prompt: string;
  readonly update: (update: SessionUpdate) => Promise<void>;
}

const SESSION = 'session-1';
const NEVER = new Promise<never>(() => {});

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests write it
const behaviour = JSON.parse(process.argv[2] ?? '') as AcpBehaviour;
let isLoggedIn = behaviour.kind !== 'wants-login';
let session: unknown = null;

if (behaviour.kind === 'never-answers') {
  setInterval(() => {}, 60_000);
} else {
  serve();
}

function serve(): void {
  agent({ name: 'scripted' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: behaviour.kind === 'speaks-version' ? behaviour.version : PROTOCOL_VERSION,
      agentCapabilities: { sessionCapabilities: { additionalDirectories: {} } },
      authMethods: behaviour.kind === 'wants-login' ? [...behaviour.methods] : [],
    }))
    .onRequest(methods.agent.authenticate, ({ params }) => {
      if (behaviour.kind !== 'wants-login' || params.methodId !== behaviour.works) {
        throw new RequestError(-32_603, 'No key is set');
      }
      isLoggedIn = true;
      return {};
    })
    .onRequest(methods.agent.session.new, ({ params }) => {
      if (!isLoggedIn && behaviour.kind === 'wants-login' && behaviour.at === 'session') {
        throw RequestError.authRequired();
      }
      session = params;
      return behaviour.kind === 'gives-no-session' ? noSession() : { sessionId: SESSION };
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
      if (!isLoggedIn) {
        throw RequestError.authRequired();
      }
      const prompt = params.prompt
        .map((block) => (block.type === 'text' ? block.text : ''))
        .join('');
      const update = (news: SessionUpdate): Promise<void> =>
        client.notify(methods.client.session.update, { sessionId: SESSION, update: news });
      return answerTo(await act({ client, prompt, update }));
    })
    .onNotification(methods.agent.session.cancel, () => {
      writeFileSync('cancelled', 'yes');
      process.exit(0);
    })
    .connect(ndJsonStream(toWeb(), fromWeb()));
}

function noSession(): { sessionId: string } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is wrong on purpose
  return { sessionId: 17 } as unknown as { sessionId: string };
}

function toWeb(): WritableStream<Uint8Array> {
  return Writable.toWeb(process.stdout);
}

function fromWeb(): ReadableStream<Uint8Array> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pipes give bytes
  return Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>;
}

/** What the turn ends with; the usage is no part of the stable types. */
interface Ending {
  readonly reason?: StopReason | 'tired';
  readonly usage?: unknown;
}

function answerTo({ reason = 'end_turn', usage }: Ending): { stopReason: StopReason } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- says what it should not
  return { stopReason: reason as StopReason, ...(usage === undefined ? {} : { usage }) };
}

async function act(turn: Turn): Promise<Ending> {
  switch (behaviour.kind) {
    case 'edits':
      return edit(behaviour, turn);
    case 'edits-nothing':
      return say(turn, behaviour.says);
    case 'hands-in':
      return handIn(behaviour, turn);
    case 'edits-many':
      return editMany(behaviour, turn);
    case 'hangs':
      startChild();
      await say(turn, 'I begin.');
      return NEVER;
    case 'dies':
      await say(turn, 'I begin.');
      process.kill(process.pid, 'SIGKILL');
      return NEVER;
    case 'floods':
      return flood(turn);
    case 'floods-one-line':
      return floodOneLine();
    case 'leaves-daemon':
      startChild();
      return say(turn, 'It runs on.');
    case 'breaks-json':
      print('{"jsonrpc":"2.0","id":', '[', 'null', '{"jsonrpc":"1.0"}', '{"id":0}', '\u0000', '}{');
      return say(turn, 'Well.');
    case 'asks-permission':
      return askWithoutEnd(turn);
    case 'spends-tokens':
      return spend(turn, (turns) => ({ used: turns * behaviour.tokensEach, size: 1_000_000 }));
    case 'spends-money':
      return spend(turn, (turns) => ({
        used: 10,
        size: 1_000_000,
        cost: { amount: turns * behaviour.costEach, currency: 'USD' },
      }));
    case 'deletes-folder':
      rmSync(process.cwd(), { recursive: true });
      return say(turn, 'Gone.');
    case 'fills-disk':
      fillDisk();
      return say(turn, 'It is full.');
    case 'never-answers':
    case 'speaks-version':
    case 'wants-login':
    case 'gives-no-session':
    case 'stops':
    case 'fails':
    case 'sends':
    case 'sends-raw':
    case 'asks':
    case 'wants-client-to-work':
    case 'tells-what-it-got':
    case 'heeds-cancel':
    case 'exits':
      return actOwn(behaviour, turn);
  }
}

async function actOwn(own: Exclude<AcpBehaviour, Behaviour>, turn: Turn): Promise<Ending> {
  switch (own.kind) {
    case 'stops':
      await say(turn, 'I stop.');
      return { reason: own.reason };
    case 'fails':
      throw new RequestError(own.code, own.message, { details: own.data });
    case 'sends':
      for (const update of own.updates) {
        await turn.update(update);
      }
      return { usage: own.usage };
    case 'sends-raw':
      print(...own.lines);
      return say(turn, 'Still here.');
    case 'asks':
      return ask(own, turn);
    case 'wants-client-to-work':
      return wantClientToWork(turn);
    case 'tells-what-it-got':
      tellWhatItGot(turn);
      return handIn(own, turn);
    case 'heeds-cancel':
      process.on('SIGTERM', () => {});
      await say(turn, 'I begin.');
      return NEVER;
    case 'exits':
      process.stderr.write(`${own.says}\n`, () => process.exit(own.code));
      return NEVER;
    case 'never-answers':
    case 'speaks-version':
    case 'gives-no-session':
    case 'wants-login':
      return say(turn, 'I am in.');
  }
}

async function say(turn: Turn, text: string): Promise<Ending> {
  await turn.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
  return {};
}

async function edit({ path, text, says, usage }: Act<'edits'>, turn: Turn): Promise<Ending> {
  const { tokens, cost } = usage;
  const toolCallId = 'call-1';
  await turn.update({ sessionUpdate: 'tool_call', toolCallId, title: 'Edit', kind: 'edit' });
  writeFileSync(path, text);
  await turn.update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed' });
  await turn.update({
    sessionUpdate: 'usage_update',
    used: tokens,
    size: 200_000,
    cost: { amount: cost, currency: 'USD' },
  });
  return say(turn, says);
}

async function editMany({ files }: Act<'edits-many'>, turn: Turn): Promise<Ending> {
  mkdirSync('many');
  for (let file = 0; file < files; file++) {
    writeFileSync(join('many', String(file)), 'x');
  }
  return say(turn, 'All of them.');
}

function startChild(): void {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  writeFileSync('child.pid', String(child.pid));
  child.unref();
}

function print(...lines: readonly string[]): void {
  writeSync(1, `${lines.join('\n')}\n`);
}

async function flood(turn: Turn): Promise<Ending> {
  const text = 'More and more. '.repeat(1_000);
  for (;;) {
    await say(turn, text);
  }
}

function floodOneLine(): Promise<never> {
  const more = 'x'.repeat(65_536);
  const write = (): void => {
    process.stdout.write(more, write);
  };
  process.stdout.write('{"jsonrpc":"2.0","method":"', write);
  return NEVER;
}

const OPTIONS: RequestPermissionRequest['options'] = [
  { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
  { optionId: 'no', name: 'Refuse', kind: 'reject_once' },
];

async function askWithoutEnd({ client }: Turn): Promise<Ending> {
  for (let turn = 0; ; turn++) {
    const toolCall = { toolCallId: `call-${turn}`, title: 'Edit', kind: 'edit' } as const;
    const params = { sessionId: SESSION, toolCall, options: OPTIONS };
    await client.request(methods.client.session.requestPermission, params);
  }
}

async function ask({ requests, announced = [] }: Act<'asks'>, turn: Turn): Promise<Ending> {
  for (const update of announced) {
    await turn.update(update);
  }
  const outcomes: unknown[] = [];
  for (const request of requests) {
    const params = { sessionId: SESSION, ...request };
    const { outcome } = await turn.client.request(methods.client.session.requestPermission, params);
    outcomes.push(outcome);
  }
  writeFileSync('outcomes.json', JSON.stringify(outcomes));
  return say(turn, 'Asked.');
}

async function spend(
  turn: Turn,
  usage: (
    turns: number,
  ) => Omit<Extract<SessionUpdate, { sessionUpdate: 'usage_update' }>, 'sessionUpdate'>,
): Promise<Ending> {
  for (let turns = 1; ; turns++) {
    await turn.update({ sessionUpdate: 'usage_update', ...usage(turns) });
    // Goes on only when that was read, as a model's turn would.
    const toolCall = { toolCallId: `call-${turns}`, title: 'Think', kind: 'think' } as const;
    const params = { sessionId: SESSION, toolCall, options: OPTIONS };
    await turn.client.request(methods.client.session.requestPermission, params);
  }
}

function fillDisk(): void {
  const chunk = Buffer.alloc(65_536, 'x');
  try {
    for (;;) {
      writeFileSync('full', chunk, { flag: 'a' });
    }
  } catch {
    // It has no space left, which is the point.
  }
}

async function wantClientToWork(turn: Turn): Promise<Ending> {
  const path = join(process.cwd(), 'by-client.txt');
  const { fs, terminal } = methods.client;
  const asked = await Promise.allSettled([
    turn.client.request(fs.writeTextFile, { sessionId: SESSION, path, content: 'x' }),
    turn.client.request(fs.readTextFile, { sessionId: SESSION, path: '/etc/passwd' }),
    turn.client.request(terminal.create, { sessionId: SESSION, command: 'true' }),
  ]);
  return say(turn, asked.map(({ status }) => status).join(' '));
}

function tellWhatItGot({ prompt }: Turn): void {
  const { HONE_OUTPUT_DIR: folder = '', HONE_ROLE: role, HONE_PROMPT_FILE: file } = process.env;
  writeFileSync('given.json', JSON.stringify({ prompt, folder, role, file, session }));
}

async function handIn(
  { name, text, says }: Omit<Act<'hands-in'>, 'kind'>,
  turn: Turn,
): Promise<Ending> {
  writeFileSync(join(process.env['HONE_OUTPUT_DIR'] ?? '', name), text);
  return say(turn, says);
}
