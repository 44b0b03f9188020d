import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseLine } from '../src/parse-line.js';

const LINE =
  '203.0.113.9 - ann [10/Oct/2025:13:55:36 +0200] "GET /a?b=1 HTTP/1.1" 200 2326 ' +
  '"https://shop.example/" "curl/8.5.0" 0.123';

test('reads every field of a line', () => {
  assert.deepEqual(parseLine(LINE), {
    client: '203.0.113.9',
    timeMs: Date.UTC(2025, 9, 10, 11, 55, 36),
    method: 'GET',
    target: '/a?b=1',
    status: 200,
    bytes: 2326,
    referrer: 'https://shop.example/',
    agent: 'curl/8.5.0',
    durationMs: 123,
  });
});

test('reads a dash as nothing', () => {
  const line = LINE.replace('2326', '-').replace('https://shop.example/', '-');
  const entry = parseLine(line.replace('curl/8.5.0', '-'));
  assert.equal(entry.bytes, 0);
  assert.equal(entry.referrer, null);
  assert.equal(entry.agent, '');
});

test('reads quotes inside a field', () => {
  const entry = parseLine(LINE.replace('curl/8.5.0', String.raw`Some \"quoted\" agent`));
  assert.equal(entry.agent, 'Some "quoted" agent');
});

test('reads addresses of version 6 and a carriage return at the end', () => {
  const entry = parseLine(`${LINE.replace('203.0.113.9', '2001:db8::7')}\r`);
  assert.equal(entry.client, '2001:db8::7');
  assert.equal(entry.durationMs, 123);
});

test('refuses lines that are damaged or in another format', () => {
  for (const line of [
    '',
    'not an access log line',
    LINE.slice(0, -6), // no duration
    LINE.replace('200', 'ok'),
    LINE.replace('GET /a?b=1 HTTP/1.1', String.raw`\x16\x03\x01`),
    LINE.replace('10/Oct/2025', '10/Foo/2025'),
    LINE.replace('"curl', 'curl'),
  ]) {
    assert.equal(parseLine(line), null, line);
  }
});
