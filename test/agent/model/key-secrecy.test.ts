import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { modelExecutor } from '../../../src/agent/model/model-executor.ts';
import { HoneError } from '../../../src/base/index.ts';
import type { Turn } from './mock-server.ts';
import { calling, finishing, play, type Played } from './model-setup.ts';

const KEY = 'sk-live-0123456789-abcdefghij';

/** Everything that leaves a run: what it returned or threw, told, and wrote. */
function tracesOf(played: Played): string {
  const files = readdirSync(played.task.outputFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  const { output, thrown, trace } = played;
  return [
    inspect(output, { depth: 9 }),
    inspect(thrown, { depth: 9, showHidden: true }),
    inspect(trace, { depth: 9 }),
    ...files,
  ].join('\n');
}

const echoes = `Incorrect API key provided: ${KEY}.`;

/** Ways in which a server or a model could say the key. */
const SCRIPTS: Readonly<Record<string, readonly Turn[]>> = {
  'a refusal': [{ kind: 'status', status: 401, body: { error: { message: echoes } } }],
  'a refusal that passes': [{ kind: 'status', status: 503, body: echoes }],
  'an unknown model': [{ kind: 'status', status: 404, body: { error: echoes } }],
  'a redirect': [
    {
      kind: 'status',
      status: 307,
      body: '',
      headers: { location: `http://127.0.0.1/${KEY}?${KEY}` },
    },
  ],
  'a page': [{ kind: 'status', status: 200, body: `<html>${KEY}` }],
  'an error in the stream': [
    {
      kind: 'raw',
      chunks: [`data: {"error": {"code": 402, "message": "${KEY}"}}\n\n`],
      last: 'end',
    },
  ],
  'broken JSON': [{ kind: 'raw', chunks: [`data: ${KEY}\n\n`], last: 'end' }],
  'what it says': [
    {
      ...calling([`tool-${KEY}`, {}], ['list_files', { path: KEY }]),
      text: KEY,
      thought: `I know ${KEY}.`,
    },
    calling(['read_file', `{"path": "${KEY}`], ['search', { pattern: KEY }]),
    finishing(`The key is ${KEY}.`),
  ],
  'its last call': [calling([KEY, `{"${KEY}": `])],
  'a circle': [calling(['list_files', { path: KEY }])],
};

for (const [where, script] of Object.entries(SCRIPTS)) {
  test(`the key is nowhere after ${where} that says it`, async (t) => {
    const played = await play(t, script, { options: { key: KEY }, models: [`model-${KEY}`] });
    assert.equal(played.asked[0]?.headers.authorization, `Bearer ${KEY}`, 'the server got it');
    assert.ok(played.output !== null || played.thrown instanceof HoneError, String(played.thrown));
    assert.equal(tracesOf(played).includes(KEY), false);
  });
}

test('the key is nowhere when the address or the name of the model has it', async (t) => {
  const played = await play(t, [{ kind: 'status', status: 400, body: 'no' }], {
    options: { key: KEY, model: `m-${KEY}`, url: `http://127.0.0.1:1/${KEY}?key=${KEY}` },
  });
  assert.ok(played.thrown instanceof HoneError);
  assert.equal(tracesOf(played).includes(KEY), false);
});

test('an address, name or key that can not be used is told when the executor is made', () => {
  const usual = { url: 'http://localhost:11434/v1', model: 'm', key: null };
  for (const wrong of [{ url: 'localhost' }, { model: ' ' }, { key: 'two words' }]) {
    assert.throws(() => modelExecutor({ ...usual, ...wrong }), { code: 'E_CONFIG' });
  }
});
