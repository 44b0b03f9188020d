import { answerAssembler } from './answer-assembler.ts';
import type { ChatAnswer } from './chat-message.ts';
import { isFields, parsedJson } from './json-fields.ts';
import { sseReader } from './sse-reader.ts';

/** Reads the body of an answer while it comes. */
export interface AnswerReader {
  add(chunk: Uint8Array): void;
  /** The server closed the body. */
  end(): void;
  /** True when the server said that nothing more comes. */
  isOver(): boolean;
  /** Characters of the answer so far. */
  characters(): number;
  /** What there is; before the end it may be incomplete. */
  read(): ReadAnswer;
}

/** What a body turned out to be. */
export type ReadAnswer =
  | { readonly kind: 'whole'; readonly answer: ChatAnswer }
  /** It ended in the middle of an answer, or with something that can't be read. */
  | { readonly kind: 'incomplete'; readonly why: string }
  /** The server reports an error of its own in it. */
  | { readonly kind: 'error'; readonly error: unknown }
  /** It is something else, such as a web page. */
  | { readonly kind: 'no-answer'; readonly begins: string };

const BEGINNING_LENGTH = 80;

/**
 * Understands a stream of events, and one whole JSON object from servers that don't stream. Which
 * of the two it is shows in the first character, whatever the content type says.
 */
export function answerReader(): AnswerReader {
  const decoder = new TextDecoder();
  const assembler = answerAssembler();
  const events = sseReader();
  const whole: string[] = [];
  let form: 'json' | 'events' | null = null;
  let begins = '';
  let isDone = false;
  let isClosed = false;
  let chunks = 0;
  let error: { readonly value: unknown } | null = null;
  let unread: string | null = null;

  const take = (value: unknown, text: string): void => {
    if (!isFields(value)) {
      unread ??= text.slice(0, BEGINNING_LENGTH);
    } else if (isFields(value['error']) || typeof value['error'] === 'string') {
      error ??= { value: value['error'] };
    } else if (Array.isArray(value['choices'])) {
      chunks++; // also one without choices: it carries the usage
      assembler.add(value);
    }
  };
  const takeEvents = (data: readonly string[]): void => {
    for (const text of data) {
      if (text.trim() === '[DONE]') {
        isDone = true;
      } else if (!isDone && text !== '') {
        take(parsedJson(text), text);
      }
    }
  };
  return {
    add(chunk) {
      const text = decoder.decode(chunk, { stream: true });
      if (begins.length < BEGINNING_LENGTH) {
        begins = (begins + text).trimStart().slice(0, BEGINNING_LENGTH);
      }
      form ??= begins === '' ? null : begins.startsWith('{') ? 'json' : 'events';
      if (form === 'json') {
        whole.push(text);
      } else {
        takeEvents(events.add(chunk));
      }
    },
    end() {
      isClosed = true;
      if (form === 'json') {
        const text = whole.join('');
        take(parsedJson(text), text);
      } else {
        takeEvents(events.end());
      }
    },
    isOver: () => isDone,
    characters: () => assembler.characters(),
    read() {
      if (error !== null) {
        return { kind: 'error', error: error.value };
      }
      if (unread !== null) {
        return { kind: 'incomplete', why: `a part of it is no JSON: ${JSON.stringify(unread)}` };
      }
      const answer = assembler.answer();
      const isWhole = answer.finish !== null || isDone || (isClosed && form === 'json');
      return chunks > 0 && isWhole ? { kind: 'whole', answer } : partial(chunks, isWhole, begins);
    },
  };
}

/** A stream may begin with nothing but comments while its server is busy. */
function partial(chunks: number, isWhole: boolean, begins: string): ReadAnswer {
  const isStream = chunks > 0 || (!isWhole && (begins === '' || begins.startsWith(':')));
  return isStream
    ? { kind: 'incomplete', why: 'it ended in the middle' }
    : { kind: 'no-answer', begins };
}
