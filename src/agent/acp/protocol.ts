/**
 * The only file that knows the protocol's library: a new major version of it is a change here.
 *
 * @see https://agentclientprotocol.com/protocol/v1/overview
 */
import {
  client,
  methods,
  PROTOCOL_VERSION,
  RequestError,
  type Stream,
} from '@agentclientprotocol/sdk';

import type { MessageStream } from './message-stream.ts';
import type { PermissionOption } from './permission-policy.ts';
import { type Fields, isFields } from './wire.ts';

/** What an agent answers; nothing in it is checked. */
export type Answer =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'login-needed' }
  | { readonly kind: 'error'; readonly message: string };

/** What an agent may ask of us. */
export interface AgentAsks {
  /**
   * @param call - the call of a tool that it wants to make, as it came
   * @returns the chosen option, or null to say that the work was cancelled
   */
  readonly onPermission: (call: Fields, options: readonly PermissionOption[]) => string | null;
}

/** Our side of the talk. A promise stays open when the agent goes away: its process tells more. */
export interface AgentLink {
  readonly initialize: () => Promise<Answer>;
  readonly authenticate: (methodId: string) => Promise<Answer>;
  /** Both absolute; `folders` are further ones that it may write to. */
  readonly newSession: (cwd: string, folders: readonly string[]) => Promise<Answer>;
  readonly prompt: (sessionId: string, text: string) => Promise<Answer>;
  /** Asks to stop the work. Settles when that is on its way. */
  readonly cancel: (sessionId: string) => Promise<void>;
}

/** The version that this side speaks. */
export const SPOKEN_VERSION: number = PROTOCOL_VERSION;

/** "Authentication required", see https://agentclientprotocol.com/protocol/v1/schema#errorcode */
const AUTHENTICATION_REQUIRED = -32_000;

/**
 * Begins to talk. Neither files nor terminals are offered to the agent: it would work through hone,
 * which is outside its sandbox. What it changes is seen in the tree in any case.
 */
export function linkTo(stream: MessageStream, asks: AgentAsks): AgentLink {
  const { agent } = client({ name: 'hone' })
    .onRequest(methods.client.session.requestPermission, ({ params }) => {
      const options = params.options.map(({ optionId, kind }) => ({ id: optionId, kind }));
      const optionId = asks.onPermission({ ...params.toolCall }, options);
      return {
        outcome: optionId === null ? { outcome: 'cancelled' } : { outcome: 'selected', optionId },
      };
    })
    .connect(libraryStream(stream));
  const { initialize, authenticate, session } = methods.agent;
  return {
    initialize: () =>
      answered(
        agent.request(initialize, {
          protocolVersion: PROTOCOL_VERSION,
          clientInfo: { name: 'hone', version: '1' },
          clientCapabilities: {
            fs: { readTextFile: false, writeTextFile: false },
            terminal: false,
          },
        }),
      ),
    authenticate: (methodId) => answered(agent.request(authenticate, { methodId })),
    newSession: (cwd, folders) =>
      answered(
        agent.request(session.new, {
          cwd,
          mcpServers: [],
          ...(folders.length === 0 ? {} : { additionalDirectories: [...folders] }),
        }),
      ),
    prompt: (sessionId, text) =>
      answered(agent.request(session.prompt, { sessionId, prompt: [{ type: 'text', text }] })),
    cancel: (sessionId) => agent.notify(session.cancel, { sessionId }).catch(() => {}), // or gone
  };
}

/** The library checks the envelope of what it reads, and we what is inside. */
function libraryStream(stream: MessageStream): Stream {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return stream as unknown as Stream;
}

async function answered(asked: Promise<unknown>): Promise<Answer> {
  try {
    return { kind: 'answer', value: await asked };
  } catch (thrown) {
    if (!(thrown instanceof RequestError)) {
      return new Promise(() => {}); // the connection closed: whoever ends the process knows why
    }
    return thrown.code === AUTHENTICATION_REQUIRED
      ? { kind: 'login-needed' }
      : { kind: 'error', message: errorText(thrown) };
  }
}

/** Many agents say "Internal error" and put what happened beside it. */
function errorText({ code, message, data }: RequestError): string {
  const more = isFields(data)
    ? Object.values(data).filter((value) => typeof value === 'string')
    : [data].filter((value) => typeof value === 'string');
  return [`${message} (${code})`, ...more].join(': ');
}
