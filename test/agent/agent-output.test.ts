import assert from 'node:assert/strict';
import { test } from 'node:test';

import { agentOutput } from '../../src/agent/agent-output.ts';
import type { AgentAnswer } from '../../src/agent/agent-reader.ts';
import type { TraceEvent } from '../../src/agent/index.ts';

function linesOf(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

interface Heard {
  readonly answer: AgentAnswer;
  readonly trace: readonly TraceEvent[];
}

/** Read in pieces of a size that falls everywhere, also into the middle of a character. */
function heard(printed: string, pieceBytes = 7): Heard {
  const output = agentOutput();
  const bytes = Buffer.from(printed);
  const trace: TraceEvent[] = [];
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    trace.push(...output.add(bytes.subarray(from, from + pieceBytes)));
  }
  const { answer, events } = output.end(printed);
  return { answer, trace: [...trace, ...events] };
}

const PLAIN: AgentAnswer = { text: null, usage: null, failure: null };

// As Claude Code 2.1.330 printed it, shortened.
const CLAUDE_RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  num_turns: 2,
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
  permission_denials: [
    { tool_name: 'Bash', tool_use_id: 't2', tool_input: { command: 'curl example.org' } },
  ],
};
const CLAUDE = [
  { type: 'system', subtype: 'init', session_id: '5d2', tools: ['Edit'] },
  claudeMessage('m1', [{ type: 'thinking', thinking: 'Hm — so?' }], 40),
  claudeMessage(
    'm1',
    [{ type: 'tool_use', id: 't1', name: 'Edit', input: { file_path: '/w/a.js' } }],
    40,
  ),
  {
    type: 'user',
    session_id: '5d2',
    message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: 'ok' }] },
  },
  claudeMessage('m2', [{ type: 'text', text: 'Done.' }], 60),
  CLAUDE_RESULT,
];

function claudeMessage(id: string, content: readonly unknown[], tokens: number): object {
  const usage = { input_tokens: tokens, output_tokens: 1 };
  return { type: 'assistant', session_id: '5d2', message: { id, content, usage } };
}

test('what claude says, uses and is refused is told as it comes', () => {
  const { answer, trace } = heard(linesOf(CLAUDE));
  assert.deepEqual(answer, { text: 'Done.', usage: { tokens: 130, cost: 0.0125 }, failure: null });
  assert.deepEqual(trace, [
    { kind: 'thought', text: 'Hm — so?' },
    { kind: 'usage', usage: { tokens: 41, cost: null } },
    { kind: 'tool', name: 'Edit', about: '/w/a.js', outcome: 'begun' },
    { kind: 'usage', usage: { tokens: 41, cost: null } },
    { kind: 'tool', name: 'Edit', about: '/w/a.js', outcome: 'done' },
    { kind: 'said', text: 'Done.' },
    { kind: 'usage', usage: { tokens: 102, cost: null } },
    { kind: 'permission', about: 'Bash curl example.org', answer: 'refused' },
    { kind: 'usage', usage: { tokens: 130, cost: 0.0125 } },
  ]);
});

test('the other two ways in which claude prints its result are read as well', () => {
  const answer = { text: 'Done.', usage: { tokens: 130, cost: 0.0125 }, failure: null };
  assert.deepEqual(heard(JSON.stringify(CLAUDE_RESULT)).answer, answer);
  assert.deepEqual(heard(JSON.stringify(CLAUDE_RESULT, null, 2)).answer, answer);
  assert.deepEqual(heard(JSON.stringify(CLAUDE)).answer, answer);
  assert.deepEqual(heard(`${linesOf(CLAUDE)}{"cut":`).answer, answer);
});

test('an error that claude reports is told', () => {
  const failed = { ...CLAUDE_RESULT, is_error: true, result: 'Invalid API key' };
  const failure = { kind: 'error', text: 'Invalid API key' };
  assert.deepEqual(heard(JSON.stringify(failed)).answer.failure, failure);
  const { result: _, ...silent } = { ...failed, subtype: 'error_max_turns' };
  assert.equal(heard(JSON.stringify(silent)).answer.failure?.text, 'error_max_turns');
});

test('a claude that has used up its budget is told with all that it used', () => {
  const { result: _, ...silent } = CLAUDE_RESULT;
  const spent = {
    ...silent,
    subtype: 'error_max_budget_usd',
    is_error: true,
    errors: ['Reached maximum budget ($0.0001)'],
    total_cost_usd: 0.0006,
    usage: { input_tokens: 0, output_tokens: 0 },
    modelUsage: {
      big: { inputTokens: 100, outputTokens: 10, cacheReadInputTokens: 5, contextWindow: 1e6 },
      small: { inputTokens: 20, outputTokens: 1 },
    },
  };
  assert.deepEqual(heard(JSON.stringify(spent)).answer, {
    text: '',
    usage: { tokens: 136, cost: 0.0006 },
    failure: { kind: 'budget', text: 'Reached maximum budget ($0.0001)' },
  });
});

