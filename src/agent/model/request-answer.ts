import { type HoneError, MS_PER_S, type TransientReason } from '../../base/index.ts';
import { answerReader, type ReadAnswer } from './answer-reader.ts';
import type { ChatAnswer } from './chat-message.ts';
import type { Endpoint } from './endpoint.ts';
import { CLOSE_MS_MAX, REFUSAL_BYTES_MAX } from './limits.ts';
import { type Refusal, refusalOf, refusalWithin } from './refusal.ts';
import { type Watchdog, watchdog } from './watchdog.ts';

/** One request, sent once. */
export interface AnswerRequest {
  readonly endpoint: Endpoint;
  readonly fetch: typeof fetch;
  /** JSON. */
  readonly body: string;
  readonly signal: AbortSignal;
  /** Longest time without a byte. */
  readonly idleMs: number;
  readonly answerBytesMax: number;
  /** Is told how long the answer is so far; an error ends it. */
  readonly stopFor: (characters: number) => HoneError | null;
}

/** What became of it. */
export type Attempt =
  | { readonly kind: 'answered'; readonly answer: ChatAnswer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The connection, or the answer on it, broke: another attempt may succeed. */
  | { readonly kind: 'lost'; readonly reason: TransientReason; readonly why: string }
  /** It is longer than it may be. */
  | { readonly kind: 'flood' }
  /** It is no answer of such a server. */
  | { readonly kind: 'no-answer'; readonly begins: string }
  | { readonly kind: 'stopped'; readonly error: HoneError };

/**
 * Sends a request and reads its answer to the end. Redirects are not followed.
 *
 * @throws the reason of the signal once that is aborted; every other end is a value
 */
export async function requestAnswer(request: AnswerRequest): Promise<Attempt> {
  request.signal.throwIfAborted();
  const silence = watchdog(request.idleMs);
  try {
    const { endpoint, body } = request;
    const sent = await carried(request, silence, () =>
      request.fetch(endpoint.chatUrl, {
        method: 'POST',
        headers: endpoint.headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.any([request.signal, silence.signal]),
      }),
    );
    if (sent.kind === 'lost') {
      return sent;
    }
    const response = sent.value;
    silence.heard(request.idleMs);
    return response.ok
      ? await answered(response, request, silence)
      : await refused(response, request, silence);
  } finally {
    silence.stop();
  }
}

type Carried<T> =
  | { readonly kind: 'carried'; readonly value: T }
  | Extract<Attempt, { kind: 'lost' }>;

/** Does one thing on the connection. What it throws is the network's doing. */
async function carried<T>(
  { signal, idleMs }: AnswerRequest,
  silence: Watchdog,
  act: () => Promise<T>,
): Promise<Carried<T>> {
  try {
    return { kind: 'carried', value: await act() };
  } catch (thrown) {
    signal.throwIfAborted();
    return silence.signal.aborted
      ? { kind: 'lost', reason: 'timeout', why: `it sent nothing for ${idleMs / MS_PER_S} s` }
      : { kind: 'lost', reason: 'network', why: networkWords(thrown) };
  }
}

/** `fetch failed` says nothing; its cause does, and the cause of many attempts is a list. */
function networkWords(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const first: unknown = cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const words = first instanceof Error ? first.message : String(first);
  return code === '' || words.includes(code) ? words : `${words} (${code})`;
}

/** Reads a body piece by piece until it ends, breaks, or the taker has enough. */
async function readBody(
  response: Response,
  request: AnswerRequest,
  silence: Watchdog,
  take: (piece: Uint8Array) => 'more' | 'closing' | 'enough',
): Promise<Extract<Attempt, { kind: 'lost' }> | null> {
  const reader = response.body?.getReader();
  for (let isOpen = reader !== undefined; isOpen;) {
    const read = await carried(request, silence, async () => reader?.read());
    if (read.kind === 'lost') {
      return read;
    }
    const piece = read.value?.value;
    const wish = piece === undefined ? 'enough' : take(piece);
    isOpen = wish !== 'enough';
    silence.heard(wish === 'closing' ? CLOSE_MS_MAX : request.idleMs);
  }
  return null;
}

async function refused(
  response: Response,
  request: AnswerRequest,
  silence: Watchdog,
): Promise<Attempt> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // A body that breaks is as good as none: the status says enough.
  await readBody(response, request, silence, (piece) => {
    pieces.push(piece);
    bytes += piece.length;
    return bytes < REFUSAL_BYTES_MAX ? 'more' : 'enough';
  });
  const text = Buffer.concat(pieces).toString('utf8').slice(0, REFUSAL_BYTES_MAX);
  return {
    kind: 'refused',
    refusal: refusalOf(response.status, text, response.headers, Date.now()),
  };
}

async function answered(
  response: Response,
  request: AnswerRequest,
  silence: Watchdog,
): Promise<Attempt> {
  const reader = answerReader();
  let bytes = 0;
  const ends: Attempt[] = [];
  const lost = await readBody(response, request, silence, (piece) => {
    bytes += piece.length;
    reader.add(piece);
    const error = request.stopFor(reader.characters());
    if (bytes > request.answerBytesMax) {
      ends.push({ kind: 'flood' });
    } else if (error !== null) {
      ends.push({ kind: 'stopped', error });
    }
    return ends.length > 0 ? 'enough' : reader.isOver() ? 'closing' : 'more';
  });
  const [ended] = ends;
  if (ended !== undefined) {
    return ended;
  }
  if (lost === null) {
    reader.end();
  }
  const read = reader.read();
  return read.kind !== 'whole' && lost !== null ? lost : attemptFrom(read);
}

function attemptFrom(read: ReadAnswer): Attempt {
  switch (read.kind) {
    case 'whole':
      return { kind: 'answered', answer: read.answer };
    case 'incomplete':
      return { kind: 'lost', reason: 'network', why: read.why };
    case 'error':
      return { kind: 'refused', refusal: refusalWithin(read.error) };
    case 'no-answer':
      return read;
  }
}
