import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { modelExecutor } from '../../../src/agent/model/model-executor.ts';
import { TransientError } from '../../../src/base/index.ts';
import { taskIn, temporaryFolder } from '../agent-setup.ts';
import { event, mockServer, part, type Turn } from './mock-server.ts';
import { calling, failedWith, finishing, logOf, play, succeeded } from './model-setup.ts';

const LIMITED: Turn = {
  kind: 'status',
  status: 429,
  body: { error: { message: 'Slow down.' } },
  headers: { 'retry-after': '3' },
};

test('a limit on the rate is waited for as long as the server asks', async (t) => {
  const played = await play(t, [LIMITED, LIMITED, finishing()]);
  assert.equal(succeeded(played).text, 'Done.');
  assert.deepEqual(played.waits, [3_000, 3_000]);
  assert.match(logOf(played), /\[wait\]\n.*HTTP 429: Slow down/);
});

test('a limit that lasts is worth another attempt later', async (t) => {
  const played = await play(t, [LIMITED]);
  assert.match(failedWith(played), /HTTP 429: Slow down\. Try again later.* asked 6 times/);
  assert.ok(played.thrown instanceof TransientError && played.thrown.reason === 'rate-limit');
  assert.equal(played.asked.length, 6);
});

test('a wait that is too long is not begun', async (t) => {
  const played = await play(t, [{ ...LIMITED, headers: { 'retry-after': '3600' } }]);
  assert.match(failedWith(played), /asks to wait 3600 s/);
  assert.ok(played.thrown instanceof TransientError);
  assert.deepEqual(played.waits, []);
});

test('a wait ends with an abort', async (t) => {
  const controller = new AbortController();
  const played = await play(t, [{ ...LIMITED, headers: { 'retry-after': '100' } }], {
    control: { signal: controller.signal },
    options: {
      wait: async (_ms, signal) => {
        controller.abort();
        signal.throwIfAborted();
      },
    },
  });
  failedWith(played, 'E_INTERRUPTED');
});

test('a wait by the clock ends with the timeout', async (t) => {
  const server = await mockServer([{ ...LIMITED, headers: { 'retry-after': '100' } }]);
  t.after(server.close);
  const executor = modelExecutor({ url: server.url, model: 'mock', key: null });
  const task = taskIn(temporaryFolder(t), { artifacts: [] });
  const signal = new AbortController().signal;
  await assert.rejects(executor(task, { signal, timeoutMs: 100, owns: () => {} }), {
    name: 'TransientError',
    reason: 'timeout',
  });
});

test('a broken server and a cut connection are asked again, each time later', async (t) => {
  const played = await play(t, [
    { kind: 'status', status: 503, body: '<html>' },
    { kind: 'raw', chunks: [part({ content: 'I was' })], last: 'cut' },
    { kind: 'raw', chunks: [part({ content: 'I was' })], last: 'end' },
    { kind: 'raw', chunks: [], last: 'cut' },
    finishing('After all.'),
  ]);
  assert.equal(succeeded(played).text, 'After all.');
  assert.deepEqual(played.waits, [1_000, 2_000, 4_000, 8_000]);
});

test('a call in an answer that was cut is not done', async (t) => {
  const create = { path: 'a', action: 'create', new_text: 'x' };
  const call = {
    index: 0,
    id: 'a',
    function: { name: 'edit_file', arguments: JSON.stringify(create) },
  };
  const played = await play(t, [
    { kind: 'raw', chunks: [part({ tool_calls: [call] })], last: 'cut' },
    finishing(),
  ]);
  succeeded(played);
  assert.equal(played.trace.filter(({ kind }) => kind === 'tool').length, 1);
});

test('a server that goes silent in the middle is given up after a while', async (t) => {
  const played = await play(
    t,
    [{ kind: 'raw', chunks: [part({ content: 'I was' })], last: 'hang' }, finishing()],
    { options: { limits: { idleMs: 60 } } },
  );
  succeeded(played);
  assert.match(logOf(played), /sent nothing for 0\.06 s/);
});

test('a server that sends byte by byte is no silent one', async (t) => {
  const played = await play(t, [{ ...finishing('Slowly, ünïcode 🐎.'), pieceBytes: 1 }]);
  assert.equal(succeeded(played).text, 'Slowly, ünïcode 🐎.');
});

test('a server that keeps the connection open after it is done is not waited for', async (t) => {
  const chunks = [part({ content: '{}' }, 'stop'), 'data: [DONE]\n\n'];
  const played = await play(t, [{ kind: 'raw', chunks, last: 'hang' }], {
    task: { artifacts: [{ name: 'plan.json', schema: null }] },
  });
  assert.equal(succeeded(played).artifacts[0]?.text, '{}');
});

