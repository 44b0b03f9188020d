import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { SessionUpdate } from '@agentclientprotocol/sdk';

import type { Contain } from '../../../src/agent/index.ts';
import { HoneError, TransientError } from '../../../src/base/index.ts';
import type { Command } from '../../../src/model/index.ts';
import { temporaryFolder } from '../agent-setup.ts';
import { logOf, play, type Played, scripted } from './acp-setup.ts';

function shell(line: string): Command {
  return { kind: 'shell', text: line };
}

/** The message of a failure that leaves nothing behind. */
function failure({ thrown, output, survivors }: Played, code = 'E_COMMAND'): string {
  assert.equal(output, null);
  assert.ok(thrown instanceof HoneError, String(thrown));
  assert.equal(thrown.code, code, thrown.message);
  assert.deepEqual(survivors, []);
  return thrown.message;
}

function text({ output, thrown }: Played): string {
  assert.ok(output !== null, String(thrown));
  return output.text;
}

test('an agent gets its folder, its prompt and the place where it hands in', async (t) => {
  const played = await play(
    t,
    { kind: 'tells-what-it-got', name: 'plan.json', text: '{"steps": []}', says: 'Handed in.' },
    {
      task: {
        artifacts: [{ name: 'plan.json', schema: 'plan' }],
        optional: [{ name: 'why.md', schema: null }],
        env: { EXTRA: '1' },
      },
    },
  );
  assert.equal(text(played), 'Handed in.');
  const { task, output } = played;
  const given: Record<string, unknown> = JSON.parse(
    readFileSync(join(task.folder, 'given.json'), 'utf8'),
  );
  assert.deepEqual(output?.artifacts, [{ name: 'plan.json', text: '{"steps": []}', from: 'file' }]);
  assert.equal(output.exit, null);
  const { prompt, folder } = given;
  assert.ok(typeof prompt === 'string' && typeof folder === 'string');
  assert.ok(prompt.startsWith(task.prompt.trim()));
  assert.ok(prompt.includes(`HONE_OUTPUT_DIR is the folder ${folder}.`), prompt);
  assert.ok(prompt.includes('What is asked for goes there: plan.json.'), prompt);
  assert.ok(prompt.includes('What may be handed in besides goes there too: why.md.'), prompt);
  assert.deepEqual(given['session'], {
    cwd: task.folder,
    additionalDirectories: [folder],
    mcpServers: [],
  });
  assert.equal(given['role'], 'developer');
  assert.match(logOf(task), /"method":"session\/prompt"[^]*"stopReason":"end_turn"/);
});

test('an agent that never answers is ended, with what to check', async (t) => {
  const message = failure(await play(t, { kind: 'never-answers' }, { options: { answerMs: 300 } }));
  assert.match(message, /did not answer "initialize" within 0\.3 s/);
  assert.match(message, /--acp/);
});

test('a program that does not speak the protocol is shown with what it printed', async (t) => {
  const command = shell('echo "Welcome! Type /help."; sleep 600');
  const message = failure(await play(t, command, { options: { answerMs: 500 } }));
  assert.match(message, /It printed:\n {2}Welcome! Type \/help\./);
});

test('a program that prints on and on is ended', async (t) => {
  const message = failure(await play(t, shell('yes')));
  assert.match(message, /printed 201 lines that are no messages/);
});

test('a program that ends at once is told apart from one that dies at work', async (t) => {
  const early = failure(await play(t, shell('echo "unknown option" >&2; exit 2')));
  assert.match(early, /ended with exit code 2 before it said anything/);
  assert.match(early, /unknown option/);
  const late = failure(await play(t, { kind: 'exits', code: 3, says: 'out of ideas' }));
  assert.match(late, /ended with exit code 3 in the middle of its work/);
  assert.match(late, /out of ideas/);
});

test('a program that is not there is named', async (t) => {
  const command: Command = { kind: 'words', words: ['no-such-agent', '--acp'] };
  assert.match(failure(await play(t, command)), /no program no-such-agent on the PATH/);
  assert.match(failure(await play(t, shell('no-such-agent'))), /did not find a program/);
});

test('an agent that closes its output is not waited for', async (t) => {
  const message = failure(await play(t, shell('exec >&-; sleep 600')));
  assert.match(message, /closed its output before it said anything/);
});

test('words on the error output that tell of a rate limit ask for another attempt', async (t) => {
  const { thrown } = await play(t, { kind: 'exits', code: 1, says: 'HTTP 429: too many requests' });
  assert.ok(thrown instanceof TransientError, String(thrown));
  assert.equal(thrown.reason, 'rate-limit');
});

test('another version of the protocol is named with ours', async (t) => {
  const message = failure(await play(t, { kind: 'speaks-version', version: 2 }));
  assert.match(message, /speaks version 2 of the Agent Client Protocol, and hone speaks version 1/);
});

