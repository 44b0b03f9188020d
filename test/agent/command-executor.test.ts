import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { commandExecutor } from '../../src/agent/index.ts';
import { HoneError, TransientError, transientFailure } from '../../src/base/index.ts';
import {
  fileOfAttempt,
  play,
  type Played,
  taskIn,
  temporaryFolder,
  whenReady,
} from './agent-setup.ts';

function messageOf({ thrown }: Played, code = 'E_COMMAND'): string {
  assert.ok(thrown instanceof HoneError, String(thrown));
  assert.equal(thrown.code, code);
  return thrown.message;
}

function assertNobodyLeft(played: Played): void {
  assert.equal(played.groups.length, 1);
  assert.deepEqual(played.survivors, []);
}

test('an agent that obeys gets its prompt and environment and hands in its file', async (t) => {
  const root = temporaryFolder(t);
  const played = await play(
    root,
    `prompt=$(cat); [ "$prompt" = "$(cat "$HONE_PROMPT_FILE")" ] || exit 9
     echo "$HONE_ROLE in $(pwd) with $EXTRA: $prompt"
     echo changed > file; echo '{"steps": []}' > "$HONE_OUTPUT_DIR/plan.json"
     echo "{}" > "$HONE_OUTPUT_DIR/notes.json"`,
    { task: { env: { EXTRA: 'more', HONE_OUTPUT_DIR: '/nowhere' } } },
  );
  assert.equal(played.thrown, null);
  assert.deepEqual(played.output, {
    artifacts: [{ name: 'plan.json', text: '{"steps": []}\n', from: 'file' }],
    unexpected: ['notes.json'],
    text: `developer in ${join(root, 'work')} with more: Make it fast.\n`,
    usage: null,
    exit: 0,
  });
  assert.equal(readFileSync(join(root, 'work', 'file'), 'utf8'), 'changed\n');
  assertNobodyLeft(played);
  assert.match(played.groups[0]?.startedAt ?? '1', /^\d+$/);
});

test("an agent gets the user's environment, without what Node adds to its children", async (t) => {
  const root = temporaryFolder(t);
  const before = process.env['NODE_OPTIONS'];
  process.env['NODE_OPTIONS'] = '--no-warnings';
  t.after(() => {
    delete process.env['NODE_OPTIONS'];
    Object.assign(process.env, before === undefined ? {} : { NODE_OPTIONS: before });
  });
  const played = await play(root, 'cat >/dev/null; env', { task: { artifacts: [] } });
  const text = played.output?.text ?? '';
  assert.match(text, /^HOME=/m);
  assert.doesNotMatch(text, /^NODE_OPTIONS=/m);
});

test('the log tells what was run, what came on which stream, and how it ended', async (t) => {
  const root = temporaryFolder(t);
  await play(root, 'cat >/dev/null; echo one; echo two >&2; exit 3');
  const log = fileOfAttempt(root, 'log.txt');
  assert.match(log, /^\$ .*agent\.sh\n\[in .*work\]\n/);
  assert.match(log, /\[output\]\none\n/);
  assert.match(log, /\[error output\]\ntwo\n/);
  assert.match(log, /\[end\]\nended with exit code 3\n$/);
});

