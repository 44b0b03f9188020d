import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseLog, readLog } from '../src/read-log.js';
import { buildReport } from '../src/report.js';
import { slowestRequests } from '../src/slowest.js';

const log = readLog(new URL('fixtures/small.log', import.meta.url));
const report = buildReport(log, 10);

test('counts damaged lines but neither empty ones nor comments', () => {
  assert.equal(log.entries.length, 9);
  assert.equal(log.skipped, 1);
});

test('sums up the whole log', () => {
  assert.equal(report.requests, 9);
  assert.equal(report.skipped, 1);
  assert.equal(report.bytes, 38_570);
  assert.equal(report.bytesToBots, 150);
  assert.deepEqual(report.period, {
    from: '2025-10-10T09:00:00.000Z',
    to: '2025-10-10T10:10:00.000Z',
  });
  assert.deepEqual(report.latency, { p50: 20, p95: 900, p99: 900, max: 900 });
});

test('groups requests by method and route', () => {
  assert.deepEqual(report.routes.slice(0, 2), [
    {
      route: 'GET /products/:id',
      hits: 2,
      errors: 0,
      bytes: 12_000,
      p50: 10,
      p95: 40,
      p99: 40,
      max: 40,
    },
    { route: 'GET /search', hits: 2, errors: 0, bytes: 18_000, p50: 60, p95: 80, p99: 80, max: 80 },
  ]);
  assert.equal(report.routes.find(({ route }) => route === 'POST /api/orders').errors, 1);
});

test('counts answers, failures, clients and where they came from', () => {
  const counts = (rows) => Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  assert.deepEqual(counts(report.statuses), { '2xx': 4, '3xx': 1, '4xx': 3, '5xx': 1 });
  assert.deepEqual(counts(report.requestsByHour), { '09': 8, 10: 1 });
  assert.deepEqual(counts(report.failuresByHour), { '09': 4 });
  assert.deepEqual(counts(report.slowByHour), { '09': 1 });
  assert.deepEqual(counts(report.agents), { Firefox: 4, Safari: 2, unknown: 2, Googlebot: 1 });
  assert.deepEqual(counts(report.kinds), { browser: 6, unknown: 2, bot: 1 });
  assert.deepEqual(counts(report.systems), { Linux: 4, unknown: 3, iOS: 2 });
  assert.deepEqual(counts(report.searches), { 'desk lamp': 2 });
  assert.deepEqual(counts(report.referrers), {
    direct: 4,
    'shop.example': 3,
    unreadable: 1,
    'www.google.com': 1,
  });
});

test('names suspicious clients', () => {
  assert.deepEqual(report.suspicious, [
    { client: '192.0.2.99', requests: 2, refused: 2, probes: 2 },
  ]);
});

test('cuts every list to the length asked for', () => {
  const short = buildReport(log, 1);
  for (const list of ['routes', 'agents', 'kinds', 'systems', 'referrers', 'searches']) {
    assert.equal(short[list].length, 1, list);
  }
});

test('reports an empty log', () => {
  const empty = buildReport(parseLog(''), 10);
  assert.equal(empty.requests, 0);
  assert.equal(empty.period, null);
  assert.deepEqual(empty.routes, []);
});

test('finds the slowest requests, the earlier of equal ones first', () => {
  const { requests } = slowestRequests(log, 9);
  assert.deepEqual(
    requests.map(({ durationMs }) => durationMs),
    [900, 80, 60, 40, 20, 10, 2, 1, 1],
  );
  assert.deepEqual(
    requests.slice(-2).map(({ target }) => target),
    ['/.env', '/wp-login.php'],
  );
});