test('nobody listening is told with the address', async (t) => {
  const server = await mockServer([finishing()]);
  await server.close();
  const played = await play(t, [finishing()], { options: { url: server.url } });
  assert.match(failedWith(played), /ECONNREFUSED/);
  assert.ok(failedWith(played).includes(server.url));
  assert.ok(played.thrown instanceof TransientError && played.thrown.reason === 'network');
});

test('a wrong key is told at once', async (t) => {
  const played = await play(t, [
    { kind: 'status', status: 401, body: { error: { message: 'Incorrect API key provided.' } } },
  ]);
  assert.match(failedWith(played), /HTTP 401: Incorrect API key provided\. Check the key/);
  assert.equal(played.thrown instanceof TransientError, false);
  assert.equal(played.asked.length, 1);
});

test('a wrong model is told with the models that there are, the nearest first', async (t) => {
  const unknown: Turn = { kind: 'status', status: 404, body: { error: { message: 'not found' } } };
  const played = await play(t, [unknown], {
    options: { model: 'qwen3-codr' },
    models: ['llama3', 'qwen3-coder', ...Array.from({ length: 20 }, (_, n) => `zz-other-${n}`)],
  });
  assert.match(failedWith(played), /Choose one of its models: qwen3-coder, .* and 12 more\./);
  const without = await play(t, [unknown]);
  assert.match(failedWith(without), /Check the address and the name of the model/);
});

test('a web page in place of an answer is told', async (t) => {
  const played = await play(t, [{ kind: 'status', status: 200, body: '<html>Welcome</html>' }]);
  assert.match(failedWith(played), /something else than a chat completion.*Welcome.*address/);
});

test('a redirect is not followed, and its target is named', async (t) => {
  const other = await mockServer([finishing()]);
  t.after(other.close);
  const played = await play(
    t,
    [
      {
        kind: 'status',
        status: 307,
        body: '',
        headers: { location: `${other.url}/chat/completions` },
      },
    ],
    { options: { key: 'sk-0123456789' } },
  );
  assert.ok(failedWith(played).includes(other.url));
  assert.equal(other.asked.length, 0);
});

test('a server that does not know stream_options is asked without, at no wait', async (t) => {
  const message = 'Extra inputs are not permitted: stream_options';
  const played = await play(t, [
    { kind: 'status', status: 422, body: { error: { message } } },
    finishing(),
  ]);
  succeeded(played);
  assert.deepEqual(played.waits, []);
  assert.deepEqual(
    played.asked.map(({ body }) => body.stream_options !== undefined),
    [true, false],
  );
});

test('a server that answers with one object instead of a stream is understood', async (t) => {
  const played = await play(t, [
    { ...calling(['list_files', {}]), whole: true, usage: { tokens: 5 } },
    { ...finishing('Whole.'), whole: true },
  ]);
  assert.equal(succeeded(played).text, 'Whole.');
  assert.deepEqual(played.output?.usage, { tokens: 5, cost: null });
});

test('an error in the middle of a stream is treated as its code says', async (t) => {
  const passing = await play(t, [errorAfterBeginning(502), finishing()]);
  succeeded(passing);
  const lasting = await play(t, [errorAfterBeginning(402)]);
  assert.match(failedWith(lasting), /HTTP 402: Oh\..*credit/);
});

function errorAfterBeginning(code: number): Turn {
  const error = event({ error: { code, message: 'Oh.' } });
  return { kind: 'raw', chunks: [part({ content: 'I' }), error], last: 'end' };
}

test('a conversation that is too long loses its oldest results, and goes on', async (t) => {
  const played = await play(
    t,
    (index, { body }) => {
      const results = body.messages.filter(({ role }) => role === 'tool');
      const length = results.reduce((sum, { content }) => sum + content.length, 0);
      return length > 5_000
        ? { kind: 'status', status: 400, body: { error: { code: 'context_length_exceeded' } } }
        : index < 12
          ? calling(['read_file', { path: 'big', first_line: index + 1 }])
          : finishing();
    },
    { prepare: writeBig },
  );
  succeeded(played);
  const last = played.asked.at(-1)?.body.messages ?? [];
  const results = last.filter(({ role }) => role === 'tool').map(({ content }) => content);
  assert.match(results[0] ?? '', /left out to make room/);
  assert.doesNotMatch(results.at(-1) ?? '', /left out/);
  assert.match(logOf(played), /\[shortened\]/);
});

test('a prompt that alone is too long for the model is an error', async (t) => {
  const body = { error: { message: 'maximum context length is 10 tokens' } };
  const played = await play(t, [{ kind: 'status', status: 400, body }]);
  assert.match(failedWith(played), /maximum context length.*read more at once/);
  assert.equal(played.asked.length, 1);
});

function writeBig(folder: string): void {
  const lines = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(30)}`);
  writeFileSync(join(folder, 'big'), lines.join('\n'));
}
