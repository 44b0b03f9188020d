import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { type Runner, runnerFiles } from '../../src/bench/index.ts';
import type { CommandLine } from '../../src/model/index.ts';
import { openContainment, type Policy } from '../../src/sandbox/index.ts';
import { request, runnerFor, temporaryFolder } from './runner/bench-setup.ts';

/** A runner in a sandbox that may write to one folder; null where there is no sandbox. */
async function containedIn(t: TestContext): Promise<{ runner: Runner; folder: string } | null> {
  const containment = await openContainment({ wanted: 'best', scratch: temporaryFolder(t) });
  if (containment.kind !== 'bwrap') {
    t.skip('bubblewrap does not work here');
    return null;
  }
  const folder = join(temporaryFolder(t), 'writable');
  mkdirSync(folder);
  const policy: Policy = {
    writable: [folder],
    readOnly: runnerFiles().map((path) => realpathSync(path)),
    hidden: [],
    network: 'none',
  };
  const wrap = (command: CommandLine) => containment.contain(command, policy);
  return { runner: await runnerFor(t, { wrap, cleans: true }), folder };
}

/** Priority and cores, out of what a command printed. */
const told = (text: string | null): string[] =>
  (text ?? '').split('\n').filter((line) => /^-?\d+$|^Cpus_allowed_list/.test(line));

test('a runner in a sandbox can do what one outside can', async (t) => {
  const made = await containedIn(t);
  if (made === null) {
    return;
  }
  const { runner, folder } = made;
  const plain = await runnerFor(t, {});
  assert.deepEqual(runner.hello, plain.hello, 'posix_spawn, the same core, the same priority');
  const placement = runner.hello.pinnedCore === null ? 'free' : 'pinned';
  const spin = 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; nice; cat /proc/self/status';
  const changes = { cwd: folder, placement, exactMemory: true } as const;
  const [inside, outside] = [
    await runner.run(request(['sh', '-c', spin], changes)),
    await plain.run(request(['sh', '-c', spin], changes)),
  ];
  assert.deepEqual(told(inside.stdoutText), told(outside.stdoutText));
  assert.ok((inside.userNs ?? 0) > 0, 'CPU time is counted');
  assert.ok((inside.peakRssBytes ?? 0) > 0, 'small peaks are seen');
  const tooLong = await runner.run(request(['sleep', '600'], { timeoutMs: 50 }));
  assert.deepEqual(tooLong.exit, { kind: 'timed-out', afterMs: 50 });
  const kept = join(folder, 'kept');
  await runner.run(request(['echo', 'kept'], { keepStdoutAt: kept }));
  assert.equal(readFileSync(kept, 'utf8'), 'kept\n');
});

test('what a command leaves in the folders of the sandbox is gone for the next', async (t) => {
  const made = await containedIn(t);
  if (made === null) {
    return;
  }
  const { runner, folder } = made;
  const leave = 'mkdir /tmp/a; echo > /tmp/a/b; echo > /var/tmp/c; echo > /dev/shm/d; echo > e';
  const first = await runner.run(request(['sh', '-c', leave], { cwd: folder }));
  assert.deepEqual(first.exit, { kind: 'exited', code: 0 }, first.stderrTail);
  assert.equal(first.wrote.count, 3);
  assert.deepEqual(first.wrote.names.toSorted(), ['/dev/shm/d', '/tmp/a', '/var/tmp/c']);
  const look = 'ls -d /tmp/a /var/tmp/c /dev/shm/d 2>/dev/null; ls';
  const second = await runner.run(request(['sh', '-c', look], { cwd: folder }));
  assert.equal(second.stdoutText, 'e\n', 'what it was given to write to is not touched');
  assert.deepEqual(second.wrote, { count: 0, names: [] });
});

test('a command can not answer for the runner', async (t) => {
  const made = await containedIn(t);
  if (made === null) {
    return;
  }
  const reach = 'cat /proc/$PPID/environ || echo forged > /proc/$PPID/fd/1 || echo none';
  const result = await made.runner.run(request(['sh', '-c', reach]));
  assert.equal(result.stdoutText, 'none\n');
  const queues = await made.runner.run(request(['grep', 'msgqueue', '/proc/self/limits']));
  assert.match(queues.stdoutText ?? '', /size +0 +0 /, 'message queues would outlive it unseen');
});

test('lines that the runner did not write are not taken for its own', async (t) => {
  const forged = '{"kind":"hello","hello":{"spawner":"forged"},"peakRssBytes":0}';
  const script = 'echo "$0"; printf "half a line"; exec "$@"';
  const runner = await runnerFor(t, {
    wrap: async ({ words, ...rest }) => ({
      ...rest,
      words: ['sh', '-c', script, forged, ...words],
    }),
  });
  assert.notEqual(runner.hello.spawner, 'forged');
  assert.equal((await runner.run(request(['echo', 'hello']))).stdoutText, 'hello\n');
});

test('folders that others see too are left alone', async (t) => {
  const path = `/dev/shm/hone-test-${process.pid}`;
  t.after(() => rmSync(path, { force: true }));
  const runner = await runnerFor(t, { wrap: async (command) => command, cleans: true });
  const result = await runner.run(request(['sh', '-c', `echo > ${path}`]));
  assert.deepEqual(result.wrote, { count: 0, names: [] });
  assert.equal(existsSync(path), existsSync('/dev/shm'));
});
