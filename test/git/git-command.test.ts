import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import { openRepository } from '../../src/git/index.ts';
import { runGit } from '../../src/git/git-command.ts';
import { atLeast, gitVersion, nowhere } from '../../src/git/git-version.ts';
import { failure, temporaryFolder, temporaryRepository } from './temporary-repository.ts';

/** A git that does what the test says, first on the PATH until the test ends. */
function fakeGit(t: TestContext, body: string): string {
  const subject = temporaryRepository(t);
  subject.write('bin/git', `#!/bin/sh\n${body}\n`);
  subject.git('add', '--chmod=+x', 'bin/git');
  subject.git('checkout', '-q', '-f', '--', 'bin/git');
  subject.git('-c', 'core.fileMode=true', 'checkout-index', '-f', 'bin/git');
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${join(subject.root, 'bin')}:${before}`;
  t.after(() => {
    process.env['PATH'] = before;
  });
  return subject.root;
}

test('says that git is not installed', async (t) => {
  const folder = temporaryFolder(t);
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = folder;
  t.after(() => {
    process.env['PATH'] = before;
  });
  await assert.rejects(openRepository(folder), failure('E_NO_GIT', /not installed.*apt-get/));
});

test('says that git is too old', async (t) => {
  fakeGit(t, 'echo git version 2.17.1');
  await assert.rejects(gitVersion(), failure('E_NO_GIT', /needs git 2\.30.*2\.17\.1/));
});

test('reads versions as vendors write them', async (t) => {
  fakeGit(t, 'echo "git version 2.39.5 (Apple Git-154)"');
  assert.deepEqual(await gitVersion(), [2, 39]);
  assert.equal(atLeast([2, 39], [2, 38]), true);
  assert.equal(atLeast([3, 0], [2, 38]), true);
  assert.equal(atLeast([2, 37], [2, 38]), false);
});

test('says that the folder is gone instead of blaming git', async (t) => {
  const place = { ...nowhere, cwd: join(temporaryFolder(t), 'gone') };
  await assert.rejects(runGit(place, ['version']), failure('E_NOT_FOUND', /does not exist/));
});

test('passes on what git said when it fails', async () => {
  await assert.rejects(
    runGit(nowhere, ['var', 'NONSENSE']),
    failure('E_REPOSITORY', /git var failed \(exit 129\): usage: git var/),
  );
});

test('ends git and what it started when interrupted', { timeout: 20_000 }, async (t) => {
  const root = fakeGit(t, 'sleep 1000 & echo $! > "$TMPDIR/child"; echo started; wait');
  const place = { ...nowhere, env: { TMPDIR: root } };
  const abort = new AbortController();
  const running = runGit(place, ['status'], {
    signal: abort.signal,
    onOutput: () => abort.abort(),
  });
  await assert.rejects(running, failure('E_INTERRUPTED', /Interrupted during git status/));
  await gone(Number(readFileSync(join(root, 'child'), 'utf8')));
});

test('ends git that takes too long', { timeout: 20_000 }, async (t) => {
  fakeGit(t, 'sleep 1000');
  await assert.rejects(
    runGit(nowhere, ['status'], { timeoutMs: 50 }),
    failure('E_REPOSITORY', /did not end within 0\.05 s/),
  );
});

test('gives the failure of who takes the output, and ends git', { timeout: 20_000 }, async (t) => {
  fakeGit(t, 'yes');
  const running = runGit(nowhere, ['log'], {
    onOutput: () => {
      throw new Error('enough');
    },
  });
  await assert.rejects(running, /enough/);
});

test('survives a git that does not read its input', async (t) => {
  fakeGit(t, 'exec 0<&-; echo done');
  const input = 'x'.repeat(1_000_000);
  const { stdout } = await runGit(nowhere, ['apply'], { input });
  assert.equal(stdout.toString(), 'done\n');
});

test('passes on none of the caller variables that steer git', async (t) => {
  const folder = temporaryFolder(t);
  fakeGit(t, `env > '${folder}/env'`);
  for (const name of ['GIT_DIR', 'GIT_EXTERNAL_DIFF', 'GIT_SSH_COMMAND', 'PAGER', 'EDITOR']) {
    process.env[name] = '/evil';
    t.after(() => delete process.env[name]);
  }
  await runGit(nowhere, ['status']);
  const env = readFileSync(join(folder, 'env'), 'utf8');
  assert.doesNotMatch(env, /evil/);
  assert.match(env, /^GIT_TERMINAL_PROMPT=0$/m);
  assert.match(env, /^GIT_CONFIG_NOSYSTEM=1$/m);
  assert.match(env, /^LC_ALL=C$/m);
  assert.equal(existsSync(join(folder, 'env')), true);
});

/** Resolves once a process does not exist any more; the test's own timeout bounds the wait. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return; // ESRCH is what we wait for
    }
    if (readState(pid) === 'Z') {
      return; // ended, and only its new parent has not fetched the exit code yet
    }
    await setImmediate();
  }
}

function readState(pid: number): string {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) ? (readFileSync(path, 'utf8').split(') ')[1]?.charAt(0) ?? '') : '';
}
