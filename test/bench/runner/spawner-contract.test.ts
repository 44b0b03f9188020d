import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';

import {
  pidsIn,
  program,
  request,
  runnerFor,
  runnerPids,
  runs,
  temporaryFolder,
} from './bench-setup.ts';
import { processTable } from '../../../src/base/index.ts';
import { descendantsOf } from '../../../src/bench/process-tree.ts';

const linux = process.platform === 'linux';

for (const spawner of ['posix_spawn', 'child_process'] as const) {
  suite(`a runner with ${spawner}`, () => {
    test('says how it works and keeps its notes in words', async (t) => {
      const { hello } = await runnerFor(t, { spawner });
      assert.equal(hello.spawner, spawner);
      assert.ok(hello.notes.every((note) => note.endsWith('.')));
      assert.equal(
        hello.notes.length > 0,
        spawner === 'child_process' || hello.pinnedCore === null,
      );
    });

    test('reports what a command printed and how long it took', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const result = await runner.run(request(['sh', '-c', 'sleep 0.05; echo größe; echo no >&2']));
      const printed = 'größe\n';
      assert.deepEqual(result.exit, { kind: 'exited', code: 0 });
      assert.equal(result.stdoutText, printed);
      assert.equal(result.outputBytes, Buffer.byteLength(printed));
      assert.equal(result.outputSha256, createHash('sha256').update(printed).digest('hex'));
      assert.equal(result.stderrTail, 'no\n');
      assert.ok(result.wallNs >= 50e6, `${result.wallNs} ns is at least the sleep`);
      assert.ok(Math.abs(Date.now() - Date.parse(result.startedAt)) < 60_000);
      assert.deepEqual(result.leftovers, []);
    });

    test('reports exit codes and signals', async (t) => {
      const runner = await runnerFor(t, { spawner });
      for (const code of [0, 1, 127, 255]) {
        const { exit } = await runner.run(request([program('exit-with.sh'), String(code)]));
        assert.deepEqual(exit, { kind: 'exited', code });
      }
      for (const signal of ['KILL', 'TERM', 'SEGV', 'ABRT', 'PIPE']) {
        const { exit } = await runner.run(request([program('die-by.sh'), signal]));
        assert.deepEqual(exit, { kind: 'signalled', signal: `SIG${signal}` });
      }
    });

    test('passes words, folder, environment and input on unchanged', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const folder = temporaryFolder(t);
      writeFileSync(join(folder, 'input'), 'from a file');
      const script = 'printf "%s|" "$@" "$LINE" "$PWD"; cat';
      const result = await runner.run(
        request(['sh', '-c', script, 'sh', '', 'a  b', "it's", 'ü'], {
          cwd: folder,
          env: { PATH: '/usr/bin:/bin', LINE: 'two\nlines' },
          stdinPath: join(folder, 'input'),
        }),
      );
      assert.equal(result.stdoutText, `|a  b|it's|ü|two\nlines|${folder}|from a file`);
    });

    test('gives a command nothing of a longer one before it', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const show = 'printf "%s|" "$@"; env | grep -c "^LEFT"; true';
      const PATH = '/usr/bin:/bin';
      const left = numbers(3_000).map((at) => [`LEFT${at}`, 'ü'] as const);
      const long = numbers(300).map((at) => `${at}`.repeat(30));
      for (const words of [long, ['one'], [...long, '', 'end'], ['two', '']]) {
        const run = async (given: string[], env: Record<string, string>): Promise<void> => {
          const asked = request(['/bin/sh', '-c', show, 'sh', ...given], { env: { ...env, PATH } });
          const { stdoutText } = await runner.run(asked);
          const expected = `${given.join('|')}|${Object.keys(env).length}\n`;
          assert.ok(stdoutText === expected, `${given.length} words, ${stdoutText?.slice(-80)}`);
        };
        await run(words, Object.fromEntries(left));
        await run(words.slice(0, 1), {});
      }
    });

    test('starts a command with nothing of its own: signals, descriptors, input', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const result = await runner.run(request([program('signals.sh')]));
      const [blocked, ignored, descriptors, input] = (result.stdoutText ?? '').split('\n');
      assert.match(blocked ?? '', /^SigBlk:\s+0+$/);
      // glibc keeps 32 and 33 to itself; Node's own start may leave them ignored.
      assert.match(ignored ?? '', /^SigIgn:\s+0+(?:180000000)?$/);
      assert.match(descriptors ?? '', spawner === 'posix_spawn' ? /^0, 1, 2, 3$/ : /^0, 1, 2, /);
      assert.equal(input, '', 'standard input is empty and at its end');
    });

    test('leads a process group of its own', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const { stdoutText } = await runner.run(request(['sh', '-c', 'echo $$; cat /proc/$$/stat']));
      const [pid, stat] = (stdoutText ?? '').split('\n');
      if (linux) {
        assert.equal(stat?.split(' ')[4], pid);
      }
    });

    test('kills a command that takes too long, with its helpers', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const ready = join(temporaryFolder(t), 'ready');
      const result = await runner.run(request([program('hang.sh'), ready], { timeoutMs: 1_500 }));
      assert.deepEqual(result.exit, { kind: 'timed-out', afterMs: 1_500 });
      const [main = 0, inGroup = 0, detached = 0] = await pidsIn(ready);
      assert.equal(runs(main), false);
      assert.equal(runs(inGroup), false);
      if (spawner === 'posix_spawn') {
        assert.equal(runs(detached), false);
      } else {
        process.kill(detached, 'SIGKILL'); // its hello says that such processes are not found
      }
      const next = await runner.run(request(['echo', 'still here']));
      assert.equal(next.stdoutText, 'still here\n');
    });

    test('ends what used up more than it may, and is ready for the next', async (t) => {
      const ready = join(temporaryFolder(t), 'ready');
      const exit = { kind: 'exceeded', what: 'processes', used: 1_200, allowed: 1_000 } as const;
      let [begun, over] = [0, 0];
      const runner = await runnerFor(t, {
        spawner,
        watch: (_, onExceeded) => {
          if (begun++ === 0) {
            void pidsIn(ready).then(() => onExceeded(exit));
          }
          return () => over++;
        },
      });
      const result = await runner.run(request([program('hang.sh'), ready]));
      assert.deepEqual(result.exit, exit);
      const [main = 0, inGroup = 0, detached = 0] = await pidsIn(ready);
      assert.deepEqual([runs(main), runs(inGroup), begun, over], [false, false, 1, 1]);
      if (spawner === 'child_process') {
        process.kill(detached, 'SIGKILL'); // its hello says that such processes are not found
      }
      const next = await runner.run(request(['echo', 'still here']));
      assert.deepEqual([next.stdoutText, next.exit.kind], ['still here\n', 'exited']);
    });

    test('stops a command that prints without end', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const changes = { outputBytesMax: 1_000_000, captureBytesMax: 0 };
      const { exit, stdoutText } = await runner.run(request(['yes'], changes));
      assert.ok(exit.kind === 'flooded' && exit.bytes > 1_000_000, JSON.stringify(exit));
      assert.equal(stdoutText, null);
      const complains = await runner.run(request(['sh', '-c', 'yes >&2'], changes));
      assert.equal(complains.exit.kind, 'flooded');
    });

    test('refuses 100 MB by default even when they were printed before it looked', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const words = ['head', '-c', '100000000', '/dev/zero'] as const;
      const { exit } = await runner.run(request(words, { captureBytesMax: 0 }));
      assert.equal(exit.kind, 'flooded');
    });

    test('cancels within the sample and is ready for the next', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const ready = join(temporaryFolder(t), 'ready');
      const abort = new AbortController();
      const run = runner.run(request([program('hang.sh'), ready]), abort.signal);
      const [main = 0, inGroup = 0, detached = 0] = await pidsIn(ready);
      abort.abort();
      await assert.rejects(run, { code: 'E_INTERRUPTED' });
      assert.deepEqual([runs(main), runs(inGroup)], [false, false]);
      if (spawner === 'posix_spawn') {
        assert.equal(runs(detached), false);
      } else {
        process.kill(detached, 'SIGKILL');
      }
      await assert.rejects(runner.run(request(['true']), abort.signal), { code: 'E_INTERRUPTED' });
      assert.equal((await runner.run(request(['echo', 'next']))).stdoutText, 'next\n');
    });

    test('finds what a command leaves behind in its group and ends it', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const result = await runner.run(request([program('leave-behind.sh'), 'group']));
      assert.deepEqual(result.exit, { kind: 'exited', code: 0 });
      assert.equal(result.leftovers.length, 1);
      assert.match(result.leftovers[0] ?? '', linux ? /^sleep 600 \(pid \d+\)$/ : /process/);
      const pid = Number(/\d+(?=\)$)/.exec(result.leftovers[0] ?? '')?.[0]);
      assert.equal(linux && runs(pid), false);
    });

    test('waits for helpers that end by themselves right after the command', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const result = await runner.run(request([program('straggler.sh')]));
      assert.deepEqual(result.leftovers, []);
      assert.equal(result.stdoutText, 'first\nlast\n');
      if (spawner === 'posix_spawn') {
        // The other spawner hears of the end so late that the helper has ended, too.
        assert.ok(result.notes.some((note) => note.startsWith('Helper processes')));
      }
    });

    test('explains why a command can not be started', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const cases: [string, RegExp][] = [
        ['no-such-command', /^Command not found: "no-such-command" is in none of the 3 folders/],
        ['echo hi | wc', /--shell/],
        ['./missing', /^Command not found: .* does not exist/],
        ['', /^Command not found/],
        [program(''), /is a folder/],
        [program('not-executable.sh'), /is not executable: .*chmod \+x/],
        [program('missing-interpreter'), /interpreter "\/nowhere\/interpreter", which does not/],
        [program('no-interpreter-line'), /neither a program for this machine nor a script/],
        ['a\0b', /null byte/],
      ];
      for (const [word, message] of cases) {
        await assert.rejects(runner.run(request([word])), { code: 'E_COMMAND', message });
      }
      const elsewhere = request(['true'], { cwd: '/no/such/folder' });
      await assert.rejects(runner.run(elsewhere), { code: 'E_COMMAND', message: /does not exist/ });
      const long = request(['true', 'x'.repeat(4_000_000)]);
      await assert.rejects(runner.run(long), { code: 'E_COMMAND', message: /larger than/ });
      const noInput = request(['cat'], { stdinPath: '/no/such/file' });
      await assert.rejects(runner.run(noInput), { code: 'E_NOT_FOUND' });
    });

    test("looks on the command's own PATH, relative to its folder", async (t) => {
      const runner = await runnerFor(t, { spawner });
      const cwd = program('');
      for (const [word, PATH] of [
        ['exit-with.sh', '/nowhere::/usr/bin'],
        ['exit-with.sh', '.'],
        ['./exit-with.sh', '/nowhere'],
      ] as const) {
        const { exit } = await runner.run(request([word, '7'], { cwd, env: { PATH } }));
        assert.deepEqual(exit, { kind: 'exited', code: 7 });
      }
    });

    test('keeps the output at a path and returns the end of a text in whole lines', async (t) => {
      const runner = await runnerFor(t, { spawner });
      const keepStdoutAt = join(temporaryFolder(t), 'kept');
      writeFileSync(keepStdoutAt, 'something older and much longer than what is to come');
      const run = request(['seq', '1000'], { keepStdoutAt, captureBytesMax: 10 });
      const result = await runner.run(run);
      assert.equal(readFileSync(keepStdoutAt, 'utf8').split('\n').length, 1001);
      assert.equal(result.stdoutText, '999\n1000\n');
      const nowhere = request(['true'], { keepStdoutAt: '/no/such/folder/kept' });
      await assert.rejects(runner.run(nowhere), { code: 'E_DISK' });
      assert.equal(existsSync('/no'), false);
    });

    test('two of them do not disturb each other', async (t) => {
      const [one, other] = [await runnerFor(t, { spawner }), await runnerFor(t, { spawner })];
      const ready = join(temporaryFolder(t), 'ready');
      const abort = new AbortController();
      const waiting = one.run(request([program('hang.sh'), ready]), abort.signal);
      const [main = 0] = await pidsIn(ready);
      const leaves = await other.run(request([program('leave-behind.sh'), 'group']));
      assert.equal(leaves.leftovers.length, 1);
      assert.equal(runs(main), true);
      const [, , detached = 0] = await pidsIn(ready);
      abort.abort();
      await assert.rejects(waiting, { code: 'E_INTERRUPTED' });
      if (spawner === 'child_process') {
        process.kill(detached, 'SIGKILL');
      }
    });

    test('leaves no zombie and no child', { skip: !linux }, async (t) => {
      const runner = await runnerFor(t, { spawner });
      await runner.run(request([program('leave-behind.sh'), 'group']));
      await runner.run(request([program('straggler.sh')]));
      await runner.run(request(['sh', '-c', '(true &); (true &)']));
      assert.equal(runnerPids().length, 1);
      assert.deepEqual(descendantsOf(runnerPids()[0] ?? 0, processTable()), []);
      await runner.close();
      assert.deepEqual(runnerPids(), []);
    });
  });
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
