import { HoneError, MS_PER_S, TransientError, type TransientReason } from '../../base/index.ts';
import type { ChatAnswer, ChatMessage } from './chat-message.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { Endpoint } from './endpoint.ts';
import { knownModels, modelAdvice } from './known-models.ts';
import {
  ATTEMPTS_MAX,
  type ModelLimits,
  RETRY_WAIT_MS_FIRST,
  RETRY_WAIT_MS_MAX,
  SERVER_WORDS_MAX,
} from './limits.ts';
import { meaningOf, type Refusal } from './refusal.ts';
import { type Attempt, requestAnswer } from './request-answer.ts';
import { oneLine } from './shown-text.ts';
import type { Spending } from './spending.ts';
import type { ToolSpec } from './tool-spec.ts';

/** Whom to ask, and how. */
export interface ModelLine {
  readonly endpoint: Endpoint;
  readonly model: string;
  /** Who works, as the beginning of a sentence: `The developer's model x at y`. */
  readonly what: string;
  readonly tools: readonly ToolSpec[];
  readonly fetch: typeof fetch;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly limits: ModelLimits;
  readonly log: ConversationLog;
  readonly spending: Spending;
  readonly signal: AbortSignal;
}

/** What came of asking. */
export type Asked =
  | { readonly kind: 'answered'; readonly answer: ChatAnswer; readonly requested: number }
  /** The conversation is longer than the model can read. */
  | { readonly kind: 'too-long'; readonly refusal: Refusal };

/**
 * Asks a model for its next message. What may pass is tried again after a wait: a limit on the
 * rate, a broken connection, a server in trouble.
 *
 * @throws HoneError E_COMMAND with what to do, as a `TransientError` when it kept on failing in a
 *   way that may pass; E_BUDGET when the answer gets longer than what is left; the reason of the
 *   signal once that is aborted
 */
export async function askModel(line: ModelLine, messages: readonly ChatMessage[]): Promise<Asked> {
  let streamOptions = true;
  for (let attempt = 1; ; attempt++) {
    const body = requestBody(line, messages, streamOptions);
    const ended = await requestAnswer({
      endpoint: line.endpoint,
      fetch: line.fetch,
      body,
      signal: line.signal,
      idleMs: line.limits.idleMs,
      answerBytesMax: line.limits.answerBytesMax,
      stopFor: (characters) => line.spending.overWith(characters),
    });
    if (ended.kind === 'answered') {
      return { kind: 'answered', answer: ended.answer, requested: body.length };
    }
    const next = await whatNext(line, ended);
    if (next.kind === 'too-long') {
      return next;
    }
    if (next.kind === 'without-stream-options' && streamOptions) {
      streamOptions = false;
      continue;
    }
    await waitFor(line, attempt, next.kind === 'again' ? next : WITHOUT_REASON);
  }
}

function requestBody(
  { model, tools }: ModelLine,
  messages: readonly ChatMessage[],
  streamOptions: boolean,
): string {
  return JSON.stringify({
    model,
    messages,
    tools: tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
    stream: true,
    ...(streamOptions ? { stream_options: { include_usage: true } } : {}),
  });
}

type Next =
  | Extract<Asked, { kind: 'too-long' }>
  | { readonly kind: 'without-stream-options' }
  | Again;

interface Again {
  readonly kind: 'again';
  readonly reason: TransientReason;
  /** What happened, as the second half of a sentence. */
  readonly happened: string;
  readonly waitMs: number | null;
}

/** A server that refuses `stream_options` where there are none is in trouble. */
const WITHOUT_REASON: Again = {
  kind: 'again',
  reason: 'network',
  happened: 'refused stream_options although there were none',
  waitMs: null,
};

async function whatNext(
  line: ModelLine,
  ended: Exclude<Attempt, { kind: 'answered' }>,
): Promise<Next> {
  switch (ended.kind) {
    case 'lost': {
      const happened = `could not be heard to the end: ${serverWords(line, ended.why)}`;
      return { kind: 'again', reason: ended.reason, happened, waitMs: null };
    }
    case 'flood': {
      const bytes = line.limits.answerBytesMax;
      throw failure(line, `sent more than ${bytes} bytes in one answer and was ended`, FLOOD);
    }
    case 'no-answer': {
      const begins = JSON.stringify(serverWords(line, ended.begins));
      const happened = `answered with something else than a chat completion: ${begins}`;
      throw failure(line, happened, modelAdvice(line.model, null));
    }
    case 'stopped':
      throw ended.error;
    case 'refused':
      return whatNextAfter(line, ended.refusal);
  }
}

const FLOOD = 'Choose another model, or give it less to do.';

async function whatNextAfter(line: ModelLine, refusal: Refusal): Promise<Next> {
  const happened = refusalWords(line, refusal);
  const meaning = meaningOf(refusal);
  switch (meaning.kind) {
    case 'passing':
      return { kind: 'again', reason: meaning.reason, happened, waitMs: refusal.waitMs };
    case 'too-long':
      return { kind: 'too-long', refusal };
    case 'no-stream-options':
      return { kind: 'without-stream-options' };
    case 'not-found': {
      const known = await knownModels(line.endpoint, line.fetch, line.signal);
      throw failure(line, happened, line.endpoint.secret.hideIn(modelAdvice(line.model, known)));
    }
    case 'lasting':
      throw failure(line, happened, line.endpoint.secret.hideIn(meaning.advice));
  }
}

/** A server's refusal as the second half of a sentence. */
export function refusalWords(line: ModelLine, { status, words }: Refusal): string {
  const said = serverWords(line, words);
  return said === '' ? `answered with HTTP ${status}` : `answered with HTTP ${status}: ${said}`;
}

function serverWords({ endpoint }: ModelLine, words: string): string {
  return oneLine(endpoint.secret.hideIn(words), SERVER_WORDS_MAX);
}

/** An error that would come again. */
export function failure(line: ModelLine, happened: string, advice: string): HoneError {
  return new HoneError('E_COMMAND', sentence(line, happened, advice));
}

function sentence({ what, log }: ModelLine, happened: string, advice: string): string {
  const period = /[.!?]$/.test(happened) ? '' : '.';
  return `${what} ${happened}${period} ${advice} The conversation is in ${log.path}.`;
}

async function waitFor(line: ModelLine, attempt: number, again: Again): Promise<void> {
  const waitMs = again.waitMs ?? RETRY_WAIT_MS_FIRST * 2 ** (attempt - 1);
  const isTooLong = waitMs > RETRY_WAIT_MS_MAX;
  if (attempt >= ATTEMPTS_MAX || isTooLong) {
    const tried = attempt === 1 ? '' : ` It was asked ${attempt} times.`;
    const asks = isTooLong ? ` It asks to wait ${Math.ceil(waitMs / MS_PER_S)} s.` : '';
    const advice = `Try again later, or choose another model.${tried}${asks}`;
    throw new TransientError('E_COMMAND', again.reason, sentence(line, again.happened, advice));
  }
  line.log.add('wait', `${line.what} ${again.happened}. It is asked again in ${waitMs} ms.`);
  await line.wait(waitMs, line.signal);
}
