import { MS_PER_S, type TransientReason, transientReasonIn } from '../../base/index.ts';
import { NAME_SHOWN_LENGTH_MAX } from './limits.ts';
import { oneLine } from './shown-text.ts';
import { amountOf, fieldsOf, isFields, listOf, parsedJson, textOf } from './json-fields.ts';

/** A server's "no" to a request. */
export interface Refusal {
  /** Of HTTP, or the one that an error within an answer names. */
  readonly status: number;
  /** In the server's words; may be ''. */
  readonly words: string;
  /** The server's own code or type of error; '' without. */
  readonly code: string;
  /** How long the server asks to wait; null when it does not say. */
  readonly waitMs: number | null;
  /** Where a redirect leads; null without one. */
  readonly location: string | null;
}

/** What a refusal calls for. */
export type RefusalMeaning =
  /** Another attempt may succeed. */
  | { readonly kind: 'passing'; readonly reason: TransientReason }
  /** The conversation is longer than the model can read. */
  | { readonly kind: 'too-long' }
  /** An older server that does not know `stream_options`. */
  | { readonly kind: 'no-stream-options' }
  /** The server has no such model, or there is nothing at this address. */
  | { readonly kind: 'not-found' }
  /** It would be refused again. */
  | { readonly kind: 'lasting'; readonly advice: string };

/**
 * @param body - as much of it as was read
 * @param nowMs - to understand a `Retry-After` that names a date
 */
export function refusalOf(status: number, body: string, headers: Headers, nowMs: number): Refusal {
  const parsed = parsedJson(body);
  const error = listOf(parsed)[0] ?? parsed; // Google puts it into a list
  const { words, code } = errorWords(fieldsOf(error)['error'] ?? error);
  return {
    status,
    words: words === '' && !/^\s*</.test(body) ? body.trim() : words, // a page of HTML says little
    code,
    waitMs: waitAskedFor(headers, nowMs),
    location: headers.get('location'),
  };
}

/** The refusal in an error that came within an answer, after its status was sent. */
export function refusalWithin(error: unknown): Refusal {
  const { words, code } = errorWords(error);
  const status = Number(code);
  const isStatus = Number.isInteger(status) && status >= 400 && status < 600;
  return { status: isStatus ? status : 500, words, code, waitMs: null, location: null };
}

/** Providers behind a router are quoted in its metadata. */
function errorWords(error: unknown): { readonly words: string; readonly code: string } {
  if (!isFields(error)) {
    return { words: textOf(error), code: '' };
  }
  const words = textOf(error['message']) || textOf(error['detail']);
  const quoted = textOf(fieldsOf(error['metadata'])['raw']);
  const code = error['code'] ?? error['type'];
  return {
    words: quoted === '' ? words : `${words}: ${quoted}`,
    code: typeof code === 'number' ? String(code) : textOf(code) || textOf(error['type']),
  };
}

/** RFC 9110, section 10.2.3: seconds or a date; OpenAI sends milliseconds besides. */
function waitAskedFor(headers: Headers, nowMs: number): number | null {
  const exact = headers.get('retry-after-ms');
  if (exact !== null && amountOf(Number(exact)) !== null) {
    return Number(exact);
  }
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * MS_PER_S;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

const TOO_LONG = new RegExp(
  [
    'context[ _-]?(length|window|size|limit)',
    'maximum (context|prompt|input)',
    'exceed_context_size',
    '(prompt|input|request|messages?) (is|are|was) too (long|large)',
    'too many (input )?tokens',
    'token count .{0,40}exceeds',
    'reduce the length',
  ].join('|'),
  'i',
);
const UNKNOWN_MODEL = new RegExp(
  [
    'model[ _]not[ _]found',
    'not a valid model',
    '(unknown|no such|invalid) model',
    "model .{0,200}(does not|doesn't) exist",
  ].join('|'),
  'i',
);

/** What to do about a refusal. */
export function meaningOf(refusal: Refusal): RefusalMeaning {
  const { status, words, code } = refusal;
  const said = `${code} ${words}`;
  const isBadRequest = status === 400 || status === 413 || status === 422;
  if (isBadRequest && said.includes('stream_options')) {
    return { kind: 'no-stream-options' };
  }
  if ((isBadRequest || status === 500) && TOO_LONG.test(said)) {
    return { kind: 'too-long' };
  }
  if (status === 429) {
    // A used-up quota is reported like a limit on the rate, but waiting does not help.
    const isRate = transientReasonIn(`rate limit: ${said}`) !== null;
    return isRate ? { kind: 'passing', reason: 'rate-limit' } : lasting(PAY);
  }
  if (status === 408 || status === 504) {
    return { kind: 'passing', reason: 'timeout' };
  }
  if (status === 409 || status === 425 || status >= 500) {
    return { kind: 'passing', reason: status === 529 ? 'rate-limit' : 'network' };
  }
  if (status === 404 || (isBadRequest && UNKNOWN_MODEL.test(said))) {
    return { kind: 'not-found' };
  }
  return lasting(adviceFor(refusal, said));
}

function lasting(advice: string): RefusalMeaning {
  return { kind: 'lasting', advice };
}

const PAY = 'Check the credit and the limits of the account that the key belongs to.';

/** What to do about a model, or a server, that does not call tools. */
export const CALL_ADVICE: string =
  'The model has to be able to call tools. Choose one that can, or start the server with tools ' +
  'enabled (such as --enable-auto-tool-choice for vLLM, --jinja for llama.cpp).';

function adviceFor({ status, location }: Refusal, said: string): string {
  if (status >= 300 && status < 400) {
    const to =
      location === null
        ? 'elsewhere'
        : `to ${oneLine(location.replace(/[?#].*$/s, ''), NAME_SHOWN_LENGTH_MAX)}`;
    return (
      `It redirects ${to}; redirects are not followed, so that no key gets there. Give the ` +
      `address that it names if you trust it.`
    );
  }
  if (status === 401) {
    return 'Check the key: it may be missing, wrong, or for another service.';
  }
  if (status === 402) {
    return PAY;
  }
  if (status === 403) {
    return 'The key may not use this model. Check its permissions, or choose another model.';
  }
  if (/\btools?\b|function[ _]call/i.test(said)) {
    return CALL_ADVICE;
  }
  return 'Check the address and the name of the model.';
}
