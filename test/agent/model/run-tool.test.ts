import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Contain } from '../../../src/agent/executor.ts';
import { HoneError, processEntry } from '../../../src/base/index.ts';
import { calling, failedWith, finishing, play, resultsIn, succeeded } from './model-setup.ts';

/** A sandbox that only says that it is one. */
const contain: Contain = (command) =>
  Promise.resolve({ ...command, env: { ...command.env, IN_SANDBOX: '1' } });

test('commands run only inside a sandbox', async (t) => {
  const without = await play(t, [calling(['run', { command: 'echo x' }]), finishing()]);
  assert.match(resultsIn(without)[0] ?? '', /no tool "run"/);
  const asked: Parameters<Contain>[] = [];
  const played = await play(
    t,
    [
      calling(['run', { command: 'echo "$IN_SANDBOX $HONE_ROLE" && pwd; echo no >&2; exit 3' }]),
      finishing(),
    ],
    {
      control: {
        contain: (...call) => {
          asked.push(call);
          return contain(...call);
        },
      },
    },
  );
  succeeded(played);
  assert.equal(
    resultsIn(played)[0],
    [
      'It ended with exit code 3.',
      'Standard output:',
      `1 developer\n${played.task.folder}\n`,
      'Standard error:',
      'no\n',
    ].join('\n'),
  );
  const [[command, writable, readable] = assert.fail()] = asked;
  assert.deepEqual(readable, [command.env['HONE_PROMPT_FILE']]);
  assert.deepEqual(command.words.slice(0, 2), ['/bin/sh', '-c']);
  assert.equal(command.cwd, played.task.folder);
  assert.deepEqual(writable, [command.env['HONE_OUTPUT_DIR']]);
  assert.equal(played.groups.length, 1);
  assert.deepEqual(
    played.trace
      .filter(({ kind }) => kind === 'tool')
      .map((event) => 'outcome' in event && event.outcome),
    ['begun', 'failed', 'done'],
  );
});

test('without its sandbox nothing starts, and the work ends', async (t) => {
  const refused = new HoneError('E_MISSING_TOOL', 'There is no sandbox. Install one.');
  const played = await play(t, [calling(['run', { command: 'touch x' }]), finishing()], {
    control: { contain: () => Promise.reject(refused) },
  });
  assert.equal(played.thrown, refused);
  assert.deepEqual(played.groups, []);
});

test('what a command started ends with it', async (t) => {
  const played = await play(
    t,
    [calling(['run', { command: 'sleep 600 & echo $! > child.pid; echo started' }]), finishing()],
    { control: { contain } },
  );
  succeeded(played);
  const child = Number(readFileSync(join(played.task.folder, 'child.pid'), 'utf8'));
  assert.notEqual(processEntry(child)?.isAlive, true);
});

test('a command that takes too long is ended and told', async (t) => {
  const played = await play(
    t,
    [calling(['run', { command: 'echo begun; exec sleep 600' }]), finishing()],
    { control: { contain }, options: { limits: { commandMs: 150, graceMs: 100 } } },
  );
  succeeded(played);
  assert.match(
    resultsIn(played)[0] ?? '',
    /^It did not end within 0\.15 s .*\nStandard output:\nbegun/,
  );
});

test('a long output keeps its beginning and its end', async (t) => {
  const command = 'echo first; yes 12345678 | head -n 50000; echo last';
  const played = await play(t, [calling(['run', { command }]), finishing()], {
    control: { contain },
  });
  succeeded(played);
  const [result = ''] = resultsIn(played);
  assert.match(result, /Standard output:\nfirst\n/);
  assert.match(result, /characters left out …\]/);
  assert.match(result, /last\n$/);
  assert.ok(result.length < 20_000);
});

test('an abort ends a command that runs', async (t) => {
  const controller = new AbortController();
  const played = await play(t, [calling(['run', { command: 'sleep 600' }]), finishing()], {
    control: {
      contain,
      signal: controller.signal,
      owns: () => setImmediate(() => controller.abort()),
    },
  });
  failedWith(played, 'E_INTERRUPTED');
});

test('the key is in no variable of a command', async (t) => {
  const key = 'sk-0123456789abcdef';
  const name = 'HONE_TEST_MODEL_KEY';
  process.env[name] = key;
  t.after(() => {
    delete process.env[name];
  });
  const played = await play(t, [calling(['run', { command: 'env' }]), finishing()], {
    control: { contain },
    options: { key },
    task: { env: { ALSO: `Bearer ${key}`, OTHER: 'kept' } },
  });
  succeeded(played);
  const [result = ''] = resultsIn(played);
  assert.match(result, /^OTHER=kept$/m);
  assert.equal(result.includes(key), false);
  assert.doesNotMatch(result, /^ALSO=/m);
});

test('what a command changes is seen by the next call', async (t) => {
  const played = await play(
    t,
    [
      calling(
        ['run', { command: 'sed -i s/old/new/ file && ln -s /etc out' }],
        ['read_file', { path: 'file' }],
        ['read_file', { path: 'out/passwd' }],
        ['run', { command: ' ' }],
      ),
      finishing(),
    ],
    { control: { contain }, prepare: (folder) => writeFileSync(join(folder, 'file'), 'old') },
  );
  succeeded(played);
  const [, file = '', link = '', empty = ''] = resultsIn(played);
  assert.match(file, /\nnew$/);
  assert.match(link, /leads out/);
  assert.match(empty, /no command/);
});
