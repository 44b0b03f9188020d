import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { userEnvironment } from '../../src/base/index.ts';
import { request, runnerFor, temporaryFolder } from './runner/bench-setup.ts';

test("a command started from npx finds the user's node", async (t) => {
  const folder = temporaryFolder(t);
  const honeNode = join(folder, 'node_modules', 'node', 'bin', 'node');
  const usersNode = join(folder, 'usr', 'bin', 'node');
  for (const [path, answer] of [
    [honeNode, "hone's"],
    [usersNode, "the user's"],
  ] as const) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho "${answer}"\n`, { mode: 0o755 });
  }
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin);
  symlinkSync(honeNode, join(bin, 'node'));
  const PATH = [bin, join(honeNode, '..'), join(usersNode, '..'), '/usr/bin:/bin'].join(':');
  const runner = await runnerFor(t, {});
  const asNpx = { PATH, NODE_OPTIONS: '--no-such-flag', npm_execpath: 'npx' };
  const before = await runner.run(request(['node', '-v'], { env: asNpx }));
  assert.equal(before.stdoutText, "hone's\n", 'without the cleaning it would be the wrong one');
  const env = userEnvironment(asNpx, honeNode);
  assert.equal((await runner.run(request(['node', '-v'], { env }))).stdoutText, "the user's\n");
  const { stdoutText } = await runner.run(request(['env'], { env }));
  assert.doesNotMatch(stdoutText ?? '', /NODE|npm_/);
});
