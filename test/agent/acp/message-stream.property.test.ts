import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { messageStream, type StreamProblem } from '../../../src/agent/acp/message-stream.ts';

interface Heard {
  readonly answers: unknown[];
  readonly notifications: unknown[];
  readonly strays: string[];
  readonly problems: StreamProblem[];
}

/** What is made of an agent's output that comes like this, after one request of ours. */
async function heard(output: readonly Buffer[], bytesMax = 1_000_000): Promise<Heard> {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const result: Heard = { answers: [], notifications: [], strays: [], problems: [] };
  const { readable, writable } = messageStream(
    { stdin, stdout },
    {
      onBytes: () => {},
      onNotification: (method, params) => result.notifications.push({ method, params }),
      onStray: (line) => result.strays.push(line),
      onProblem: (problem) => result.problems.push(problem),
    },
    bytesMax,
  );
  await writable.getWriter().write({ jsonrpc: '2.0', id: 0, method: 'initialize' });
  output.forEach((piece) => stdout.write(piece));
  stdout.end();
  for await (const message of readable) {
    result.answers.push(message);
  }
  return result;
}

function pieces(text: string, cuts: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

test('messages are the same however the pipe cuts them', async () => {
  const answer = { jsonrpc: '2.0', id: 0, result: 'größer 🙂' };
  const news = { jsonrpc: '2.0', method: 'session/update', params: { text: 'ü\n' } };
  const request = { jsonrpc: '2.0', id: 'a', method: 'session/request_permission' };
  const lines = [news, answer, answer, request].map((line) => JSON.stringify(line));
  const text = `${lines.join('\r\n')}\nhello\n\n`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
      const { answers, notifications, strays, problems } = await heard(pieces(text, cuts));
      assert.deepEqual(answers, [answer, request]);
      assert.deepEqual(notifications, [{ method: news.method, params: news.params }]);
      assert.deepEqual(strays, [JSON.stringify(answer), 'hello']);
      assert.deepEqual(problems, []);
    }),
  );
});

test('no output makes it throw, and what is passed on is an answer or a request', async () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"jsonrpc":"2.0",${json}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      const { answers } = await heard([Buffer.from(`${lines.join('\n')}\n`)]);
      for (const answer of answers) {
        assert.ok(typeof answer === 'object' && answer !== null && 'jsonrpc' in answer);
      }
    }),
  );
});

test('the first problem is told once, and nothing after it counts', async () => {
  const cut = '{"jsonrpc":"2.0","id":0,';
  const text = `${cut}\n{"jsonrpc":"2.0","id":0,"result":1}\n`;
  const { answers, problems } = await heard([Buffer.from(text)]);
  assert.deepEqual(answers, []);
  assert.deepEqual(problems, [{ kind: 'malformed', line: cut }]);
});

test('too much is told with its bound: in all, in one line, in requests', async () => {
  const many = Buffer.from('{}\n'.repeat(40));
  assert.deepEqual((await heard([many, many], 200)).problems, [
    { kind: 'flooded', what: 'messages', bytes: 200 },
  ]);
  const request = '{"jsonrpc":"2.0","id":1,"method":"fs/read_text_file"}\n';
  const { answers, problems } = await heard([Buffer.from(request.repeat(600))]);
  assert.equal(answers.length, 500);
  assert.deepEqual(problems, [{ kind: 'asks-on', requests: 501 }]);
});
