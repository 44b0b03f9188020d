import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { runCommand } from '../../src/agent/index.ts';
import { userEnvironment } from '../../src/base/index.ts';
import { publishArtifacts, type RunPublishCommand } from '../../src/publish/index.ts';
import { artifact, fakeTools, requestFor, RUN, temporaryFolder } from './publish-setup.ts';

const runShell: RunPublishCommand = async (request) => {
  const { stdout } = await runCommand({
    ...request,
    what: 'The publishing command',
    env: { ...userEnvironment(process.env), ...request.env },
    graceMs: 1_000,
    outputBytesMax: 100_000,
    logPath: null,
    owns: () => {},
  });
  return { stdout: stdout.text };
};

test('a real command reads the lines, fails for a moment, then takes them', async (t) => {
  const root = temporaryFolder(t);
  const text = `[ -e tried ] || { touch tried; echo "HTTP 429" >&2; exit 1; }
    cat > received; echo "kept $HONE_ARTIFACT_COUNT of $HONE_RUN"`;
  const command = { kind: 'shell', text } as const;
  const target = { kind: 'command', command, cwd: root, timeoutMs: 10_000 } as const;
  const request = requestFor([artifact(root, 'a.json', '{}')], [target]);
  const tools = { ...fakeTools(), runCommand: runShell };
  const published = await publishArtifacts(request, tools);
  assert.deepEqual(tools.waits, [1_000]);
  assert.equal(published.targets[0]?.status, 'success');
  assert.equal(published.targets[0]?.result, `kept 1 of ${RUN}`);
  assert.match(readFileSync(join(root, 'received'), 'utf8'), /^\{"name":"a\.json",.*\}\n$/);
});

test('a command that refuses is told with its last lines', async (t) => {
  const root = temporaryFolder(t);
  const command = {
    kind: 'shell',
    text: 'cat >/dev/null; echo "no such feed" >&2; exit 2',
  } as const;
  const target = { kind: 'command', command, cwd: root, timeoutMs: 10_000 } as const;
  const request = requestFor([artifact(root, 'a.json', '{}')], [target]);
  const published = await publishArtifacts(request, { ...fakeTools(), runCommand: runShell });
  assert.equal(published.targets[0]?.status, 'failed');
  assert.equal(published.targets[0]?.attempts.length, 1);
  assert.match(published.targets[0]?.error ?? '', /exit code 2.*no such feed/s);
});
