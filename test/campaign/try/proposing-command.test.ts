import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';

import { checkProposal } from '../../../src/campaign/try/trial.ts';
import { runOn } from './run-on.ts';

const CONFIG = `version: 1
benchmarks: [{ id: work, run: sh src/main.sh }]
scope: { write: [src/**] }
`;
const FILES = { 'hone.yaml': CONFIG, 'src/main.sh': 'echo slow\n' };

const skip =
  spawnSync('bwrap', ['--ro-bind', '/', '/', 'true']).status === 0 ? false : 'bwrap is missing';

/** A program of the user's own that lies outside of the repository, in a temporary folder. */
function program(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hone-proposer-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'propose.sh');
  writeFileSync(path, '#!/bin/sh\necho echo fast > src/main.sh\n', { mode: 0o755 });
  return path;
}

async function proposedBy(t: TestContext, word: string, containment: 'bwrap' | 'none') {
  const { run } = await runOn(t, { config: CONFIG, files: FILES, containment });
  const source = { kind: 'command', command: { kind: 'words', words: [word] } } as const;
  return (await checkProposal(run, { name: 'command', source })).collected;
}

test('a program outside of the repository is found in the sandbox', { skip }, async (t) => {
  const collected = await proposedBy(t, program(t), 'bwrap');
  assert.ok(collected.kind === 'collected', JSON.stringify(collected));
  assert.match(collected.patch, /^\+echo fast$/m);
});

test('a relative path that means nothing in the clone is told as such', async (t) => {
  const path = relative(process.cwd(), program(t));
  const collected = await proposedBy(t, path, 'none');
  assert.ok(collected.kind === 'unusable');
  assert.match(collected.reason, /ran in a clone of the repository, where .*propose\.sh is not/);
  assert.match(collected.reason, /give its absolute path/);
});
