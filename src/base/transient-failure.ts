import { HoneError, type HoneErrorCode, messageOf, systemCodeOf } from './hone-error.ts';

/** Why another attempt may succeed where this one failed. */
export type TransientReason = 'timeout' | 'rate-limit' | 'network';

/**
 * A failure of something outside hone that may be gone in a few seconds. Whoever throws it has
 * seen the cause; `transientFailure` also recognises what Node and other programs throw.
 */
export class TransientError extends HoneError {
  override name = 'TransientError';
  readonly reason: TransientReason;

  constructor(
    code: HoneErrorCode,
    reason: TransientReason,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
    this.reason = reason;
  }
}

/** System errors of a network, as libuv names them. */
const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETDOWN',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
]);
const TIMEOUT_CODES = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Causes that are followed; a chain is rarely longer than two. */
const CAUSES_MAX = 5;

/**
 * True for a timeout, a rate limit and a broken network: the failures that deserve another attempt.
 * Everything else would fail the same way again. An interruption is no failure to retry.
 */
export function transientFailure(thrown: unknown): boolean {
  let cause = thrown;
  for (let depth = 0; depth < CAUSES_MAX && cause instanceof Error; depth++) {
    if (cause instanceof TransientError || isTransient(cause)) {
      return true;
    }
    if (cause instanceof HoneError && cause.code === 'E_INTERRUPTED') {
      return false;
    }
    cause = cause.cause;
  }
  return false;
}

function isTransient(error: Error): boolean {
  const code = systemCodeOf(error) ?? '';
  const isTimeout = error.name === 'TimeoutError'; // AbortSignal.timeout
  return isTimeout || NETWORK_CODES.has(code) || TIMEOUT_CODES.has(code) || hasBusyStatus(error);
}

/** Clients of HTTP put the status on what they throw; 529 is Anthropic's "overloaded". */
function hasBusyStatus(error: Error): boolean {
  const status: unknown = 'status' in error ? error.status : undefined;
  const isBusy = status === 408 || status === 429 || status === 503 || status === 529;
  return isBusy && !LASTING.test(messageOf(error));
}

/** Limits that a few seconds don't lift, although some services report them as HTTP 429. */
const LASTING = anyOf(
  'insufficient[_ ]quota',
  'exceeded your current quota',
  'billing',
  'credit balance',
  '(usage|session|5-hour|daily|weekly|monthly) limit',
);

const RATE_LIMIT = anyOf(
  'rate[ _-]?limit',
  'too many requests',
  String.raw`\boverloaded(_error)?\b`,
  String.raw`\b(http|status|code|error)\b\W{0,3}(code\W{0,3})?(429|529)\b`,
  String.raw`\b429 too\b`,
);
const NETWORK = anyOf(
  String.raw`\b(${[...NETWORK_CODES].join('|')})\b`,
  'socket hang up',
  'fetch failed',
  'connection reset',
  'could not resolve host',
  'temporary failure in name resolution',
);
const TIMEOUT = anyOf(String.raw`\b(${[...TIMEOUT_CODES].join('|')})\b`, 'request timed out');

function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join('|'), 'i');
}

/**
 * The transient reason that a program which failed gives in its own words, or null.
 *
 * @param text - the end of what it printed; more would find these words in what it worked on
 */
export function transientReasonIn(text: string): TransientReason | null {
  if (LASTING.test(text)) {
    return null;
  }
  if (RATE_LIMIT.test(text)) {
    return 'rate-limit';
  }
  if (TIMEOUT.test(text)) {
    return 'timeout';
  }
  return NETWORK.test(text) ? 'network' : null;
}