test('a message that was cut ends the wait for it', async (t) => {
  const cut = '{"jsonrpc":"2.0","id":2,"result":{"stopRea';
  const message = failure(await play(t, { kind: 'sends-raw', lines: [cut] }));
  assert.match(message, /sent a message that is no JSON \(\{"jsonrpc"/);
});

function rawUpdate(params: string): string {
  return `{"jsonrpc":"2.0","method":"session/update","params":${params}}`;
}

test('lines that are no messages do no harm', async (t) => {
  const errors = t.mock.method(console, 'error', () => {});
  const played = await play(t, {
    kind: 'sends-raw',
    lines: [
      'A new version is available.',
      '{"level":"info","msg":"started"}',
      '[1, 2]',
      'null',
      '',
      '{"jsonrpc":"2.0","id":99,"result":{}}',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}',
      '{"jsonrpc":"2.0","method":"_vendor/news","params":7}',
      '{"jsonrpc":"2.0","method":"$/cancel_request","params":{"requestId":5}}',
      rawUpdate('{"sessionId":"session-1","update":{"sessionUpdate":"from_the_future"}}'),
      rawUpdate('{"update":{"sessionUpdate":"agent_message_chunk","content":{"type":"text"}}}'),
      rawUpdate('[]'),
    ],
  });
  assert.equal(text(played), 'Still here.');
  assert.equal(errors.mock.callCount(), 0, 'nothing is printed on the way');
});

const BROWSER = { id: 'oauth', name: 'Log in with a browser' };
const KEY = { id: 'openai-api-key', name: 'Use OPENAI_API_KEY' };

test('a login that needs no person is done, wherever it is asked for', async (t) => {
  for (const at of ['session', 'prompt'] as const) {
    const methods = [BROWSER, KEY];
    const played = await play(t, { kind: 'wants-login', methods, works: KEY.id, at });
    assert.equal(text(played), 'I am in.', at);
    assert.doesNotMatch(logOf(played.task), /"methodId":"oauth"/);
  }
});

test('a login that needs a person ends with what to do', async (t) => {
  for (const methods of [[BROWSER], [KEY, BROWSER], []]) {
    const played = await play(t, { kind: 'wants-login', methods, works: null, at: 'session' });
    const message = failure(played);
    assert.match(message, /asks to log in first/);
    assert.match(message, /Log in once with the agent's own program/);
    assert.ok(
      methods.every(({ name }) => message.includes(name)),
      message,
    );
  }
});

test('a session without a name is no session', async (t) => {
  const message = failure(await play(t, { kind: 'gives-no-session' }));
  assert.match(message, /answered session\/new with something that the protocol does not know/);
});

test('a turn that ends without being done is told with its reason', async (t) => {
  const reasons = {
    refusal: /refused to go on[^]*in other words/,
    max_tokens: /may not write more in one turn[^]*less to do/,
    max_turn_requests: /may not ask its model more often[^]*less to do/,
    cancelled: /says that its work was cancelled/,
    tired: /a reason that hone does not know \(tired\)/,
  } as const;
  const names = ['refusal', 'max_tokens', 'max_turn_requests', 'cancelled', 'tired'] as const;
  await Promise.all(
    names.map(async (reason) => {
      assert.match(failure(await play(t, { kind: 'stops', reason })), reasons[reason]);
    }),
  );
});

test('an error of the agent is told in its words, and a rate limit is tried again', async (t) => {
  const fails = { kind: 'fails', code: -32_603, message: 'Internal error' } as const;
  const message = failure(await play(t, { ...fails, data: 'The model does not exist' }));
  assert.match(message, /reports an error: Internal error \(-32603\): The model does not exist/);
  const { thrown } = await play(t, { ...fails, data: 'API Error: 429 rate_limit_error' });
  assert.ok(thrown instanceof TransientError, String(thrown));
  assert.equal(thrown.reason, 'rate-limit');
});

function selected(optionId: string): unknown {
  return { outcome: 'selected', optionId };
}

test('permissions are answered once each, and traced', async (t) => {
  const always = { optionId: 'ever', name: 'Always', kind: 'allow_always' } as const;
  const once = { optionId: 'once', name: 'Allow', kind: 'allow_once' } as const;
  const no = { optionId: 'no', name: 'Refuse', kind: 'reject_once' } as const;
  const never = { optionId: 'never', name: 'Never', kind: 'reject_always' } as const;
  const options = [always, once, no];
  const edit = { toolCallId: 'a', title: 'Edit', kind: 'edit' } as const;
  const played = await play(t, {
    kind: 'asks',
    announced: [
      {
        sessionUpdate: 'tool_call',
        toolCallId: 'announced',
        title: 'Write',
        kind: 'edit',
        locations: [{ path: '/etc/passwd' }],
      },
    ],
    requests: [
      { toolCall: { ...edit, locations: [{ path: 'src/a.ts' }] }, options },
      { toolCall: { ...edit, locations: [{ path: '/etc/passwd' }] }, options },
      { toolCall: { toolCallId: 'announced' }, options },
      { toolCall: { ...edit, locations: [{ path: 'src/a.ts' }] }, options: [always, never] },
      { toolCall: { toolCallId: 'b', kind: 'fetch', title: 'Fetch' }, options: [always] },
    ],
  });
  text(played);
  assert.deepEqual(JSON.parse(readFileSync(join(played.task.folder, 'outcomes.json'), 'utf8')), [
    selected('once'),
    selected('no'),
    selected('no'),
    selected('never'),
    { outcome: 'cancelled' },
  ]);
  const told = played.trace.filter((event) => event.kind === 'permission');
  assert.deepEqual(
    told.map(({ answer }) => answer),
    ['allowed', 'refused', 'refused', 'refused', 'refused'],
  );
  assert.equal(told[0]?.about, 'edit: src/a.ts');
  assert.match(told[2]?.about ?? '', /\/etc\/passwd is outside its folders/);
});

test('hone neither writes nor reads files for an agent, nor runs commands', async (t) => {
  const played = await play(t, { kind: 'wants-client-to-work' });
  assert.equal(text(played), 'rejected rejected rejected');
  assert.equal(existsSync(join(played.task.folder, 'by-client.txt')), false);
});

function said(words: string): SessionUpdate {
  return { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: words } };
}

test('what counts is said after the last tool, and the trace has all in order', async (t) => {
  const played = await play(t, {
    kind: 'sends',
    updates: [
      { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'Hm.' } },
      said('I will '),
      said('look.'),
      {
        sessionUpdate: 'tool_call',
        toolCallId: '1',
        title: 'Read',
        name: 'Read',
        locations: [{ path: 'a.ts' }],
      },
      { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'in_progress' },
      { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'failed' },
      { sessionUpdate: 'usage_update', used: 100, size: 1_000 },
      said('Done, '),
      said('nothing found.'),
    ],
    usage: { totalTokens: 250, inputTokens: 200, outputTokens: 50 },
  });
  assert.equal(text(played), 'Done, nothing found.');
  assert.deepEqual(played.trace, [
    { kind: 'thought', text: 'Hm.' },
    { kind: 'said', text: 'I will look.' },
    { kind: 'tool', name: 'Read', about: 'a.ts', outcome: 'begun' },
    { kind: 'tool', name: 'Read', about: 'a.ts', outcome: 'failed' },
    { kind: 'usage', usage: { tokens: 100, cost: null } },
    { kind: 'usage', usage: { tokens: 250, cost: null } },
    { kind: 'said', text: 'Done, nothing found.' },
  ]);
  assert.deepEqual(played.output?.usage, { tokens: 250, cost: null });
});

