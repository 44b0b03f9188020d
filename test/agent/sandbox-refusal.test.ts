import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type AgentSpec, type Contain, executorFor } from '../../src/agent/index.ts';
import { runTool } from '../../src/agent/model/run-tool.ts';
import { MODEL_LIMITS } from '../../src/agent/model/limits.ts';
import { HoneError } from '../../src/base/index.ts';
import { taskIn, temporaryFolder } from './agent-setup.ts';

const NOBODY = { env: {}, human: null };

const CONTROL = { signal: new AbortController().signal, timeoutMs: 20_000, owns: () => undefined };

const COMMAND = { kind: 'words', words: ['/bin/sh', '-c', 'cat > /dev/null; echo done'] } as const;

/** A sandbox that does not start the first times, as when a socket that it covers has gone. */
function refusing(times: number, prints = ''): { readonly contain: Contain; starts: number } {
  const refusal = `${prints} echo "bwrap: Can't mount on /run/gone: No such file" >&2; exit 1`;
  const contain: Contain = (command) => {
    sandbox.starts++;
    const words = ['/bin/sh', '-c', refusal] as const;
    return Promise.resolve(sandbox.starts <= times ? { ...command, words } : command);
  };
  const sandbox = { contain, starts: 0 };
  return sandbox;
}

async function thrownBy(work: Promise<unknown>): Promise<HoneError> {
  return work.then(
    () => assert.fail('it was to fail'),
    (thrown: unknown) => {
      assert.ok(thrown instanceof HoneError);
      return thrown;
    },
  );
}

test('a command whose sandbox refused to start is started again, in a sandbox made anew', async (t) => {
  const sandbox = refusing(2);
  const spec: AgentSpec = { kind: 'command', preset: null, command: COMMAND };
  const task = taskIn(temporaryFolder(t), { artifacts: [] });
  const { contain } = sandbox;
  const output = await executorFor(spec, NOBODY)(task, { ...CONTROL, contain });
  assert.equal(output.text, 'done\n');
  assert.equal(sandbox.starts, 3);
});

test('a sandbox that goes on refusing is named after three starts, whoever is in it', async (t) => {
  for (const spec of [
    { kind: 'command', preset: null, command: COMMAND },
    { kind: 'acp', command: COMMAND },
  ] satisfies AgentSpec[]) {
    const sandbox = refusing(9);
    const task = taskIn(temporaryFolder(t), { artifacts: [] });
    const { contain } = sandbox;
    const thrown = await thrownBy(executorFor(spec, NOBODY)(task, { ...CONTROL, contain }));
    assert.equal(thrown.code, 'E_COMMAND');
    assert.match(thrown.message, /sandbox did not start.*bwrap: Can't mount on \/run\/gone/s);
    assert.equal(sandbox.starts, 3, spec.kind);
  }
});

test('what ran in its sandbox and failed is not started again', async (t) => {
  const sandbox = refusing(9, 'echo working;');
  const spec: AgentSpec = { kind: 'command', preset: null, command: COMMAND };
  const task = taskIn(temporaryFolder(t), { artifacts: [] });
  const { contain } = sandbox;
  const thrown = await thrownBy(executorFor(spec, NOBODY)(task, { ...CONTROL, contain }));
  assert.match(thrown.message, /exit code 1/);
  assert.equal(sandbox.starts, 1);
});

test('a line that a model runs gets another start as well', async (t) => {
  const folder = temporaryFolder(t);
  const { owns, signal } = CONTROL;
  const use = (contain: Contain): Promise<unknown> =>
    Promise.resolve(
      runTool({
        workspace: { folder, outputFolder: folder, handInFolder: folder, promptPath: folder },
        env: {},
        contain,
        owns,
        limits: MODEL_LIMITS,
        signal,
      }).use(new Map([['command', 'echo done']])),
    );
  const sandbox = refusing(1);
  assert.match(JSON.stringify(await use(sandbox.contain)), /done/);
  assert.equal(sandbox.starts, 2);
  const stubborn = refusing(9);
  assert.match(JSON.stringify(await use(stubborn.contain)), /bwrap: Can't mount/);
  assert.equal(stubborn.starts, 3);
});
