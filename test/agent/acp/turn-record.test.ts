import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { type SessionEvent, sessionEventIn } from '../../../src/agent/acp/session-event.ts';
import { turnRecord, type TurnRecord } from '../../../src/agent/acp/turn-record.ts';
import type { AgentUsage, TraceEvent } from '../../../src/agent/index.ts';

interface Recorded {
  readonly record: TurnRecord;
  readonly trace: TraceEvent[];
  readonly used: AgentUsage[];
}

function recorded(updates: readonly unknown[]): Recorded {
  const [trace, used]: [TraceEvent[], AgentUsage[]] = [[], []];
  const record = turnRecord(
    (event) => trace.push(event),
    (soFar) => used.push(soFar),
  );
  updates
    .map((update) => sessionEventIn({ sessionId: 's', update }))
    .filter((event): event is SessionEvent => event !== null)
    .forEach((event) => record.take(event));
  record.flush();
  return { record, trace, used };
}

function said(text: string): unknown {
  return { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
}

function usage(used: number, amount?: number, currency = 'USD'): unknown {
  const cost = amount === undefined ? null : { amount, currency };
  return { sessionUpdate: 'usage_update', used, size: 200_000, cost };
}

function tool(toolCallId: string, status?: string, more: object = {}): unknown {
  return { sessionUpdate: 'tool_call_update', toolCallId, status, ...more };
}

test('a context that is made shorter was used all the same', () => {
  const { record, used } = recorded([usage(10_000), usage(50_000), usage(5_000), usage(40_000)]);
  assert.deepEqual(
    used.map(({ tokens }) => tokens),
    [10_000, 50_000, 85_000],
  );
  record.takeTurnTokens(80_000);
  assert.deepEqual(record.usage(), { tokens: 85_000, cost: null });
  record.takeTurnTokens(90_000);
  assert.deepEqual(record.usage(), { tokens: 90_000, cost: null });
});

test('only dollars are dollars, and a cost does not shrink', () => {
  assert.deepEqual(recorded([usage(1, 0.5), usage(1, 0.25)]).record.usage(), {
    tokens: 1,
    cost: 0.5,
  });
  assert.deepEqual(recorded([usage(1, 9, 'EUR')]).record.usage(), { tokens: 1, cost: null });
  assert.equal(recorded([]).record.usage(), null);
});

test('a tool begins once and ends once, whatever is sent about it', () => {
  const { trace } = recorded([
    tool('1', 'pending', { title: 'Look', kind: 'read' }),
    tool('1', 'in_progress', { locations: [{ path: 'a' }] }),
    tool('1', 'completed'),
    tool('1', 'completed'),
    tool('1', 'in_progress'),
    tool('2', 'failed', { name: 'shell', rawInput: { command: ['ls', '-l'] } }),
  ]);
  assert.deepEqual(trace, [
    { kind: 'tool', name: 'read', about: 'Look', outcome: 'begun' },
    { kind: 'tool', name: 'read', about: 'Look', outcome: 'done' },
    { kind: 'tool', name: 'shell', about: 'ls -l', outcome: 'begun' },
    { kind: 'tool', name: 'shell', about: 'ls -l', outcome: 'failed' },
  ]);
});

test('the last message is the one before the last tool when nothing is said after it', () => {
  const { record } = recorded([said('One. '), tool('1'), said('Two.'), tool('2', 'completed')]);
  assert.equal(record.lastMessage().text, 'Two.');
});

test('paragraphs reach the trace as they end, and long ones in pieces', () => {
  const { trace } = recorded([said('One'), said('.\n\n'), said('x'.repeat(9_000))]);
  const texts = trace.map((event) => (event.kind === 'said' ? event.text : ''));
  assert.deepEqual(
    texts.map((text) => text.length),
    [6, 4_000, 4_000, 1_000],
  );
});

test('a long message keeps its end', () => {
  const { record } = recorded([said('x'.repeat(8_000_000)), said('the answer')]);
  const message = record.lastMessage();
  assert.ok(message.cutBytes > 0);
  assert.ok(message.text.endsWith('the answer'));
});

test('no update makes it throw, and all that was said is in the trace', () => {
  const kinds = ['agent_message_chunk', 'agent_thought_chunk', 'tool_call', 'usage_update', 'plan'];
  const update = fc.oneof(
    fc.jsonValue(),
    fc.record({ sessionUpdate: fc.constantFrom(...kinds), content: fc.jsonValue() }),
    fc.record({
      sessionUpdate: fc.constantFrom(...kinds),
      toolCallId: fc.string(),
      locations: fc.jsonValue(),
      rawInput: fc.jsonValue(),
      used: fc.double(),
    }),
    fc.string().map(said),
  );
  fc.assert(
    fc.property(fc.array(update), (updates) => {
      const { trace } = recorded(updates);
      const all = updates
        .map((news) => sessionEventIn({ update: news }))
        .map((event) => (event?.kind === 'said' ? event.text.trim() : ''))
        .join('');
      const told = trace.map((event) => (event.kind === 'said' ? event.text : '')).join('');
      assert.equal(told.replaceAll(/\s/g, ''), all.replaceAll(/\s/g, ''));
    }),
  );
});
