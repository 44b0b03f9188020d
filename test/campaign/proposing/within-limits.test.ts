import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { executorFor, type RoleOutput } from '../../../src/agent/index.ts';
import { HoneError } from '../../../src/base/index.ts';
import {
  AGENT_LIMITS,
  type AgentLimits,
  withinLimits,
} from '../../../src/campaign/proposing/within-limits.ts';

/** Runs a line for the shell as an agent with limits. */
function run(
  context: TestContext,
  line: string,
  limits: Partial<AgentLimits>,
  signal: AbortSignal = new AbortController().signal,
): Promise<RoleOutput> {
  const root = mkdtempSync(join(tmpdir(), 'hone-limits-test-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'clone');
  mkdirSync(folder);
  const command = { kind: 'shell', text: line } as const;
  const executor = executorFor(
    { kind: 'command', preset: null, command },
    { env: {}, human: null },
  );
  return withinLimits(executor, { changes: true, limits: { ...AGENT_LIMITS, ...limits } })(
    {
      role: 'developer',
      prompt: 'Make it fast.',
      folder,
      outputFolder: join(root, 'output'),
      artifacts: [],
      env: {},
    },
    { signal, timeoutMs: 20_000, owns: () => undefined },
  );
}

const refused = (pattern: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof HoneError && thrown.code === 'E_COMMAND', String(thrown));
  assert.match(thrown.message, pattern);
  return true;
};

test('an agent within its limits is left alone', async (context) => {
  const { text } = await run(context, 'cat > /dev/null; echo 1 > file; echo done', {});
  assert.equal(text, 'done\n');
});

const skip = existsSync('/proc/self/status') ? false : 'there is no /proc here';

test('one that runs too many processes is ended, and the number is said', { skip }, async (t) => {
  const line = 'cat > /dev/null; for i in 1 2 3 4 5; do sleep 60 & done; wait';
  await assert.rejects(
    run(t, line, { processesMax: 3 }),
    refused(/^The developer's agent ran \d processes at once, more than the 3 allowed, and was /),
  );
});

test('one that has written too much is refused, also when it was too quick to be seen', async (t) => {
  const line = 'cat > /dev/null; head -c 3000000 /dev/zero > full';
  await assert.rejects(
    run(t, line, { writtenBytesMax: 1_000_000 }),
    refused(/^The developer's agent wrote [\d.]+ MiB, more than the 1 MiB allowed/),
  );
});

test('its own failure and an interruption are told as they are', async (context) => {
  await assert.rejects(run(context, 'cat > /dev/null; exit 3', {}), refused(/exit code 3/));
  const interrupted = AbortSignal.abort();
  await assert.rejects(run(context, 'sleep 60', {}, interrupted), { code: 'E_INTERRUPTED' });
});