test('exit 3 is told with the last lines of its errors and is not tried again', async (t) => {
  const root = temporaryFolder(t);
  const played = await play(
    root,
    'cat >/dev/null; echo out; printf "\\033[31mno key\\033[0m\\n" >&2; exit 3',
  );
  const message = messageOf(played);
  assert.match(message, /^The developer's command ended with exit code 3: .*agent\.sh\./);
  assert.match(message, /Run it by hand in .*work to see why\..*log\.txt.*\n {2}no key$/s);
  assert.equal(transientFailure(played.thrown), false);
  assertNobodyLeft(played);
});

test('a rate limit in the last lines, and EX_TEMPFAIL, are worth another attempt', async (t) => {
  for (const end of [
    'echo "API Error: 529 {\\"type\\":\\"overloaded_error\\"}"; exit 1',
    'echo "getaddrinfo EAI_AGAIN api.example" >&2; exit 1',
    'exit 75',
  ]) {
    const played = await play(temporaryFolder(t), `cat >/dev/null; ${end}`);
    assert.ok(played.thrown instanceof TransientError, String(played.thrown));
  }
});

test('an agent that hangs is ended at its timeout, which is worth another attempt', async (t) => {
  const played = await play(temporaryFolder(t), 'echo begun; sleep 600', {
    control: { timeoutMs: 100 },
  });
  assert.match(
    messageOf(played),
    /did not end within 0\.1 s and was ended with all it had started/,
  );
  assert.ok(played.thrown instanceof TransientError && played.thrown.reason === 'timeout');
  assertNobodyLeft(played);
});

test('an agent that ignores SIGTERM is killed after the grace', async (t) => {
  const root = temporaryFolder(t);
  const played = await play(root, "trap '' TERM; touch ready; while :; do sleep 600; done", {
    control: { signal: whenReady(t, root) },
    options: { graceMs: 100 },
  });
  messageOf(played, 'E_INTERRUPTED');
  assertNobodyLeft(played);
});

test('an agent may end in its own way on SIGTERM', async (t) => {
  const root = temporaryFolder(t);
  const body = `trap 'echo saved; kill $child; exit 0' TERM; sleep 600 & child=$!; touch ready; wait`;
  const played = await play(root, body, { control: { signal: whenReady(t, root) } });
  messageOf(played, 'E_INTERRUPTED');
  assert.match(fileOfAttempt(root, 'log.txt'), /saved/);
  assertNobodyLeft(played);
});

test('an abort ends the agent at once; an abort before starts nothing', async (t) => {
  const root = temporaryFolder(t);
  const controller = new AbortController();
  const played = await play(root, 'sleep 600', {
    control: { signal: controller.signal, owns: () => setImmediate(() => controller.abort()) },
  });
  messageOf(played, 'E_INTERRUPTED');
  assert.equal(transientFailure(played.thrown), false);
  const after = await play(root, 'touch started', { control: { signal: controller.signal } });
  messageOf(after, 'E_INTERRUPTED');
  assert.deepEqual(after.groups, []);
  assert.equal(existsSync(join(root, 'work', 'started')), false);
});

test('a flood is ended at its bound, on either stream', async (t) => {
  for (const [redirect, stream] of [
    ['', 'output'],
    ['>&2', 'error output'],
  ] as const) {
    const root = temporaryFolder(t);
    const played = await play(root, `yes flood ${redirect}`, {
      options: { outputBytesMax: 300_000 },
    });
    const message = messageOf(played);
    assert.ok(message.includes(`printed more than 300000 bytes to its standard ${stream}`));
    assert.ok(message.includes('\n  flood\n'));
    assert.ok(fileOfAttempt(root, 'log.txt').length < 2_000_000);
    assertNobodyLeft(played);
  }
});

test('a long output keeps its beginning and end and says what was left out', async (t) => {
  const root = temporaryFolder(t);
  const played = await play(
    root,
    'cat >/dev/null; echo first; yes | head -c 6000000; echo; echo last',
    { task: { artifacts: [] } },
  );
  const text = played.output?.text ?? '';
  assert.match(text, /^first\n/);
  assert.match(text, /\[… 1543\d+ bytes left out …\]/);
  assert.match(text, /last\n$/);
});

test('a child that outlives its agent ends with it and does not hold the output open', async (t) => {
  const root = temporaryFolder(t);
  const body = 'cat >/dev/null; sleep 600 & sleep 600 >/dev/null 2>&1 & echo done';
  const played = await play(root, body, { task: { artifacts: [] } });
  assert.equal(played.output?.text, 'done\n');
  assertNobodyLeft(played);
});

test('a prompt that nobody reads to its end is an error', async (t) => {
  const root = temporaryFolder(t);
  const body = 'head -c 10; exec 0<&-; echo "{}" > "$HONE_OUTPUT_DIR/plan.json"';
  const played = await play(root, body, { task: { prompt: 'word '.repeat(400_000) } });
  assert.match(messageOf(played), /closed its input before it had read the whole prompt/);
  assertNobodyLeft(played);
});

test('a script that ignores a prompt of usual length is no error, however fast it ends', async (t) => {
  const root = temporaryFolder(t);
  const task = { prompt: 'word '.repeat(4_000), artifacts: [] };
  for (const body of ['exit 0', 'exec 0<&-', 'exit 0', 'exec 0<&-', 'exit 0', 'exec 0<&-']) {
    assert.equal((await play(root, body, { task })).thrown, null);
  }
});

test('a prompt comes as a word or as a file, to the byte', async (t) => {
  const prompt = 'it\'s "quoted" $HOME `x` {prompt_file} ünïcode\n\n';
  for (const command of [
    { kind: 'words', words: ['printf', '%s', '--ask={prompt}'] },
    { kind: 'words', words: ['sed', '1s/^/--ask=/', '{prompt_file}'] },
    { kind: 'shell', text: 'sed 1s/^/--ask=/ {prompt_file} | cat; cat' }, // its input is closed
  ] as const) {
    const root = temporaryFolder(t);
    const played = await play(root, '', { task: { prompt, artifacts: [] }, options: { command } });
    assert.equal(played.thrown, null);
    assert.equal(played.output?.text, `--ask=${prompt}`);
  }
});

test('a prompt too long for a word is refused before anything starts', async (t) => {
  const played = await play(temporaryFolder(t), '', {
    task: { prompt: 'x'.repeat(200_000) },
    options: { command: { kind: 'words', words: ['true', '{prompt}'] } },
  });
  assert.match(messageOf(played), /too long \(200000 bytes\).*Use \{prompt_file\}/s);
  assert.deepEqual(played.groups, []);
});

test('a program or folder that is not there is named', async (t) => {
  const root = temporaryFolder(t);
  const command = { kind: 'words', words: ['no-such-agent', '--fast'] } as const;
  const played = await play(root, '', { options: { command } });
  assert.match(
    messageOf(played),
    /could not be started: no-such-agent --fast\. There is no program/,
  );
  const shell = { kind: 'shell', text: 'no-such-agent --fast' } as const;
  assert.match(messageOf(await play(root, '', { options: { command: shell } })), /did not find/);
  const folder = join(root, 'gone');
  assert.match(messageOf(await play(root, 'true', { task: { folder } })), /gone does not exist/);
});

test('a killed agent is told by its signal', async (t) => {
  const message = messageOf(await play(temporaryFolder(t), 'kill -SEGV $$'));
  assert.match(message, /was killed by SIGSEGV/);
});

test('what one agent prints is its artifact, when one is asked for and no file is there', async (t) => {
  const root = temporaryFolder(t);
  const body = `cat >/dev/null; cat <<'END'
Here it is:
\`\`\`json
{"draft": 1}
\`\`\`
No, this:
\`\`\`json
{"final": 2}
\`\`\`
END`;
  const played = await play(root, body);
  assert.deepEqual(played.output?.artifacts, [
    { name: 'plan.json', text: '{"final": 2}', from: 'json-block' },
  ]);
});

test('what is missing is named, with what was written instead', async (t) => {
  const root = temporaryFolder(t);
  const body = `cat >/dev/null; echo '{}' > "$HONE_OUTPUT_DIR/plans.json"; echo '{}'`;
  const message = messageOf(await play(root, body));
  assert.match(message, /plan\.json is missing\. What it wrote instead: plans\.json\./);
  assert.match(message, /folder that HONE_OUTPUT_DIR names/);
  const silent = messageOf(await play(temporaryFolder(t), 'cat >/dev/null'));
  assert.match(silent, /plan\.json is missing, and it printed nothing\./);
  const words = messageOf(await play(temporaryFolder(t), 'cat >/dev/null; echo All done!'));
  assert.match(words, /what it printed is no JSON .*\n {2}All done!$/s);
});

test('a file outside the folder is not taken, nor one that is a link to it', async (t) => {
  const root = temporaryFolder(t);
  writeFileSync(join(root, 'secret.json'), '{"secret": true}');
  const outside = `cat >/dev/null; echo '{}' > "$HONE_OUTPUT_DIR/../plan.json"`;
  assert.match(messageOf(await play(root, outside)), /plan\.json is missing/);
  const link = `cat >/dev/null; ln -s "${root}/secret.json" "$HONE_OUTPUT_DIR/plan.json"`;
  assert.match(messageOf(await play(root, link)), /plan\.json is no plain file/);
  const folder = `cat >/dev/null; cp "${root}/secret.json" plan.json
    rmdir "$HONE_OUTPUT_DIR"; ln -s "$(pwd)" "$HONE_OUTPUT_DIR"`;
  assert.match(messageOf(await play(root, folder)), /plan\.json is missing/);
});

test("an earlier attempt's file does not count for a later one", async (t) => {
  const root = temporaryFolder(t);
  const first = await play(root, `cat >/dev/null; echo '{}' > "$HONE_OUTPUT_DIR/plan.json"`);
  assert.equal(first.thrown, null);
  assert.match(messageOf(await play(root, 'cat >/dev/null')), /plan\.json is missing/);
});

test('an error that the agent reports in its JSON counts although its command ended well', async (t) => {
  const result = {
    type: 'result',
    session_id: 's',
    is_error: true,
    result: 'API Error: 429 too many',
  };
  const body = `cat >/dev/null; echo '${JSON.stringify(result)}'`;
  const played = await play(temporaryFolder(t), body);
  assert.match(messageOf(played), /reports an error of the agent: API Error: 429 too many/);
  assert.equal(transientFailure(played.thrown), true);
});

test('an error in its JSON is what is told when its command fails as well', async (t) => {
  const result = { type: 'result', session_id: 's', is_error: true, result: 'Invalid API key' };
  const body = `cat >/dev/null; echo '${JSON.stringify(result)}'; echo noise >&2; exit 1`;
  const message = messageOf(await play(temporaryFolder(t), body));
  assert.match(message, /ended with exit code 1: .* Its last lines:\n {2}Invalid API key$/s);
});

test('a listener that fails ends the agent with its error', async (t) => {
  const event = { type: 'assistant', session_id: 's', message: { content: [] } };
  const said = { ...event, message: { content: [{ type: 'text', text: 'Hm.' }] } };
  const thrown = new Error('the journal is full');
  const played = await play(
    temporaryFolder(t),
    `cat >/dev/null; echo '${JSON.stringify(said)}'; sleep 600`,
    {
      control: {
        onTrace: () => {
          throw thrown;
        },
      },
    },
  );
  assert.equal(played.thrown, thrown);
  assertNobodyLeft(played);
});

test('a trace has a bound, what is used is told beyond it', async (t) => {
  const root = temporaryFolder(t);
  const event = {
    type: 'assistant',
    session_id: 's',
    message: { id: 'm', content: [{ type: 'text', text: 'Hm.' }], usage: { input_tokens: 1 } },
  };
  const counts = { said: 0, usage: 0 };
  const played = await play(
    root,
    `cat >/dev/null; yes '${JSON.stringify(event)}' | head -n 12000`,
    {
      task: { artifacts: [] },
      control: {
        onTrace: ({ kind }) => {
          counts.said += kind === 'said' ? 1 : 0;
          counts.usage += kind === 'usage' ? 1 : 0;
        },
      },
    },
  );
  assert.equal(played.thrown, null);
  assert.deepEqual(counts, { said: 10_000, usage: 12_000 });
});

test('a line for the shell goes through the sandbox as words', async (t) => {
  const root = temporaryFolder(t);
  const seen: unknown[] = [];
  const played = await play(root, '', {
    task: { artifacts: [] },
    options: { command: { kind: 'shell', text: 'cat | tr a-z A-Z' } },
    control: {
      contain: (command) => {
        seen.push(command.words);
        return Promise.resolve({ ...command, words: ['/usr/bin/env', ...command.words] });
      },
    },
  });
  assert.deepEqual(seen, [['/bin/sh', '-c', 'cat | tr a-z A-Z']]);
  assert.equal(played.output?.text, 'MAKE IT FAST.\n');
});

test('a sandbox that is not installed is named, not the agent', async (t) => {
  const played = await play(temporaryFolder(t), 'true', {
    control: {
      contain: (command) =>
        Promise.resolve({ ...command, words: ['no-such-sandbox', ...command.words] }),
    },
  });
  assert.match(messageOf(played), /could not be started: .*There is no program no-such-sandbox/);
});

test('a name that leaves the folder, a repeated name and an empty prompt start nothing', async (t) => {
  const root = temporaryFolder(t);
  const plain = { schema: null };
  for (const names of [
    ['../x.json'],
    ['/etc/x'],
    ['a/../../x'],
    [''],
    ['a\0b'],
    ['a', 'a'],
    ['.'],
  ]) {
    const artifacts = names.map((name) => ({ name, ...plain }));
    const played = await play(root, 'touch started', { task: { artifacts } });
    messageOf(played, 'E_CONFIG');
  }
  messageOf(await play(root, 'touch started', { task: { prompt: ' \n' } }), 'E_CONFIG');
  assert.equal(existsSync(join(taskIn(root).folder, 'started')), false);
});

test('wrong placeholders are refused when the executor is made', () => {
  for (const text of ['agent "{prompt}"', 'agent {promt_file}', 'a {Prompt}', 'a {prompt-file}']) {
    assert.throws(
      () => commandExecutor({ command: { kind: 'shell', text } }),
      (thrown) => thrown instanceof HoneError && thrown.code === 'E_CONFIG',
      text,
    );
  }
  commandExecutor({ command: { kind: 'shell', text: "awk '{print}' ${prompt} {{prompt}}" } });
});
