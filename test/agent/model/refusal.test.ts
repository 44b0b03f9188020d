import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  meaningOf,
  type RefusalMeaning,
  refusalOf,
  refusalWithin,
} from '../../../src/agent/model/refusal.ts';

function meaning(status: number, body: unknown): RefusalMeaning {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return meaningOf(refusalOf(status, text, new Headers(), 0));
}

/** In the words of several servers. */
const TOO_LONG: readonly (readonly [number, unknown])[] = [
  [400, { error: { code: 'context_length_exceeded', message: 'Your input is long.' } }],
  [
    400,
    {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens. However, you requested 5000.",
    },
  ],
  [
    400,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
      },
    },
  ],
  [400, [{ error: { message: 'The input token count (9) exceeds the maximum number of tokens' } }]],
  [413, 'prompt is too long: 213462 tokens > 200000 maximum'],
];

test('a conversation that is too long is told from other bad requests', () => {
  for (const [status, body] of TOO_LONG) {
    assert.equal(meaning(status, body).kind, 'too-long', JSON.stringify(body));
  }
  assert.equal(meaning(400, { error: { message: 'messages is required' } }).kind, 'lasting');
});

test('a limit on the rate passes, a used-up quota does not', () => {
  assert.deepEqual(meaning(429, { error: { message: 'Slow down.' } }), {
    kind: 'passing',
    reason: 'rate-limit',
  });
  const quota = meaning(429, {
    error: { code: 'insufficient_quota', message: 'You exceeded your current quota.' },
  });
  assert.ok(quota.kind === 'lasting' && quota.advice.includes('credit'));
});

test('a server in trouble passes', () => {
  for (const status of [500, 502, 503, 504, 529, 408]) {
    assert.equal(meaning(status, '<html>Bad gateway</html>').kind, 'passing', String(status));
  }
});

test('each lasting refusal says what to do', () => {
  const words: readonly (readonly [number, unknown, RegExp])[] = [
    [401, { error: { message: 'Incorrect API key provided' } }, /Check the key/],
    [402, { error: { message: 'Insufficient credits' } }, /credit/],
    [403, {}, /permissions/],
    [400, { error: { message: 'gemma does not support tools' } }, /call tools/],
    [418, 'teapot', /address/],
  ];
  for (const [status, body, advice] of words) {
    const found = meaning(status, body);
    assert.ok(found.kind === 'lasting', String(status));
    assert.match(found.advice, advice);
  }
});

test('an unknown model is found in the words of several servers', () => {
  const bodies: readonly (readonly [number, unknown])[] = [
    [404, { error: { message: 'model "x" not found, try pulling it first' } }],
    [404, { object: 'error', message: 'The model `x` does not exist.' }],
    [400, { error: { message: 'x is not a valid model ID', code: 400 } }],
  ];
  for (const [status, body] of bodies) {
    assert.equal(meaning(status, body).kind, 'not-found');
  }
});

test('a server that does not know stream_options is asked without', () => {
  const message = 'Unrecognized request argument supplied: stream_options';
  assert.equal(meaning(400, { error: { message } }).kind, 'no-stream-options');
});

function wait(headers: Record<string, string>): number | null {
  return refusalOf(429, '', new Headers(headers), Date.UTC(2026, 0, 1, 12)).waitMs;
}

test('the wait that a server asks for is seconds, milliseconds or a date', () => {
  assert.equal(wait({ 'retry-after': '7' }), 7_000);
  assert.equal(wait({ 'retry-after': '0.5' }), 500);
  assert.equal(wait({ 'retry-after-ms': '250', 'retry-after': '9' }), 250);
  assert.equal(wait({ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }), 30_000);
  assert.equal(wait({ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }), 0);
  assert.equal(wait({ 'retry-after': 'soon' }), null);
  assert.equal(wait({}), null);
});

test('a redirect is told without its query, which may hold a key', () => {
  const headers = new Headers({ location: 'https://other.example/v1/chat?key=abc' });
  const found = meaningOf(refusalOf(308, '', headers, 0));
  assert.ok(found.kind === 'lasting');
  assert.match(found.advice, /other\.example\/v1\/chat;/);
  assert.doesNotMatch(found.advice, /abc/);
});

test('an error within an answer has the status that it names, else that of a broken server', () => {
  assert.equal(refusalWithin({ code: 429, message: 'Slow down.' }).status, 429);
  assert.equal(refusalWithin({ code: 'server_error', message: 'Oh.' }).status, 500);
  assert.equal(refusalWithin('Oh.').words, 'Oh.');
});

test('what a provider behind a router says is quoted', () => {
  const error = { message: 'Provider returned error', metadata: { raw: 'context window is 8k' } };
  assert.equal(meaning(400, { error }).kind, 'too-long');
});
