import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

import { build, stop } from 'esbuild';

import { openRunner } from '../../src/bench/index.ts';
import { processTable } from '../../src/base/index.ts';
import { descendantsOf } from '../../src/bench/process-tree.ts';
import {
  pidsIn,
  program,
  request,
  runnerFor,
  runnerPids,
  runs,
  temporaryFolder,
  until,
} from './runner/bench-setup.ts';

for (const spawner of ['posix_spawn', 'child_process'] as const) {
  test(`a killed engine leaves no measured process behind (${spawner})`, async (t) => {
    const ready = join(temporaryFolder(t), 'ready');
    const words = [program('engine.ts'), program('hang.sh'), ready, spawner];
    const engine = spawn(process.execPath, words, { stdio: 'ignore' });
    const [main = 0, inGroup = 0, detached = 0] = await pidsIn(ready);
    const family = descendantsOf(engine.pid ?? 0, processTable()).map((entry) => entry.pid);
    engine.kill('SIGKILL');
    await until('the command is gone', () => !runs(main) && !runs(inGroup));
    if (spawner === 'child_process') {
      process.kill(detached, 'SIGKILL'); // its hello says that such processes are not found
    }
    await until('the runner and all below it are gone', () => !family.some((pid) => runs(pid)));
  });
}

test('a runner that dies is an error that says so, and its command does not live on', async (t) => {
  const runner = await runnerFor(t, {});
  const ready = join(temporaryFolder(t), 'ready');
  const run = runner.run(request([program('hang.sh'), ready]));
  const [main = 0, inGroup = 0, detached = 0] = await pidsIn(ready);
  process.kill(runnerPids()[0] ?? 0, 'SIGKILL');
  await assert.rejects(run, { code: 'E_COMMAND', message: /The runner.*SIGKILL/ });
  await until('the command is gone', () => !runs(main) && !runs(inGroup));
  process.kill(detached, 'SIGKILL'); // in a session of its own, and nobody left to adopt it
  await assert.rejects(runner.run(request(['true'])), { code: 'E_COMMAND', message: /The runner/ });
});

test('a command that takes its runner with it is still told to have used up too much', async (t) => {
  const ready = join(temporaryFolder(t), 'ready');
  const exit = { kind: 'exceeded', what: 'memory', used: 3e9, allowed: 2e9 } as const;
  const runner = await runnerFor(t, {
    watch: (pid, onExceeded) => {
      void pidsIn(ready).then(() => {
        process.kill(pid, 'SIGKILL');
        onExceeded(exit);
      });
      return () => undefined;
    },
  });
  const result = await runner.run(request([program('hang.sh'), ready]));
  assert.deepEqual(result.exit, exit);
  const [main = 0, , detached = 0] = await pidsIn(ready);
  await until('the command is gone', () => !runs(main));
  process.kill(detached, 'SIGKILL'); // in a session of its own, and nobody left to adopt it
});

test('a runner that can not start is an error with what it said', async () => {
  const broken = openRunner({ entry: '/no/such/runner.ts' });
  await assert.rejects(broken, { code: 'E_COMMAND', message: /Cannot find module/ });
});

test('starting can be given up', async () => {
  const opening = openRunner({ signal: AbortSignal.abort() });
  await assert.rejects(opening, { code: 'E_INTERRUPTED' });
  assert.deepEqual(runnerPids(), []);
});

test('closing ends a command that still runs, and may be repeated', async (t) => {
  const runner = await openRunner();
  const ready = join(temporaryFolder(t), 'ready');
  const run = runner.run(request([program('hang.sh'), ready]));
  const [main = 0] = await pidsIn(ready);
  const closed = runner.close();
  await assert.rejects(run, { code: 'E_COMMAND' });
  await closed;
  await runner.close();
  assert.equal(runs(main), false);
  assert.deepEqual(runnerPids(), []);
});

test('a timeout of any length is taken', async (t) => {
  const runner = await runnerFor(t, {});
  for (const timeoutMs of [Number.MAX_SAFE_INTEGER, 3e9]) {
    const { exit } = await runner.run(request(['true'], { timeoutMs }));
    assert.deepEqual(exit, { kind: 'exited', code: 0 });
  }
  const { exit } = await runner.run(request(['sleep', '600'], { timeoutMs: 0 }));
  assert.deepEqual(exit, { kind: 'timed-out', afterMs: 0 });
});

test('cancelling after the end does not reach the next sample', async (t) => {
  const runner = await runnerFor(t, {});
  for (let round = 0; round < 20; round++) {
    const abort = new AbortController();
    const first = runner.run(request(['true']), abort.signal);
    setImmediate(() => abort.abort());
    await first.catch(() => undefined);
    const { stdoutText } = await runner.run(request(['echo', String(round)]));
    assert.equal(stdoutText, `${round}\n`);
  }
});

test('the published runner stays under 60 MB over many samples', async (t) => {
  const entry = await bundledRunner(t, fileURLToPath(import.meta.resolve('koffi')));
  const runner = await runnerFor(t, { entry });
  const env = { PATH: '/usr/bin:/bin', PADDING: 'x'.repeat(4_000) };
  for (let sample = 0; sample < 200; sample++) {
    await runner.run(request(['echo', 'some output'], { env }));
  }
  assert.ok(runner.peakRssBytes() < 60e6, `${runner.peakRssBytes()} bytes`);
});

test('a runner without koffi starts commands in the other way and says so', async (t) => {
  const runner = await runnerFor(t, { entry: await bundledRunner(t, '/no/such/koffi.js') });
  const { spawner, notes } = runner.hello;
  assert.equal(spawner, 'child_process');
  assert.ok(notes.some((note) => note.startsWith("posix_spawn can't be used here")));
  assert.equal((await runner.run(request(['echo', 'hello']))).stdoutText, 'hello\n');
});

test('a read-only or full folder for outputs is an error, not a shorter output', async (t) => {
  const [full, readOnly] = [tmpfsFor(t, 'size=1m'), tmpfsFor(t, 'ro')];
  if (full === null || readOnly === null) {
    t.skip('a small file system can not be mounted here (needs root)');
    return;
  }
  const small = await runnerFor(t, { outputFolder: full });
  const fits = await small.run(request(['seq', '1000']));
  assert.equal(fits.outputBytes, 3893);
  const tooMuch = small.run(request(['head', '-c', '5000000', '/dev/zero']));
  await assert.rejects(tooMuch, { code: 'E_DISK', message: /is full/ });
  assert.equal((await small.run(request(['seq', '10']))).outputBytes, 21);
  const locked = await runnerFor(t, { outputFolder: readOnly });
  await assert.rejects(locked.run(request(['true'])), { code: 'E_DISK', message: /TMPDIR/ });
});

/** The runner as it is published: one file, with koffi beside it. */
async function bundledRunner(t: TestContext, koffi: string): Promise<string> {
  t.after(() => stop());
  const entry = join(temporaryFolder(t), 'runner.js');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/bench/runner/main.ts', import.meta.url))],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [
      {
        name: 'koffi-outside',
        setup: (esbuild) => {
          esbuild.onResolve({ filter: /^koffi$/ }, () => ({ path: koffi, external: true }));
        },
      },
    ],
  });
  return entry;
}

function tmpfsFor(t: TestContext, options: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'hone-test-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  t.after(() => {
    spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  return status === 0 ? folder : null;
}
