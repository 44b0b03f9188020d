import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';

import { processTable } from '../../../src/base/index.ts';
import { descendantsOf } from '../../../src/bench/process-tree.ts';
import {
  pidsIn,
  program,
  request,
  runnerFor,
  runnerPids,
  runs,
  temporaryFolder,
} from './bench-setup.ts';

const MIB = 1_048_576;
const noPerl = spawnSync('perl', ['-v']).status === 0 ? false : 'perl is not installed';

suite('a runner with posix_spawn on Linux', { skip: process.platform !== 'linux' }, () => {
  test('finds what a command leaves behind however it detached itself', async (t) => {
    const runner = await runnerFor(t, {});
    for (const exactMemory of [false, true]) {
      const words = [program('leave-behind.sh'), 'detached'] as const;
      const result = await runner.run(request(words, { exactMemory }));
      assert.equal(result.stdoutText, 'done\n');
      assert.deepEqual(
        result.leftovers.map((name) => name.replace(/\d+\)/, ')')),
        ['sleep 600 (pid )'],
      );
      assert.equal(runs(Number(/\d+(?=\)$)/.exec(result.leftovers[0] ?? '')?.[0])), false);
    }
  });

  test('ends a leftover that keeps changing its process id', { skip: noPerl }, async (t) => {
    const runner = await runnerFor(t, {});
    const result = await runner.run(request([program('hop.pl')]));
    assert.ok(result.leftovers.length > 0);
    assert.deepEqual(descendantsOf(runnerPids()[0] ?? 0, processTable()), []);
    assert.deepEqual((await runner.run(request(['true']))).leftovers, []);
  });

  test('names many leftovers by number', async (t) => {
    const runner = await runnerFor(t, {});
    const script = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do ';
    const result = await runner.run(request(['sh', '-c', `${script} sleep 600 & done`]));
    assert.equal(result.leftovers.length, 21);
    assert.equal(result.leftovers.at(-1), 'and 2 more');
  });

  test(
    'charges the CPU time of orphans that ended before the command',
    { skip: noPerl },
    async (t) => {
      const runner = await runnerFor(t, {});
      const result = await runner.run(request([program('orphan-works.sh'), temporaryFolder(t)]));
      assert.deepEqual(result.exit, { kind: 'exited', code: 0 });
      assert.deepEqual(result.leftovers, []);
      const cpuNs = (result.userNs ?? 0) + (result.systemNs ?? 0);
      assert.ok(cpuNs >= 190e6, `${cpuNs} ns of CPU time include the orphan's 0.2 s`);
    },
  );

  test('sees small peaks exactly when asked to', { skip: noPerl }, async (t) => {
    const runner = await runnerFor(t, {});
    for (const mebibytes of [1, 5, 20]) {
      const words = [program('use-memory.pl'), String(mebibytes)] as const;
      const result = await runner.run(request(words, { exactMemory: true }));
      const ownCount = Number(result.stdoutText) * 1024;
      assert.ok(ownCount > mebibytes * MIB);
      const difference = Math.abs((result.peakRssBytes ?? 0) - ownCount);
      assert.ok(difference < MIB, `${result.peakRssBytes} is close to ${ownCount}`);
      assert.ok(result.notes.some((note) => note.includes('/bin/sh')));
    }
    const { peakRssBytes } = await runner.run(request(['true'], { exactMemory: true }));
    assert.ok(peakRssBytes !== null && peakRssBytes < 5 * MIB, `${peakRssBytes}`);
  });

  test('reports no peak rather than its own', { skip: noPerl }, async (t) => {
    const runner = await runnerFor(t, {});
    assert.equal((await runner.run(request(['true']))).peakRssBytes, null);
    const { peakRssBytes } = await runner.run(request([program('use-memory.pl'), '300']));
    assert.ok(peakRssBytes !== null && peakRssBytes > 300 * MIB, `${peakRssBytes}`);
  });

  test('behaves the same when it looks at memory', async (t) => {
    const runner = await runnerFor(t, {});
    const exactMemory = true;
    const folder = temporaryFolder(t);
    const echo = ['sh', '-c', 'printf "%s|" "$@" "$A" "$PWD"; cat; exit 3', 'sh', '', "it's"];
    const changes = { exactMemory, cwd: folder, stdinPath: program('exit-with.sh') };
    const env = { PATH: '/usr/bin:/bin', A: 'ä\n' };
    const result = await runner.run(request(['sh', ...echo.slice(1)], { ...changes, env }));
    const input = readFileSync(program('exit-with.sh'), 'utf8');
    assert.equal(result.stdoutText, `|it's|ä\n|${folder}|${input}`);
    assert.deepEqual(result.exit, { kind: 'exited', code: 3 });
    const signals = await runner.run(request([program('signals.sh')], { exactMemory }));
    assert.match(signals.stdoutText ?? '', /SigBlk:\s0+\nSigIgn:\s0+\n0, 1, 2, 3\n$/);
    const died = await runner.run(request([program('die-by.sh'), 'INT'], { exactMemory }));
    assert.deepEqual(died.exit, { kind: 'signalled', signal: 'SIGINT' });
    for (const word of ['no-such-command', program('missing-interpreter')]) {
      const refused = runner.run(request([word], { exactMemory }));
      await assert.rejects(refused, { code: 'E_COMMAND' });
    }
  });

  test('ends a command on time when it looks at memory', async (t) => {
    const runner = await runnerFor(t, {});
    const ready = join(temporaryFolder(t), 'ready');
    const changes = { exactMemory: true, timeoutMs: 1_500 };
    const result = await runner.run(request([program('hang.sh'), ready], changes));
    assert.deepEqual(result.exit, { kind: 'timed-out', afterMs: 1_500 });
    assert.deepEqual((await pidsIn(ready)).map(runs), [false, false, false]);
  });

  test('pins to the core that its hello names, and only when asked to', oneCore(), async (t) => {
    const runner = await runnerFor(t, {});
    const allowed = await coresOf(t, 'free');
    const { pinnedCore } = runner.hello;
    assert.ok(pinnedCore !== null);
    assert.equal(await coresOf(t, 'pinned'), String(pinnedCore));
    assert.equal(await coresOf(t, 'free'), allowed);
    assert.notEqual(allowed, String(pinnedCore));

    async function coresOf(_: TestContext, placement: 'free' | 'pinned'): Promise<string> {
      const words = ['grep', 'Cpus_allowed_list', '/proc/self/status'] as const;
      const { stdoutText } = await runner.run(request(words, { placement }));
      return (stdoutText ?? '').split(':')[1]?.trim() ?? '';
    }
  });

  test('pins to another core on request, or says why not', oneCore(), async (t) => {
    assert.equal((await runnerFor(t, { core: 0 })).hello.pinnedCore, 0);
    const { hello } = await runnerFor(t, { core: 4000 });
    assert.notEqual(hello.pinnedCore, 4000);
    assert.ok(hello.notes.some((note) => note.startsWith("Core 4000 can't be used")));
  });

  test('gives commands the priority that its hello names', async (t) => {
    const runner = await runnerFor(t, {});
    const { stdoutText } = await runner.run(request(['cat', '/proc/self/stat']));
    assert.equal(Number(stdoutText?.split(' ')[18]), runner.hello.niceness);
  });
});

function oneCore(): { skip: string | false } {
  return { skip: availableParallelism() < 2 ? 'there is only one core' : false };
}
