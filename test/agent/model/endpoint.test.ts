import assert from 'node:assert/strict';
import { test } from 'node:test';

import { endpointAt } from '../../../src/agent/model/endpoint.ts';
import { withoutSecret } from '../../../src/agent/model/secret.ts';
import { HoneError } from '../../../src/base/index.ts';

function refusal(url: string, key: string | null = null): string {
  try {
    endpointAt(url, key);
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError && thrown.code === 'E_CONFIG', String(thrown));
    return thrown.message;
  }
  return assert.fail(`${url} was taken`);
}

test('an address may be a base, a host, or the whole', () => {
  for (const [url, chat] of [
    ['http://localhost:11434', 'http://localhost:11434/v1/chat/completions'],
    ['http://localhost:11434/v1/', 'http://localhost:11434/v1/chat/completions'],
    ['https://x.example/api/v1', 'https://x.example/api/v1/chat/completions'],
    ['https://x.example/v1/chat/completions', 'https://x.example/v1/chat/completions'],
    ['https://x.example/a?v=1', 'https://x.example/a/chat/completions?v=1'],
  ] as const) {
    assert.equal(endpointAt(url, null).chatUrl, chat);
  }
});

test('what is no address of a server is refused', () => {
  for (const url of ['', 'localhost:11434', 'file:///etc/passwd', 'not a url', '//host']) {
    assert.match(refusal(url), /http:\/\/localhost:11434\/v1/);
  }
});

test('a password in the address is refused and not repeated', () => {
  const message = refusal('https://user:hunter22@x.example/v1');
  assert.doesNotMatch(message, /hunter22|user:/);
});

test('a key goes into one header, without white space around it', () => {
  const { headers, name } = endpointAt('https://x.example/v1?key=abc', ' sk-123456\n');
  assert.equal(headers['authorization'], 'Bearer sk-123456');
  assert.equal(name, 'https://x.example/v1');
  assert.equal('authorization' in endpointAt('https://x.example', '').headers, false);
});

test('a key that no header can carry is refused and not repeated', () => {
  for (const key of ['sk-12\n3456', 'sk 123456', 'sk-"123456', 'sk-ключ-123']) {
    const message = refusal('https://x.example', key);
    assert.match(message, /Copy it again/);
    assert.equal(message.includes(key), false);
  }
});

test('a key is hidden in texts, and what holds it is taken out of an environment', () => {
  const { secret } = endpointAt('https://x.example', 'sk-123456');
  assert.equal(secret.hideIn('a sk-123456 b sk-123456'), 'a [key] b [key]');
  const env = { PATH: '/bin', OPENAI_API_KEY: 'sk-123456', HEADER: 'Bearer sk-123456' };
  assert.deepEqual(withoutSecret(env, secret), { PATH: '/bin' });
});

test('a word that local servers take for a key hides nothing', () => {
  const { secret } = endpointAt('http://localhost', 'none');
  assert.equal(secret.hideIn('none of it'), 'none of it');
});
