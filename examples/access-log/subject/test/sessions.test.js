import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findSessions, summariseSessions } from '../src/sessions.js';

const MINUTE_MS = 60_000;

function request(client, minute, target = '/') {
  return { client, timeMs: minute * MINUTE_MS, target, bytes: 100 };
}

test('ends a session after more than 30 minutes of silence', () => {
  const sessions = findSessions([request('a', 0), request('a', 30), request('a', 60.5)]);
  assert.deepEqual(
    sessions.map(({ startMs, endMs, requests }) => [
      startMs / MINUTE_MS,
      endMs / MINUTE_MS,
      requests,
    ]),
    [
      [0, 30, 2],
      [60.5, 60.5, 1],
    ],
  );
});

test('keeps clients apart and lists sessions in the order of their starts', () => {
  const sessions = findSessions([
    request('b', 0),
    request('a', 1),
    request('b', 2),
    request('a', 50),
    request('b', 51),
  ]);
  assert.deepEqual(
    sessions.map(({ client, requests }) => `${client} ${requests}`),
    ['b 2', 'a 1', 'a 1', 'b 1'],
  );
});

test('takes an address in capitals and in small letters for one client', () => {
  const sessions = findSessions([request('2001:db8::A7', 0), request('2001:DB8::a7', 3)]);
  assert.deepEqual(
    sessions.map(({ client, requests }) => `${client} ${requests}`),
    ['2001:db8::A7 2'],
  );
});

test('remembers where a visit began and ended, and what it cost', () => {
  const [session] = findSessions([request('a', 0, '/x/1'), request('a', 5, '/y?z=1')]);
  assert.equal(session.entry, '/x/:id');
  assert.equal(session.exit, '/y');
  assert.equal(session.bytes, 200);
});

test('sums up all sessions', () => {
  const entries = [request('a', 0), request('b', 1), request('a', 10), request('a', 90)];
  const summary = summariseSessions({ entries, skipped: 3 }, 1);
  assert.deepEqual(summary, {
    sessions: 3,
    skipped: 3,
    clients: 2,
    bounced: 2,
    length: { p50: 0, p95: 600_000, p99: 600_000, max: 600_000 },
    longest: [
      {
        client: 'a',
        start: '1970-01-01T00:00:00.000Z',
        lengthMs: 600_000,
        requests: 2,
        bytes: 200,
      },
    ],
    entries: [{ name: '/', count: 3 }],
    exits: [{ name: '/', count: 3 }],
    returning: [{ name: 'a', count: 2 }],
  });
});
