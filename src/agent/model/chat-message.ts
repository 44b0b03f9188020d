import type { AgentUsage } from '../executor.ts';

/** One message of a conversation, as the protocol has it. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      /** '' when it only calls tools: some servers fail on null. */
      readonly content: string;
      /** Left out when there are none: some servers fail on an empty list. */
      readonly tool_calls?: readonly CallOnWire[];
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

/** A call of a tool within a message. */
export interface CallOnWire {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is JSON: servers parse it again when it comes back to them. */
  readonly function: { readonly name: string; readonly arguments: string };
}

/** What a model answered once. */
export interface ChatAnswer {
  readonly text: string;
  /** What it thought aloud before; never sent back. */
  readonly thought: string;
  readonly calls: readonly RequestedCall[];
  /** Calls above `CALLS_MAX` that were left out. */
  readonly callsLeftOut: number;
  /** Why it ended, in the server's word, such as `stop`, `tool_calls`, `length`. */
  readonly finish: string | null;
  /** What the server says that it took, the prompt included. */
  readonly usage: AgentUsage;
}

/** A call as the model wrote it; nobody has looked at its arguments yet. */
export interface RequestedCall {
  /** '' when the server gave none. */
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
}
