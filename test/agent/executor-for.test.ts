import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { executorFor } from '../../src/agent/index.ts';
import { HoneError } from '../../src/base/index.ts';
import { script, taskIn, temporaryFolder } from './agent-setup.ts';

const CONTROL = {
  signal: new AbortController().signal,
  timeoutMs: 60_000,
  owns: () => {},
};
const NOBODY = { env: {}, human: null };

function usageError(pattern: RegExp): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof HoneError && thrown.code === 'E_USAGE', String(thrown));
    assert.match(thrown.message, pattern);
    return true;
  };
}

test('a command line runs', async (t) => {
  const root = temporaryFolder(t);
  const words = [script(root, 'cat')] as const;
  const spec = { kind: 'command', preset: null, command: { kind: 'words', words } } as const;
  const output = await executorFor(spec, NOBODY)(taskIn(root, { artifacts: [] }), CONTROL);
  assert.equal(output.text, 'Make it fast.\n');
});

test('a preset adds its words before those of the user', async (t) => {
  const root = temporaryFolder(t);
  const words = [script(root, 'cat > /dev/null; echo "$@"'), '--model', 'x'] as const;
  const spec = { kind: 'command', preset: 'codex', command: { kind: 'words', words } } as const;
  const output = await executorFor(spec, NOBODY)(taskIn(root, { artifacts: [] }), CONTROL);
  assert.match(output.text, /^exec --json .* --model x\n$/);
});

test('in the sandbox a preset has a state folder of its own, which is gone afterwards', async (t) => {
  const root = temporaryFolder(t);
  const words = [script(root, 'cat > /dev/null; ls -A "$CODEX_HOME"; echo "$CODEX_HOME"')] as const;
  const spec = { kind: 'command', preset: 'codex', command: { kind: 'words', words } } as const;
  const writable: string[] = [];
  const output = await executorFor(spec, NOBODY)(taskIn(root, { artifacts: [] }), {
    ...CONTROL,
    contain: (command, folders) => {
      writable.push(...folders);
      return Promise.resolve(command);
    },
  });
  const [listed, folder = ''] = output.text.split('\n');
  assert.equal(listed, 'auth.json');
  assert.ok(writable.includes(folder), `${folder} is writable`);
  assert.equal(existsSync(folder), false);
});

test('a person in no terminal is refused, and so is a model without its key', () => {
  assert.throws(
    () => executorFor({ kind: 'human' }, NOBODY),
    usageError(/nobody can be asked here\. Run it in a terminal/),
  );
  const model = {
    kind: 'model',
    url: 'http://127.0.0.1:9',
    model: 'm',
    keyVariable: 'KEY',
  } as const;
  for (const env of [{}, { KEY: ' ' }]) {
    assert.throws(
      () => executorFor(model, { ...NOBODY, env }),
      usageError(/environment variable KEY, which is not set/),
    );
  }
});

test('every other kind is loaded when it is used, and refuses an abort as all do', async (t) => {
  const command = { kind: 'words', words: ['no-such-agent'] } as const;
  const human = { editor: null, tell: () => {}, ask: () => new Promise<never>(() => {}) };
  for (const spec of [
    { kind: 'acp', command },
    { kind: 'model', url: 'http://127.0.0.1:9', model: 'm', keyVariable: null },
    { kind: 'human' },
  ] as const) {
    const executor = executorFor(spec, { env: {}, human });
    await assert.rejects(
      executor(taskIn(temporaryFolder(t)), { ...CONTROL, signal: AbortSignal.abort() }),
      (thrown) => thrown instanceof HoneError && thrown.code === 'E_INTERRUPTED',
      spec.kind,
    );
  }
});
