import assert from 'node:assert/strict';
import { test } from 'node:test';

import { knownAgent } from '../../../src/agent/acp/known-agent.ts';

const of = (...words: [string, ...string[]]) => knownAgent({ kind: 'words', words });

test('an agent behind the protocol is known by the name of its program or package', () => {
  assert.equal(of('gemini', '--acp'), 'gemini');
  assert.equal(of('/opt/bin/gemini', '--experimental-acp'), 'gemini');
  assert.equal(of('npx', '-y', '@zed-industries/claude-code-acp@0.16.2'), 'claude');
  assert.equal(of('npx', '@google/gemini-cli', '--acp'), 'gemini');
  assert.equal(of('codex-acp'), 'codex');
  assert.equal(of('./my-agent', 'toString'), null);
  assert.equal(knownAgent({ kind: 'shell', text: 'cd x && claude-agent-acp 2>log' }), 'claude');
});
