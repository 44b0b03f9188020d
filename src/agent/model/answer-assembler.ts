import type { AgentUsage } from '../executor.ts';
import type { ChatAnswer } from './chat-message.ts';
import { amountOf, type Fields, fieldsOf, isFields, listOf, textOf } from './json-fields.ts';
import { CALLS_MAX } from './limits.ts';

/** Puts an answer together from the parts in which a server sends it. */
export interface AnswerAssembler {
  /** One `chat.completion.chunk`, or a whole `chat.completion`. */
  add(chunk: Fields): void;
  answer(): ChatAnswer;
  /** Characters of all text so far, arguments included. */
  characters(): number;
}

/** A call that is on its way. */
interface OpenCall {
  id: string;
  name: string;
  readonly pieces: string[];
}

/**
 * Parts of a call belong together by their `index`. Servers differ: some number every call 0 and
 * only change the id, some leave the number out and send each call whole, some repeat id and name
 * with every part, some send the arguments as an object.
 */
export function answerAssembler(): AnswerAssembler {
  const text: string[] = [];
  const thought: string[] = [];
  const calls: OpenCall[] = [];
  const open = openCalls();
  let callsLeftOut = 0;
  let finish: string | null = null;
  let usage: AgentUsage = { tokens: null, cost: null };
  let characters = 0;

  const keep = (pieces: string[], piece: string): void => {
    if (piece !== '') {
      pieces.push(piece);
      characters += piece.length;
    }
  };
  const addCall = (part: Fields): void => {
    const named = fieldsOf(part['function']);
    const id = textOf(part['id']);
    const name = textOf(named['name']);
    const marks = { id, name, index: amountOf(part['index']) };
    let call = open.find(marks);
    if (call === null) {
      call = { id, name, pieces: [] };
      open.add(call, marks);
      if (calls.length < CALLS_MAX) {
        calls.push(call);
      } else {
        callsLeftOut++;
      }
    }
    call.id ||= id;
    call.name ||= name;
    keep(call.pieces, argumentsIn(named['arguments']));
  };
  return {
    add(chunk) {
      const [choice] = listOf(chunk['choices']).filter(isFields);
      const part = fieldsOf(choice?.['delta'] ?? choice?.['message']);
      keep(text, contentIn(part['content']));
      keep(thought, textOf(part['reasoning_content']) || textOf(part['reasoning']));
      for (const call of listOf(part['tool_calls'])) {
        addCall(fieldsOf(call));
      }
      finish = textOf(choice?.['finish_reason']) || finish;
      usage = usageIn(chunk['usage'], usage);
    },
    answer: () => ({
      text: text.join(''),
      thought: thought.join(''),
      calls: calls.map(({ id, name, pieces }) => ({ id, name, argumentsText: pieces.join('') })),
      callsLeftOut,
      finish,
      usage,
    }),
    characters: () => characters,
  };
}

/** Finds the call that a part belongs to, whatever the server marks it with. */
interface OpenCalls {
  /** Null when the part begins a new call. */
  find(part: CallMarks): OpenCall | null;
  add(call: OpenCall, part: CallMarks): void;
}

/** What a part says about the call that it belongs to; '' and null where it says nothing. */
interface CallMarks {
  readonly id: string;
  readonly name: string;
  readonly index: number | null;
}

function openCalls(): OpenCalls {
  const byIndex = new Map<number, OpenCall>();
  const byId = new Map<string, OpenCall>();
  let last: OpenCall | null = null;
  const marked = ({ id, name, index }: CallMarks): OpenCall | null => {
    if (index !== null) {
      return byIndex.get(index) ?? null;
    }
    return id === '' ? (name === '' ? last : null) : (byId.get(id) ?? null);
  };
  return {
    find(part) {
      const open = marked(part);
      const isOther = open !== null && part.id !== '' && open.id !== '' && open.id !== part.id;
      return isOther ? null : open;
    },
    add(call, { id, index }) {
      last = call;
      byId.set(id, call);
      if (index !== null) {
        byIndex.set(index, call);
      }
    },
  };
}

/** An object is what some servers send instead of the text of one. */
function argumentsIn(value: unknown): string {
  return isFields(value) ? JSON.stringify(value) : textOf(value);
}

/** Text, or the text among the parts of a list. */
function contentIn(value: unknown): string {
  const parts = listOf(value).filter(isFields);
  return typeof value === 'string' ? value : parts.map((part) => textOf(part['text'])).join('');
}

/** Some servers repeat the usage with every part, counted up; the last one is the whole. */
function usageIn(value: unknown, before: AgentUsage): AgentUsage {
  const fields = fieldsOf(value);
  const [read, written] = [
    amountOf(fields['prompt_tokens']),
    amountOf(fields['completion_tokens']),
  ];
  const summed = read === null && written === null ? null : (read ?? 0) + (written ?? 0);
  return {
    tokens: amountOf(fields['total_tokens']) ?? summed ?? before.tokens,
    cost: amountOf(fields['cost']) ?? before.cost,
  };
}
