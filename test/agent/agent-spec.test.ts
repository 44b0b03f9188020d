import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AGENT_SPEC_FORMS, type AgentSpec, parseAgentSpec } from '../../src/agent/index.ts';
import { HoneError } from '../../src/base/index.ts';
import type { Command } from '../../src/model/index.ts';

function command(text: string): Command {
  const [first = '', ...rest] = text.split(' ');
  return text.includes('|') ? { kind: 'shell', text } : { kind: 'words', words: [first, ...rest] };
}

function parse(text: string): AgentSpec {
  return parseAgentSpec(text, command);
}

function refusal(text: string): string {
  try {
    parse(text);
  } catch (thrown) {
    assert.ok(thrown instanceof HoneError, String(thrown));
    assert.equal(thrown.code, 'E_USAGE');
    for (const form of AGENT_SPEC_FORMS) {
      assert.ok(thrown.message.includes(form), 'says what can be written');
    }
    return thrown.message;
  }
  return assert.fail(`${text} is understood`);
}

test('known agents are recognised by their name, with the words after it', () => {
  assert.deepEqual(parse(' claude '), {
    kind: 'command',
    preset: 'claude',
    command: { kind: 'words', words: ['claude'] },
  });
  const codex = parse('codex --model o5');
  assert.deepEqual(codex, {
    kind: 'command',
    preset: 'codex',
    command: { kind: 'words', words: ['codex', '--model', 'o5'] },
  });
});

test('anything else is a command line as it is', () => {
  for (const text of [
    './claude',
    '/usr/bin/codex exec',
    'claude -p | tee log',
    'claude-wrapper x',
    'C:\\agent.exe --fast',
    'https://example.org',
    'env A=b gemini',
    'npx foo:bar',
  ]) {
    assert.deepEqual(parse(text), { kind: 'command', preset: null, command: command(text) }, text);
  }
});

test('an agent that speaks ACP is named by its command line', () => {
  const words = ['gemini', '--acp'] as const;
  assert.deepEqual(parse('acp:gemini --acp'), { kind: 'acp', command: { kind: 'words', words } });
  assert.deepEqual(parse('acp: gemini --acp'), parse('acp:gemini --acp'));
});

test('a model is named by its address, its name and the variable with its key', () => {
  const local = {
    kind: 'model',
    url: 'http://127.0.0.1:11434/v1',
    model: 'qwen3',
    keyVariable: null,
  };
  assert.deepEqual(parse('model:http://127.0.0.1:11434/v1#qwen3'), local);
  assert.deepEqual(parse('model:http://127.0.0.1:11434/v1/#qwen3'), local);
  const hosted = {
    kind: 'model',
    url: 'https://example.org/api',
    model: 'openai/gpt-oss:20b',
    keyVariable: 'MY_KEY',
  };
  assert.deepEqual(parse('model:https://example.org/api#openai/gpt-oss:20b?key=MY_KEY'), hosted);
  assert.deepEqual(parse('model:https://example.org/api?key=MY_KEY#openai/gpt-oss:20b'), hosted);
});

test('a person is a person', () => {
  assert.deepEqual(parse('human'), { kind: 'human' });
  assert.deepEqual(parse('Person'), { kind: 'human' });
});

test('what is not understood is told with what to write instead', () => {
  for (const [text, pattern] of [
    ['  ', /^No agent is named/],
    ['acp:', /^After "acp:" comes the command line/],
    ['acp gemini', /lacks the colon/],
    ['ACP:gemini', /Did you mean "acp:"\?/],
    ['modle:http://x#y', /"modle:" is not understood\. Did you mean "model:"\?/],
    ['mode:http://x#y', /Did you mean "model:"\?/],
    ['claude:opus', /Write "claude opus"/],
    ['human: Ada', /Write human/],
    ['model:', /^"" is no address/],
    ['model:qwen3', /^"qwen3" is no address/],
    ['model:file:///etc#x', /is no address/],
    ['model:http://127.0.0.1/v1', /name of the model is missing after http:\/\/127\.0\.0\.1\/v1/],
    ['model:http://127.0.0.1/v1# ', /name of the model is missing/],
    ['model:http://127.0.0.1/v1#a b', /has a blank in it/],
    ['model:http://127.0.0.1/v1?version=2#a', /"\?version=2" is not understood/],
  ] as const) {
    assert.match(refusal(text), pattern, text);
  }
});

test('a secret is refused without being shown', () => {
  for (const text of [
    'model:https://example.org/v1#gpt?key=sk-very-secret',
    'model:https://example.org/v1?key=sk-very-secret#gpt',
    'model:https://user:sk-very-secret@example.org/v1#gpt',
  ]) {
    assert.doesNotMatch(refusal(text), /very-secret/);
  }
});
