import type { CallOnWire, ChatMessage } from './chat-message.ts';
import { CONVERSATION_BYTES_MAX } from './limits.ts';

/** What was said so far, in the form in which it is sent. */
export interface Conversation {
  readonly messages: readonly ChatMessage[];
  /** What somebody says who is not the model. */
  told(content: string): void;
  /** What the model said, with the calls in it. */
  answered(content: string, calls: readonly CallOnWire[]): void;
  /** What a call brought. */
  brought(id: string, content: string): void;
  /**
   * Makes room: the older half of the results gives way to a note each.
   *
   * @returns false when there is no result left to give way
   */
  shorten(): boolean;
  /** True when it is longer than it may be although no result is left to give way. */
  isFull(): boolean;
}

const LEFT_OUT = '[This result was left out to make room. Make the call again if you need it.]';

/** Begins a conversation. It shortens itself before it gets longer than it may be. */
export function conversationOf(system: string, prompt: string): Conversation {
  const messages: ChatMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: prompt },
  ];
  let bytes = 0;
  const isFull = (): boolean => bytes > CONVERSATION_BYTES_MAX;
  const shorten = (): boolean => {
    const whole = messages.flatMap((message, index) =>
      message.role === 'tool' && message.content.length > LEFT_OUT.length
        ? [{ message, index }]
        : [],
    );
    const older = whole.slice(0, Math.ceil(whole.length / 2));
    for (const { message, index } of older) {
      messages[index] = { ...message, content: LEFT_OUT };
      bytes -= message.content.length - LEFT_OUT.length;
    }
    return older.length > 0;
  };
  const makeRoom = (): void => {
    if (isFull() && shorten()) {
      makeRoom(); // each time half of what is left gives way
    }
  };
  const add = (message: ChatMessage): void => {
    messages.push(message);
    bytes += lengthOf(message);
    makeRoom();
  };
  return {
    messages,
    told: (content) => add({ role: 'user', content: content.toWellFormed() }),
    answered: (content, calls) =>
      add({
        role: 'assistant',
        content: content.toWellFormed(),
        ...(calls.length === 0 ? {} : { tool_calls: calls }),
      }),
    brought: (id, content) =>
      add({ role: 'tool', tool_call_id: id, content: content.toWellFormed() }),
    shorten,
    isFull,
  };
}

function lengthOf(message: ChatMessage): number {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  const lengths = calls.map((call) => call.function.arguments.length);
  return lengths.reduce((sum, length) => sum + length, message.content.length);
}
