import { MS_PER_S, TransientError } from '../../base/index.ts';
import { RATE_WAIT_MS_DEFAULT, RATE_WAIT_MS_MIN } from './limits.ts';

/** The host takes no more requests for a while. */
export class RateLimitError extends TransientError {
  override name = 'RateLimitError';
  /** ISO 8601 by the host's clock: when it takes requests again. */
  readonly endsAt: string;
  /** From the answer on; at least one second. */
  readonly waitMs: number;

  constructor(message: string, limit: RateLimit) {
    super('E_FORGE', 'rate-limit', message);
    this.endsAt = limit.endsAt;
    this.waitMs = limit.waitMs;
  }
}

/** When requests are taken again. */
export interface RateLimit {
  readonly endsAt: string;
  readonly waitMs: number;
}

/**
 * The rate limit that an answer speaks of, or null. The waiting time is the difference of two times
 * of the host's, so a wrong clock here does not matter.
 *
 * @param words - of the answer's body
 * @param nowMs - the time here, for an answer that does not say its own
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function rateLimitIn(
  answer: { readonly status: number; readonly headers: Headers },
  words: string,
  nowMs: number,
): RateLimit | null {
  const { status, headers } = answer;
  const isExhausted = headers.get('x-ratelimit-remaining') === '0';
  const retryAfterS = seconds(headers.get('retry-after'));
  const speaksOfIt = /rate limit|abuse detection/i.test(words);
  if (status !== 429 && !(status === 403 && (isExhausted || retryAfterS !== null || speaksOfIt))) {
    return null;
  }
  const dateMs = Date.parse(headers.get('date') ?? '');
  const hostMs = Number.isNaN(dateMs) ? nowMs : dateMs;
  const resetS = isExhausted ? seconds(headers.get('x-ratelimit-reset')) : null;
  const asked =
    retryAfterS !== null
      ? retryAfterS * MS_PER_S
      : resetS !== null
        ? resetS * MS_PER_S - hostMs
        : RATE_WAIT_MS_DEFAULT;
  const waitMs = Math.max(asked, RATE_WAIT_MS_MIN);
  return { waitMs, endsAt: new Date(Math.min(hostMs + waitMs, DATE_MS_MAX)).toISOString() };
}

/** Last time that JavaScript can write; a host may send any number. */
const DATE_MS_MAX = 8_640_000_000_000_000;

function seconds(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}
