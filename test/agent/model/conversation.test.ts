import assert from 'node:assert/strict';
import { test } from 'node:test';

import { conversationOf } from '../../../src/agent/model/conversation.ts';

function contents(conversation: ReturnType<typeof conversationOf>): string[] {
  return conversation.messages.map(({ content }) => content.slice(0, 9));
}

test('the older half of the results gives way first, then half of the rest', () => {
  const conversation = conversationOf('system', 'prompt');
  for (const name of ['a', 'b', 'c', 'd']) {
    conversation.answered('', []);
    conversation.brought(name, name.repeat(1_000));
  }
  assert.equal(conversation.shorten(), true);
  const results = (): string[] =>
    contents(conversation).filter((_, index) => index > 1 && index % 2 === 1);
  assert.deepEqual(results(), ['[This res', '[This res', 'ccccccccc', 'ddddddddd']);
  assert.equal(conversation.shorten(), true);
  assert.deepEqual(results(), ['[This res', '[This res', '[This res', 'ddddddddd']);
  assert.equal(conversation.shorten(), true);
  assert.equal(conversation.shorten(), false);
  assert.deepEqual(contents(conversation).slice(0, 2), ['system', 'prompt']);
});

test('it stays below its bound by itself as long as results can give way', () => {
  const conversation = conversationOf('system', 'prompt');
  for (let index = 0; index < 40; index++) {
    conversation.brought(`id${index}`, 'x'.repeat(1_000_000));
  }
  const length = conversation.messages.reduce((sum, { content }) => sum + content.length, 0);
  assert.ok(length <= 16 * 1_048_576, String(length));
  assert.equal(conversation.isFull(), false);
  for (let index = 0; index < 17; index++) {
    const call = { name: 'x', arguments: 'y'.repeat(1_048_576) };
    conversation.answered('', [{ id: String(index), type: 'function', function: call }]);
  }
  assert.equal(conversation.isFull(), true);
});

test('half a character does not get into what is sent', () => {
  const conversation = conversationOf('system', 'prompt');
  conversation.brought('a', 'x\uD83D');
  assert.equal(conversation.messages[2]?.content, 'x\uFFFD');
});
