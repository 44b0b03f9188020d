import assert from 'node:assert/strict';
import { test } from 'node:test';

import { classifyUserAgent } from '../src/user-agent.js';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test('tells clients apart that claim to be each other', () => {
  const chrome = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36`;
  const windows = { kind: 'browser', system: 'Windows' };
  assert.deepEqual(classifyUserAgent(chrome), { family: 'Chrome', ...windows });
  assert.deepEqual(classifyUserAgent(`${chrome} Edg/130.0.0.0`), { family: 'Edge', ...windows });
  assert.deepEqual(classifyUserAgent(`${chrome} OPR/114.0.0.0`), { family: 'Opera', ...windows });
});

test('sees a crawler behind the browser that it claims to be', () => {
  const agent = `Mozilla/5.0 ${WEBKIT} (compatible; Googlebot/2.1) Chrome/130.0.0.0 Safari/537.36`;
  assert.deepEqual(classifyUserAgent(agent), {
    family: 'Googlebot',
    kind: 'bot',
    system: 'unknown',
  });
  assert.equal(classifyUserAgent('NewsBot/1.0 (+https://news.example)').family, 'other bot');
});

test('knows programs whatever their capitals', () => {
  assert.equal(classifyUserAgent('curl/8.5.0').family, 'curl');
  assert.equal(classifyUserAgent('CURL/8.5.0').family, 'curl');
  assert.equal(classifyUserAgent('python-requests/2.32.3').family, 'Python');
  assert.equal(classifyUserAgent('okhttp/4.12.0').kind, 'program');
});

test('sees the app behind the browser that it is built on', () => {
  const safari = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${WEBKIT} Mobile/15E148`;
  assert.equal(classifyUserAgent(`${safari} Instagram 350.0.0.0`).family, 'Instagram');
  assert.equal(classifyUserAgent(`${safari} [FBAN/FBIOS;FBAV/490.0]`).family, 'Facebook app');
});

test('does not mistake a part of a word for a name', () => {
  assert.equal(classifyUserAgent('uncurling/1.0').family, 'unknown');
});

test('names the system', () => {
  assert.equal(classifyUserAgent('Mozilla/5.0 (iPad; like Mac OS X) Safari/604.1').system, 'iOS');
  assert.equal(classifyUserAgent('Mozilla/5.0 (Linux; Android 14) Firefox/131').system, 'Android');
  assert.equal(classifyUserAgent('Mozilla/5.0 (X11; CrOS x86_64) Chrome/130').system, 'ChromeOS');
});

test('admits not to know', () => {
  const unknown = { family: 'unknown', kind: 'unknown', system: 'unknown' };
  assert.deepEqual(classifyUserAgent(''), unknown);
  assert.deepEqual(classifyUserAgent('zgrab/0.x'), unknown);
});
