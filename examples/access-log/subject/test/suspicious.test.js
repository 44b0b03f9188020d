import assert from 'node:assert/strict';
import { test } from 'node:test';

import { suspiciousClients } from '../src/suspicious.js';

const times = (count, client, status, target = '/') =>
  Array.from({ length: count }, () => ({ client, status, target }));

test('names clients that probe, or are refused at least half of at least ten times', () => {
  const found = suspiciousClients([
    ...times(5, 'half', 200),
    ...times(5, 'half', 404),
    ...times(9, 'few', 404),
    ...times(6, 'mostly fine', 200),
    ...times(5, 'mostly fine', 403),
    ...times(1, 'probing', 404, '/.env'),
  ]);
  assert.deepEqual(found, [
    { client: 'probing', requests: 1, refused: 1, probes: 1 },
    { client: 'half', requests: 10, refused: 5, probes: 0 },
  ]);
});

test('does not count failures of the server against the client', () => {
  assert.deepEqual(suspiciousClients(times(20, 'unlucky', 503)), []);
});
