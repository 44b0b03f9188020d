import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answerReader, type ReadAnswer } from '../../../src/agent/model/answer-reader.ts';
import type { ChatAnswer } from '../../../src/agent/model/chat-message.ts';
import { sseReader } from '../../../src/agent/model/sse-reader.ts';
import { event, part } from './mock-server.ts';

function read(text: string): ReadAnswer {
  const reader = answerReader();
  reader.add(Buffer.from(text));
  reader.end();
  return reader.read();
}

function whole(text: string): ChatAnswer {
  const answer = read(text);
  assert.ok(answer.kind === 'whole', JSON.stringify(answer));
  return answer.answer;
}

function callsIn(...parts: readonly unknown[]): [string, string, string][] {
  const events = parts.map((call) => part({ tool_calls: Array.isArray(call) ? call : [call] }));
  const { calls } = whole([...events, part({}, 'tool_calls')].join(''));
  return calls.map(({ id, name, argumentsText }) => [id, name, argumentsText]);
}

test('calls whose parts take turns come apart by their index', () => {
  assert.deepEqual(
    callsIn(
      { index: 0, id: 'a', function: { name: 'one', arguments: '{"x"' } },
      { index: 1, id: 'b', function: { name: 'two', arguments: '' } },
      { index: 1, function: { arguments: '{}' } },
      { index: 0, function: { arguments: ':1}' } },
    ),
    [
      ['a', 'one', '{"x":1}'],
      ['b', 'two', '{}'],
    ],
  );
});

test('servers that number every call 0 tell them apart by the id', () => {
  assert.deepEqual(
    callsIn(
      { index: 0, id: 'a', function: { name: 'one', arguments: '{}' } },
      { index: 0, id: 'b', function: { name: 'two', arguments: '{"y":2}' } },
    ),
    [
      ['a', 'one', '{}'],
      ['b', 'two', '{"y":2}'],
    ],
  );
});

test('servers that repeat id and name with each part mean one call', () => {
  const each = { index: 0, id: 'a' };
  assert.deepEqual(
    callsIn(
      { ...each, function: { name: 'one', arguments: '{' } },
      { ...each, function: { name: 'one', arguments: '}' } },
    ),
    [['a', 'one', '{}']],
  );
});

test('servers without numbers and ids send each call whole, or in parts without a name', () => {
  assert.deepEqual(
    callsIn(
      [
        { function: { name: 'one', arguments: {} } },
        { function: { name: 'one', arguments: { z: 'é' } } },
      ],
      { function: { arguments: '' } },
    ),
    [
      ['', 'one', '{}'],
      ['', 'one', '{"z":"é"}'],
    ],
  );
});

test('a whole answer is understood though a stream was asked for', () => {
  const message = {
    content: 'Hello',
    tool_calls: [{ id: 'a', type: 'function', function: { name: 'one', arguments: '{}' } }],
  };
  const usage = { prompt_tokens: 7, completion_tokens: 2, cost: 0.5 };
  const choices = [{ message, finish_reason: 'tool_calls' }];
  const answer = whole(`\n ${JSON.stringify({ choices, usage })}`);
  assert.equal(answer.text, 'Hello');
  assert.deepEqual(answer.calls, [{ id: 'a', name: 'one', argumentsText: '{}' }]);
  assert.deepEqual(answer.usage, { tokens: 9, cost: 0.5 });
});

test('usage that is repeated counts once, and nonsense in it not at all', () => {
  const used = [
    [5, 0.1],
    [8, 0.2],
    [-1, '1'],
  ].map(([total, cost]) => event({ choices: [], usage: { total_tokens: total, cost } }));
  const { usage } = whole([part({ content: 'x' }, 'stop'), ...used].join(''));
  assert.deepEqual(usage, { tokens: 8, cost: 0.2 });
  assert.deepEqual(whole(part({ content: 'x' }, 'stop')).usage, { tokens: null, cost: null });
});

test('thoughts are kept apart, under either name; text may come in parts', () => {
  const answer = whole(
    [
      part({ reasoning_content: 'Hm' }),
      part({ reasoning: 'm.' }),
      part({ content: [{ type: 'text', text: 'Yes' }] }),
      part({ content: null, tool_calls: null }, 'stop'),
    ].join(''),
  );
  assert.deepEqual([answer.thought, answer.text], ['Hmm.', 'Yes']);
});

test('an answer that ended in the middle is incomplete', () => {
  for (const text of ['', ': waiting\n\n', part({ content: 'I was' }), '{"choices": [{"mess']) {
    assert.equal(read(text).kind, 'incomplete', text);
  }
  assert.equal(read(`${part({ content: 'x' })}data: {"choi`).kind, 'incomplete');
});

test('an answer without a reason to end is whole when the server says that it is over', () => {
  assert.equal(whole(`${part({ content: 'x' })}${event('[DONE]')}`).text, 'x');
});

test('an error within an answer is an error, whatever came before', () => {
  const read500 = read(`${part({ content: 'x' }, 'stop')}${event({ error: { code: 502 } })}`);
  assert.deepEqual(read500, { kind: 'error', error: { code: 502 } });
  assert.equal(read('{"error": "no such model"}').kind, 'error');
});

test('a web page is no answer', () => {
  assert.deepEqual(read('<!doctype html><title>Hi</title>'), {
    kind: 'no-answer',
    begins: '<!doctype html><title>Hi</title>',
  });
  assert.equal(read('{"ok": true}').kind, 'no-answer');
});

test('an endless number of calls is bounded, and the rest counted', () => {
  const calls = Array.from({ length: 1_500 }, (_, index) => ({
    index,
    id: `c${index}`,
    function: { name: 'one', arguments: '{}' },
  }));
  const answer = whole(part({ tool_calls: calls }, 'tool_calls'));
  assert.equal(answer.calls.length, 1_000);
  assert.equal(answer.callsLeftOut, 500);
});

test('an event has several lines of data, and one without an end counts at the end', () => {
  const reader = sseReader();
  const bytes = Buffer.from('\uFEFFdata:one\ndata: two\ndata\n\nretry: 3\n\ndata: last');
  assert.deepEqual(reader.add(bytes), ['one\ntwo\n']);
  assert.deepEqual(reader.end(), ['last']);
});