test('a budget that only the last answer shows to be passed is passed', async (t) => {
  const budget = { tokensMax: 200, costMax: null };
  const played = await play(
    t,
    { kind: 'sends', updates: [], usage: { inputTokens: 200, outputTokens: 50 } },
    { control: { budget } },
  );
  assert.match(failure(played, 'E_BUDGET'), /250 tokens/);
});

test('an agent is asked to stop before it is made to', async (t) => {
  const controller = new AbortController();
  const played = await play(
    t,
    { kind: 'heeds-cancel' },
    {
      control: { signal: controller.signal, onTrace: () => controller.abort() },
      options: { graceMs: 20_000 },
    },
  );
  failure(played, 'E_INTERRUPTED');
  assert.equal(readFileSync(join(played.task.folder, 'cancelled'), 'utf8'), 'yes');
});

test('what the trace throws ends the work with that error', async (t) => {
  const ours = new Error('the journal is gone');
  const played = await play(
    t,
    { kind: 'hangs' },
    {
      control: {
        onTrace: () => {
          throw ours;
        },
      },
    },
  );
  assert.equal(played.thrown, ours);
  assert.deepEqual(played.survivors, []);
});

test('an agent that hone knows has a folder for its state in the sandbox, until it ends', async (t) => {
  const link = join(temporaryFolder(t), 'gemini');
  symlinkSync(process.execPath, link);
  const agent = scripted({ kind: 'edits-nothing', says: 'Done.' });
  assert.ok(agent.kind === 'words');
  const asked: Parameters<Contain>[] = [];
  const contain: Contain = (...call) => {
    asked.push(call);
    const state = call[0].env['GEMINI_CLI_HOME'] ?? '';
    assert.ok(existsSync(join(state, '.gemini')), 'it is there before the agent starts');
    return Promise.resolve(call[0]);
  };
  const command: Command = { kind: 'words', words: [link, ...agent.words.slice(1)] };
  const played = await play(t, command, { control: { contain } });
  assert.equal(text(played), 'Done.');
  const [[line, writable] = assert.fail()] = asked;
  const state = line.env['GEMINI_CLI_HOME'] ?? '';
  assert.deepEqual(writable, [line.env['HONE_OUTPUT_DIR'], state]);
  assert.equal(existsSync(state), false, 'nothing of it stays');
});
