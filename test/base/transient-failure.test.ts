import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import {
  HoneError,
  TransientError,
  transientFailure,
  transientReasonIn,
} from '../../src/base/index.ts';

/** As Node, undici and HTTP clients attach their details. */
function thrown(message: string, details: object = {}): Error {
  return Object.assign(new Error(message), details);
}

test('a timeout, a rate limit and a broken network deserve another attempt', () => {
  for (const failure of [
    new TransientError('E_COMMAND', 'timeout', 'It did not end.'),
    new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
    thrown('socket', { code: 'ECONNRESET' }),
    thrown('lookup', { code: 'ENOTFOUND' }),
    thrown('lookup', { code: 'EAI_AGAIN' }),
    thrown('connect', { code: 'ETIMEDOUT' }),
    thrown('connect', { code: 'ECONNREFUSED' }),
    thrown('too fast', { status: 429 }),
    thrown('overloaded', { status: 529 }),
    thrown('unavailable', { status: 503 }),
    new TypeError('fetch failed', { cause: thrown('connect', { code: 'ETIMEDOUT' }) }),
    new HoneError('E_COMMAND', 'no answer', { cause: thrown('x', { code: 'ECONNRESET' }) }),
  ]) {
    assert.equal(transientFailure(failure), true, failure.message);
  }
});

test('what would fail the same way again does not, nor does an interruption', () => {
  for (const failure of [
    new HoneError('E_COMMAND', 'rate limit in the words of a permanent error'),
    new HoneError('E_CONFIG', 'ETIMEDOUT'),
    new HoneError('E_INTERRUPTED', 'Ctrl-C', { cause: thrown('x', { code: 'ECONNRESET' }) }),
    new DOMException('This operation was aborted', 'AbortError'),
    thrown('disk', { code: 'ENOSPC' }),
    thrown('missing', { code: 'ENOENT' }),
    thrown('denied', { status: 401 }),
    thrown('broken', { status: 500 }),
    thrown('You exceeded your current quota', { status: 429 }),
    thrown('code is a number', { code: 429 }),
    'ECONNRESET',
    null,
    undefined,
    { code: 'ECONNRESET' },
  ]) {
    assert.equal(transientFailure(failure), false, inspect(failure));
  }
});

test('causes that lead in a circle come to an end', () => {
  const first = thrown('first');
  const second = new Error('second', { cause: first });
  first.cause = second;
  assert.equal(transientFailure(first), false);
});

test('the reason is found in what a program says', () => {
  const rows: [string, ReturnType<typeof transientReasonIn>][] = [
    ['API Error: 529 {"type":"error","error":{"type":"overloaded_error"}}', 'rate-limit'],
    ['Error: HTTP 429', 'rate-limit'],
    ['status code 429', 'rate-limit'],
    ['429 Too Many Requests', 'rate-limit'],
    ['rate_limit_error: slow down', 'rate-limit'],
    ['You are being rate limited', 'rate-limit'],
    ['The model is overloaded. Please try again later.', 'rate-limit'],
    ['read ECONNRESET', 'network'],
    ['getaddrinfo ENOTFOUND api.example.com', 'network'],
    ['getaddrinfo EAI_AGAIN api.example.com', 'network'],
    ['curl: (6) Could not resolve host: api.example.com', 'network'],
    ['TypeError: fetch failed', 'network'],
    ['connect ETIMEDOUT 10.0.0.1:443', 'timeout'],
    ['Request timed out.', 'timeout'],
    ['429 insufficient_quota: check your plan and billing details', null],
    ['Claude usage limit reached. Your limit will reset at 3pm', null],
    ['Your credit balance is too low', null],
    ['not ok 429 - parses numbers', null],
    ['src/a.c:529: error: expected ;', null],
    ['wrote 429 bytes', null],
    ['Invalid API key', null],
    ['', null],
  ];
  for (const [text, reason] of rows) {
    assert.equal(transientReasonIn(text), reason, text);
  }
});
