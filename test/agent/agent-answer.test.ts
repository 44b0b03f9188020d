import assert from 'node:assert/strict';
import { test } from 'node:test';

import { agentAnswer } from '../../src/agent/agent-answer.ts';

const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  num_turns: 1,
  result: 'Done.',
  session_id: '5d2',
  total_cost_usd: 0.0125,
  usage: {
    input_tokens: 3,
    cache_creation_input_tokens: 100,
    cache_read_input_tokens: 20,
    output_tokens: 7,
    service_tier: 'standard',
  },
};

test('the final message and the usage of claude are found in its JSON', () => {
  const answer = { text: 'Done.', usage: { tokens: 130, cost: 0.0125 }, failure: null };
  const lines = [{ type: 'system', subtype: 'init', session_id: '5d2' }, RESULT];
  assert.deepEqual(agentAnswer(JSON.stringify(RESULT)), answer);
  assert.deepEqual(agentAnswer(JSON.stringify(lines)), answer);
  const stream = lines.map((line) => JSON.stringify(line)).join('\n');
  assert.deepEqual(agentAnswer(`${stream}\n`), answer);
  assert.deepEqual(agentAnswer(`${stream}\n{"cut":`), answer);
});

test('an error that claude reports is told', () => {
  const failed = { ...RESULT, is_error: true, result: 'Invalid API key' };
  assert.equal(agentAnswer(JSON.stringify(failed)).failure, 'Invalid API key');
  const { result: _, ...silent } = { ...failed, subtype: 'error_max_turns' };
  assert.equal(agentAnswer(JSON.stringify(silent)).failure, 'error_max_turns');
});

test('the final message and the usage of codex are found in its events', () => {
  const events = [
    { type: 'thread.started', thread_id: '0199' },
    { type: 'turn.started' },
    { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'First' } },
    { type: 'item.completed', item: { id: 'item_1', type: 'command_execution', text: 'ls' } },
    { type: 'item.completed', item: { id: 'item_2', type: 'agent_message', text: 'Last' } },
    {
      type: 'turn.completed',
      usage: { input_tokens: 24_763, cached_input_tokens: 24_448, output_tokens: 122 },
    },
  ];
  assert.deepEqual(agentAnswer(events.map((event) => JSON.stringify(event)).join('\n')), {
    text: 'Last',
    usage: { tokens: 24_885, cost: null },
    failure: null,
  });
  const failed = [events[0], { type: 'turn.failed', error: { message: 'stream disconnected' } }];
  const answer = agentAnswer(failed.map((event) => JSON.stringify(event)).join('\n'));
  assert.match(answer.failure ?? '', /stream disconnected/);
});

test('anything else is the message itself, also JSON that only looks like it', () => {
  for (const text of [
    'Done.',
    '',
    '{"type": "result", "result": "of my own"}',
    '{"session_id": "x", "result": "y"}',
    '[1, null, "x", {"type": "turn.completed", "usage": {"input_tokens": 5}}]',
    '{"broken":',
    'null',
  ]) {
    assert.deepEqual(agentAnswer(text), { text: null, usage: null, failure: null }, text);
  }
});

test('amounts that are none are not counted', () => {
  const odd = {
    ...RESULT,
    total_cost_usd: -1,
    usage: { input_tokens: 'many', output_tokens: null },
  };
  assert.equal(agentAnswer(JSON.stringify(odd)).usage, null);
});
