import { cappedOutput, type CappedOutput, type CappedText } from '../capped-output.ts';
import type { AgentUsage, TraceEvent } from '../executor.ts';
import { SAID_CHARS_MAX, SAID_HELD_MS_MAX, TOOLS_REMEMBERED_MAX } from './limits.ts';
import type { SessionEvent } from './session-event.ts';
import { mergedCall, type ToolCall } from './tool-call.ts';

/** Follows a turn: tells the trace, and knows in the end what was said and used. */
export interface TurnRecord {
  readonly take: (event: SessionEvent) => void;
  /** What the answer to the prompt says; null when it does not. */
  readonly takeTurnTokens: (tokens: number | null) => void;
  /** Tells the trace what is still held back. */
  readonly flush: () => void;
  /** The last message: what was said after the last tool was called, or before, if nothing was. */
  readonly lastMessage: () => CappedText;
  readonly usage: () => AgentUsage | null;
  /** A call together with what was said of it before: a request may name no more than its id. */
  readonly withKnown: (call: ToolCall) => ToolCall;
}

/**
 * @param tell - the trace
 * @param onUsage - told of all that was used so far, whenever that grows
 */
export function turnRecord(
  tell: (event: TraceEvent) => void,
  onUsage: (usage: AgentUsage) => void,
): TurnRecord {
  const speech = speechRecord(tell);
  const tools = toolRecord(tell);
  const meter = usageMeter((usage) => {
    tell({ kind: 'usage', usage });
    onUsage(usage);
  });
  return {
    take(event) {
      switch (event.kind) {
        case 'said':
        case 'thought':
          speech.add(event.kind, event.text);
          break;
        case 'tool':
          speech.interrupt();
          tools.add(event.call);
          break;
        case 'usage':
          meter.inContext(event.contextTokens, event.cost);
          break;
      }
    },
    takeTurnTokens: (tokens) => meter.inTurn(tokens),
    flush: () => speech.flush(),
    lastMessage: () => speech.last(),
    usage: () => meter.usage(),
    withKnown: (call) => tools.withKnown(call),
  };
}

interface SpeechRecord {
  add(kind: 'said' | 'thought', text: string): void;
  flush(): void;
  /** Whatever is said from now on is another message. */
  interrupt(): void;
  last(): CappedText;
}

/** Agents send a few words at a time; the trace gets paragraphs, or what came until they pause. */
function speechRecord(tell: (event: TraceEvent) => void): SpeechRecord {
  let held = '';
  let heldKind: 'said' | 'thought' = 'said';
  let message: CappedOutput = cappedOutput();
  let isNext = false;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    clearTimeout(timer ?? undefined);
    timer = null;
    if (held.trim() !== '') {
      tell({ kind: heldKind, text: held });
    }
    held = '';
  };
  return {
    add(kind, text) {
      if (kind !== heldKind) {
        flush();
        heldKind = kind;
      }
      if (kind === 'said') {
        message = isNext ? cappedOutput() : message;
        isNext = false;
        message.add(Buffer.from(text));
      }
      for (let from = 0; from < text.length; from += SAID_CHARS_MAX) {
        held += text.slice(from, from + SAID_CHARS_MAX);
        if (held.length >= SAID_CHARS_MAX || held.endsWith('\n\n')) {
          flush();
        }
      }
      timer ??= held === '' ? null : setTimeout(flush, SAID_HELD_MS_MAX).unref();
    },
    flush,
    interrupt() {
      flush();
      isNext = true;
    },
    last: () => message.text(),
  };
}

interface ToolRecord {
  add(call: ToolCall): void;
  withKnown(call: ToolCall): ToolCall;
}

/** Tells of each call when it begins and when it ends, and of nothing in between. */
function toolRecord(tell: (event: TraceEvent) => void): ToolRecord {
  const seen = new Map<string, { readonly call: ToolCall; readonly isOver: boolean }>();
  const withKnown = (call: ToolCall): ToolCall => {
    const known = seen.get(call.id);
    return known === undefined ? call : mergedCall(known.call, call);
  };
  return {
    add(news) {
      const known = seen.get(news.id);
      const call = withKnown(news);
      const { about, status } = call;
      const name = call.name || 'tool';
      if (known === undefined) {
        tell({ kind: 'tool', name, about, outcome: 'begun' });
      }
      if (known?.isOver !== true && status !== 'running') {
        tell({ kind: 'tool', name, about, outcome: status });
      }
      seen.set(call.id, { call, isOver: known?.isOver === true || status !== 'running' });
      const [oldest] = seen.keys();
      if (seen.size > TOOLS_REMEMBERED_MAX && oldest !== undefined) {
        seen.delete(oldest);
      }
    },
    withKnown,
  };
}

interface UsageMeter {
  inContext(tokens: number | null, cost: number | null): void;
  inTurn(tokens: number | null): void;
  usage(): AgentUsage | null;
}

/**
 * While an agent works it tells only how many tokens its context has. Each of them was read or
 * written at least once, also those that were dropped when the context was made shorter, so the sum
 * of all growth is a lower bound of what was used. The answer to the prompt may say more.
 */
function usageMeter(onGrowth: (usage: AgentUsage) => void): UsageMeter {
  let context = 0;
  let tokens: number | null = null;
  let cost: number | null = null;
  const set = (newTokens: number | null, newCost: number | null): void => {
    if (newTokens !== tokens || newCost !== cost) {
      tokens = newTokens;
      cost = newCost;
      onGrowth({ tokens, cost });
    }
  };
  return {
    inContext(now, costSoFar) {
      const grown = now === null ? 0 : Math.max(0, now - context);
      context = now ?? context;
      const total = now === null ? tokens : (tokens ?? 0) + grown;
      set(total, costSoFar === null ? cost : Math.max(cost ?? 0, costSoFar));
    },
    inTurn(turn) {
      set(turn === null ? tokens : Math.max(tokens ?? 0, turn), cost);
    },
    usage: () => (tokens === null && cost === null ? null : { tokens, cost }),
  };
}
