import { RESPONSE_BYTES_MIN } from '../limits.ts';
import type { Nomination, Technique } from '../nomination.ts';
import type { ServedResponse } from '../observed.ts';
import type { Rule } from '../rule.ts';

const COMPRESS: Technique = {
  name: 'compress-responses',
  rationale: 'Text travels at a fraction of its size when it is compressed.',
  risk: 'low',
  riskText:
    'Compressing costs CPU for each response unless it is kept; secrets beside input from ' +
    'outside ' +
    'must not be compressed together (BREACH).',
  effort: 'low',
};
const CACHE: Technique = {
  name: 'send-caching-headers',
  rationale:
    'Without Cache-Control, ETag or Last-Modified a browser has to fetch the whole response again.',
  risk: 'medium',
  riskText: 'A response that is kept too long shows old content; personal ones must be private.',
  effort: 'low',
};

const COMPRESSIBLE =
  /^(?:text\/|application\/(?:json|javascript|xml|wasm|[\w.-]+\+(?:json|xml))|image\/svg\+xml)/i;

/** Responses of a compressible type, larger than a packet, that were sent as they are. */
export const missingCompression: Rule = ({ runtime }) =>
  runtime.http
    .filter((response) => isWhole(response) && response.bytes > RESPONSE_BYTES_MIN)
    .filter((response) => COMPRESSIBLE.test(header(response, 'content-type') ?? ''))
    .filter((response) => isUnset(header(response, 'content-encoding')))
    .map((response) =>
      nominated(
        'missing-compression',
        response,
        COMPRESS,
        `${response.bytes} bytes of ${header(response, 'content-type')} without Content-Encoding`,
      ),
    );

/** Responses that a browser may not keep and can't ask about. */
export const missingCaching: Rule = ({ runtime }) =>
  runtime.http
    .filter((response) => isWhole(response) && response.bytes > RESPONSE_BYTES_MIN)
    .filter((response) =>
      ['etag', 'cache-control', 'last-modified', 'expires'].every(
        (name) => header(response, name) === null,
      ),
    )
    .map((response) =>
      nominated(
        'missing-caching',
        response,
        CACHE,
        `${response.bytes} bytes with neither Cache-Control nor ETag`,
      ),
    );

function isWhole({ status }: ServedResponse): boolean {
  return status === 200;
}

function isUnset(encoding: string | null): boolean {
  return encoding === null || encoding.trim() === '' || encoding.trim() === 'identity';
}

function header({ headers }: ServedResponse, name: string): string | null {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1] ?? null;
}

function nominated(
  rule: 'missing-compression' | 'missing-caching',
  { url }: ServedResponse,
  technique: Technique,
  seen: string,
): Nomination {
  return {
    rule,
    file: null,
    line: null,
    subject: url,
    evidence: `${url} was answered with ${seen}.`,
    technique,
    // Seen as it is; that a visitor waits for it is not.
    confidence: 'likely',
    share: null,
  };
}