// As codex 0.169.0 printed it, shortened.
const CODEX = [
  { type: 'thread.started', thread_id: '0199' },
  { type: 'turn.started' },
  { type: 'item.completed', item: { id: 'item_0', type: 'reasoning', text: '**Look**' } },
  {
    type: 'item.started',
    item: { id: 'item_1', type: 'command_execution', command: 'cat a.js', status: 'in_progress' },
  },
  {
    type: 'item.completed',
    item: { id: 'item_1', type: 'command_execution', command: 'cat a.js', status: 'failed' },
  },
  {
    type: 'item.completed',
    item: {
      id: 'item_2',
      type: 'file_change',
      changes: [{ path: '/w/a.js', kind: 'update' }],
      status: 'completed',
    },
  },
  { type: 'item.completed', item: { id: 'item_3', type: 'agent_message', text: 'Last' } },
  {
    type: 'turn.completed',
    usage: {
      input_tokens: 24_763,
      cached_input_tokens: 24_448,
      output_tokens: 122,
      reasoning_output_tokens: 64,
    },
  },
];

test('what codex says, runs and changes is told as it comes', () => {
  const { answer, trace } = heard(linesOf(CODEX));
  const usage = { tokens: 24_885, cost: null };
  assert.deepEqual(answer, { text: 'Last', usage, failure: null });
  assert.deepEqual(trace, [
    { kind: 'thought', text: '**Look**' },
    { kind: 'tool', name: 'shell', about: 'cat a.js', outcome: 'begun' },
    { kind: 'tool', name: 'shell', about: 'cat a.js', outcome: 'failed' },
    { kind: 'tool', name: 'file_change', about: '/w/a.js', outcome: 'done' },
    { kind: 'said', text: 'Last' },
    { kind: 'usage', usage },
  ]);
  const failed = [CODEX[0], { type: 'turn.failed', error: { message: 'stream disconnected' } }];
  assert.equal(heard(linesOf(failed)).answer.failure?.text, 'stream disconnected');
});

// The events of gemini-cli 0.61.0, packages/core/src/output/types.ts.
const AT = { timestamp: '2026-01-31T14:25:01.000Z' };
const GEMINI = [
  { type: 'init', ...AT, session_id: 'g1', model: 'gemini-3-pro' },
  { type: 'message', ...AT, role: 'user', content: 'Make it fast.' },
  { type: 'message', ...AT, role: 'assistant', content: 'I look', delta: true },
  { type: 'message', ...AT, role: 'assistant', content: ' at it.', delta: true },
  {
    type: 'tool_use',
    ...AT,
    tool_name: 'replace',
    tool_id: 'r1',
    parameters: { instruction: 'x', file_path: 'a.js' },
  },
  { type: 'tool_result', ...AT, tool_id: 'r1', status: 'error', error: { message: 'no match' } },
  { type: 'message', ...AT, role: 'assistant', content: 'Done.', delta: true },
  {
    type: 'result',
    ...AT,
    status: 'success',
    stats: { total_tokens: 950, input_tokens: 800, output_tokens: 100, cached: 0, input: 800 },
  },
];

test('what gemini says and uses is told as it comes, its pieces joined', () => {
  const { answer, trace } = heard(linesOf(GEMINI));
  const usage = { tokens: 950, cost: null };
  assert.deepEqual(answer, { text: 'Done.', usage, failure: null });
  assert.deepEqual(trace, [
    { kind: 'said', text: 'I look at it.' },
    { kind: 'tool', name: 'replace', about: 'a.js', outcome: 'begun' },
    { kind: 'tool', name: 'replace', about: 'a.js', outcome: 'failed' },
    { kind: 'said', text: 'Done.' },
    { kind: 'usage', usage },
  ]);
  const error = { type: 'quota', message: 'Quota exceeded' };
  const failed = [GEMINI[0], { type: 'result', ...AT, status: 'error', error }];
  assert.equal(heard(linesOf(failed)).answer.failure?.text, 'Quota exceeded');
});

test('the single object of gemini is read over its lines', () => {
  const whole = {
    session_id: 'g1',
    response: 'Done.',
    stats: { models: { big: { tokens: { total: 900 } }, small: { tokens: { total: 50 } } } },
  };
  assert.deepEqual(heard(JSON.stringify(whole, null, 2)).answer, {
    text: 'Done.',
    usage: { tokens: 950, cost: null },
    failure: null,
  });
  const failed = { session_id: 'g1', error: { type: 'Error', message: 'No key', code: 41 } };
  assert.equal(heard(JSON.stringify(failed, null, 2)).answer.failure?.text, 'No key');
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
    '\n\n{}\n[]\n',
  ]) {
    assert.deepEqual(heard(text), { answer: PLAIN, trace: [] }, text);
  }
});

test('amounts that are none are not counted', () => {
  const odd = {
    ...CLAUDE_RESULT,
    total_cost_usd: -1,
    usage: { input_tokens: 'many', output_tokens: null },
  };
  assert.equal(heard(JSON.stringify(odd)).answer.usage, null);
});

test('lines of other programs in between are skipped, and so are fields of another kind', () => {
  const noise = ['warning: x', '{"type":', '[]', '"text"', '', '{}', '\u0000', '{"message":[]}'];
  const odd = [
    { type: 'assistant', session_id: '5d2', message: 'text' },
    { type: 'assistant', session_id: '5d2', message: { content: [null, 1, 'x', { type: 5 }] } },
    { type: 'user', session_id: '5d2', message: { content: [{ type: 'tool_result' }] } },
  ];
  const mixed = linesOf([...CLAUDE.slice(0, 1), ...odd, ...CLAUDE.slice(1)]).replaceAll(
    '\n',
    `\n${noise.join('\n')}\n`,
  );
  assert.deepEqual(heard(mixed), heard(linesOf(CLAUDE)));
});
