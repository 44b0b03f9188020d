import { type ToolCall, toolCallIn } from './tool-call.ts';
import { amountIn, fieldsIn, isFields, textIn } from './wire.ts';

/** What a session update tells, of all that the protocol has. */
export type SessionEvent =
  | { readonly kind: 'said' | 'thought'; readonly text: string }
  /** A call that begins, or more about one that did; what is not said stays empty. */
  | { readonly kind: 'tool'; readonly call: ToolCall }
  | {
      readonly kind: 'usage';
      /** Tokens in the context now, which may shrink. */
      readonly contextTokens: number | null;
      /** All of the session so far, in US dollars; null when it is not said in those. */
      readonly cost: number | null;
    };

/**
 * Reads the parameters of `session/update`; null for everything that we have no use for: plans,
 * modes, kinds that a later version of the protocol adds, and what is no update at all.
 */
export function sessionEventIn(params: unknown): SessionEvent | null {
  const update = fieldsIn(params, 'update');
  switch (textIn(update, 'sessionUpdate') ?? '') {
    case 'agent_message_chunk':
      return spoken('said', update['content']);
    case 'agent_thought_chunk':
      return spoken('thought', update['content']);
    case 'tool_call':
    case 'tool_call_update':
      return { kind: 'tool', call: toolCallIn(update) };
    case 'usage_update':
      return {
        kind: 'usage',
        contextTokens: amountIn(update, 'used'),
        cost: dollarsIn(update['cost']),
      };
    default:
      return null;
  }
}

/** The tokens of one turn, from its answer; null when it does not say. */
export function turnTokensIn(answer: unknown): number | null {
  const usage = fieldsIn(answer, 'usage');
  const parts = ['inputTokens', 'outputTokens', 'cachedReadTokens', 'cachedWriteTokens']
    .map((name) => amountIn(usage, name))
    .filter((tokens) => tokens !== null);
  const sum = parts.length === 0 ? null : parts.reduce((total, tokens) => total + tokens, 0);
  return amountIn(usage, 'totalTokens') ?? sum;
}

function spoken(kind: 'said' | 'thought', content: unknown): SessionEvent | null {
  const text = isFields(content) ? textIn(content, 'text') : null;
  return text === null || text === '' ? null : { kind, text };
}

function dollarsIn(cost: unknown): number | null {
  return textIn(cost, 'currency')?.toUpperCase() === 'USD' ? amountIn(cost, 'amount') : null;
}
