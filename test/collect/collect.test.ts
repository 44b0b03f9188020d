import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { processEntry, userEnvironment } from '../../src/base/index.ts';
import { collect, listenerCall, type ProfiledProcess } from '../../src/collect/index.ts';
import { fixture, optionsFor, plain, profiled } from './collect-setup.ts';

const CPU = { cpuIntervalNs: 1_000_000 };
const EVERYTHING = { ...CPU, allocIntervalBytes: 65_536, gc: true, io: true };

test('records every process and worker of a command, with who started whom', async (t) => {
  const { collected, leftInCwd } = await profiled(t, [fixture('tree.cjs')], CPU);
  assert.deepEqual(collected.exit, { kind: 'exited', code: 0 });
  assert.deepEqual(collected.lost, []);
  assert.deepEqual(leftInCwd, []);
  const [parent, ...others] = collected.processes;
  assert.ok(parent !== undefined && collected.processes.length === 4);
  const named = (fn: string) => others.find((each) => functionsIn(each).includes(fn));
  assert.ok(functionsIn(parent).includes('parentWork'));
  assert.equal(named('childWork')?.ppid, parent.pid);
  assert.equal(named('workHard')?.pid, parent.pid);
  assert.equal(named('workHard')?.tid, 1);
  const behindShell = others.find(({ ppid, tid }) => ppid !== parent.pid && tid === 0);
  assert.ok(behindShell !== undefined, 'the Node behind the shell has the shell as its parent');
  for (const each of collected.processes) {
    assert.ok(each.startNs >= parent.startNs && each.endNs > each.startNs);
    assert.deepEqual(each.exit, { kind: 'exited', code: 0 });
  }
  assert.ok((parent.cpu?.userNs ?? 0) > 0 && collected.cpuNs !== null && collected.cpuNs > 0);
});

test('leaves signals to the program, and to the parent what it would have seen', async (t) => {
  const { collected } = await profiled(t, [fixture('signals.cjs')], CPU);
  const seen = ['plain null SIGTERM', 'on its way', 'once 7 null', 'counting null SIGTERM', ''];
  assert.equal(collected.stdoutSha256, sha256(seen.join('\n')));
  assert.deepEqual(
    Object.fromEntries(
      collected.processes.slice(1).map(({ argv, exit }) => [argv[2] ?? 'none', exit]),
    ),
    {
      plain: { kind: 'signalled', signal: 'SIGTERM' },
      once: { kind: 'exited', code: 7 },
      counting: { kind: 'signalled', signal: 'SIGTERM' },
    },
  );
  assert.ok(collected.processes.every(({ cpuProfile }) => cpuProfile !== null));
});

for (const program of ['ends-with-3.cjs', 'throws.cjs']) {
  test(`changes neither output nor exit code of ${program}`, async (t) => {
    const { collected, options } = await profiled(t, [fixture(program)], EVERYTHING);
    const before = await plain(options);
    assert.deepEqual(collected.exit, before.exit);
    assert.equal(collected.stdoutSha256, before.stdoutSha256);
    assert.equal(collected.stderrTail, before.stderrTail);
    const [only] = collected.processes;
    assert.deepEqual(only?.exit, before.exit);
    assert.ok(only?.cpuProfile !== null && only?.heapProfile !== null);
  });
}

test('says which threads were lost, and why', async (t) => {
  const { collected } = await profiled(t, [fixture('lost.cjs')], CPU);
  assert.equal(collected.processes.length, 1);
  const reasons = collected.lost.map(({ tid, reason }) => `${tid} ${reason}`).sort();
  assert.equal(reasons.length, 3, reasons.join('\n'));
  assert.match(reasons[0] ?? '', /^0 It was killed/);
  assert.match(reasons[1] ?? '', /^0 It was started by process \d+ with an environment of its own/);
  assert.match(reasons[2] ?? '', /^1 The worker was ended with terminate/);
});

test('ends a program that never does', async (t) => {
  const { collected } = await profiled(t, [fixture('never-ends.cjs')], CPU, { timeoutMs: 1_000 });
  assert.deepEqual(collected.exit, { kind: 'timed-out', afterMs: 1_000 });
  assert.match(collected.caveats.join(), /did not end within 1 s/);
  const pids = [...collected.processes, ...collected.lost].map(({ pid }) => pid);
  assert.ok(!pids.some((pid) => processEntry(pid)?.isAlive));
});

test('keeps what was recorded until a program that floods its output was ended', async (t) => {
  const { collected } = await profiled(t, [fixture('floods.cjs')], CPU, { outputBytesMax: 50_000 });
  assert.deepEqual(collected.exit, { kind: 'flooded', bytes: 50_000 });
  const [only] = collected.processes;
  assert.deepEqual(only?.exit, { kind: 'signalled', signal: 'SIGTERM' });
  assert.ok(only !== undefined && functionsIn(only).includes('tick'));
});

test('ends what left the process group', async (t) => {
  const { collected } = await profiled(t, [fixture('daemon.cjs')], CPU);
  const daemon = collected.processes.find(({ exit }) => exit.kind === 'signalled');
  assert.ok(daemon !== undefined);
  assert.notEqual(processEntry(daemon.pid)?.isAlive, true);
  assert.match(collected.caveats.join(), /outlived the command and were ended \(1\)/);
});

test('records a crowd of children, each by itself', async (t) => {
  const { collected } = await profiled(t, [fixture('many.cjs'), '50'], { gc: true });
  assert.equal(collected.processes.length, 51);
  assert.equal(new Set(collected.processes.map(({ pid }) => pid)).size, 51);
  assert.deepEqual(collected.lost, []);
});

test('sees allocations, collections and blocking calls of a module with options of its own', async (t) => {
  const own = optionsFor(t, [fixture('module.mjs')], EVERYTHING);
  const line = {
    ...own.line,
    env: { ...own.line.env, NODE_OPTIONS: `--require ${fixture('required.cjs')}` },
  };
  const collected = await collect({ ...own, line });
  assert.equal(collected.stdoutSha256, (await plain({ ...own, line })).stdoutSha256);
  const [only] = collected.processes;
  const reads = only?.io?.sites.filter(({ name, caller }) => {
    return name === 'fs.readFileSync' && caller?.fn === 'readOften';
  });
  assert.deepEqual(
    reads?.map(({ calls, loading, app }) => ({ calls, loading, file: app?.file })),
    [{ calls: 100, loading: false, file: fixture('module.mjs') }],
  );
  assert.ok(only?.io?.sites.some(({ name }) => name === 'zlib.gzipSync'));
  assert.ok((only?.gc?.count ?? 0) > 0 && (only?.gc?.totalNs ?? 0) > 0);
  assert.ok(only?.loop !== null);
  const heap = JSON.parse(readFileSync(only?.heapProfile ?? '', 'utf8'));
  // A million objects: nearly all of them were collected long before the end.
  const bytes = heap.samples.reduce((sum: number, { size }: { size: number }) => sum + size, 0);
  assert.ok(bytes > 15_000_000, `only ${bytes} bytes were seen`);
});

test('sees responses without their queries, and counts calls with their different arguments', async (t) => {
  const path = realpathSync(fixture('serves.cjs'));
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf('{', text.indexOf('function weight')) + 1;
  const insertions = [{ at, text: `;${listenerCall(3)}arguments);` }];
  const calls = [{ path, chars: text.length, ids: [3], insertions }];
  const { collected, options } = await profiled(t, [path], { io: true, calls });
  assert.equal(collected.stdoutSha256, (await plain(options)).stdoutSha256);
  const [only] = collected.processes;
  assert.deepEqual(only?.calls, [{ id: 3, calls: 100, distinct: 10 }]);
  const responses = only.http?.responses ?? [];
  assert.deepEqual(
    responses.map(({ method, path: where, status, count }) => [method, where, status, count]),
    [
      ['GET', '/page', 200, 2],
      ['GET', '/data', 200, 1],
      ['GET', '/gone', 404, 1],
    ],
  );
  const [page, data] = responses;
  assert.deepEqual([page?.bytes, page?.headers], [3000, { 'content-type': 'text/html' }]);
  assert.deepEqual(data?.headers, { 'content-type': 'application/json', etag: 'set' });
  assert.ok(data.bytes >= 4000 && data.bytes < 4100, 'a chunk has some bytes more');
});

test('sees responses over http2, or says that this Node does not tell of them', async (t) => {
  const options = optionsFor(t, [fixture('serves-http2.cjs')], { io: true });
  const [, ...words] = options.line.words;
  const collected = await collect({
    ...options,
    line: { ...options.line, words: [process.execPath, ...words] },
  });
  const http = collected.processes[0]?.http;
  assert.equal(http?.http2, 'seen');
  assert.deepEqual(
    http.responses.map(({ path, status, bytes, count, headers }) => {
      return { path, status, bytes, count, headers };
    }),
    [
      {
        path: '/page',
        status: 200,
        bytes: 3000,
        count: 2,
        headers: { 'content-type': 'text/html' },
      },
      {
        path: '/data',
        status: 200,
        bytes: 4000,
        count: 1,
        headers: { 'content-type': 'text/plain', etag: 'set' },
      },
    ],
  );
  assert.deepEqual(collected.caveats, []);
  const users = await profiled(t, [fixture('serves-http2.cjs')], { io: true });
  assert.equal(users.collected.stdoutSha256, collected.stdoutSha256);
  const [only] = users.collected.processes;
  const isHidden = only?.http?.http2 === 'hidden';
  assert.equal(only?.http?.responses.length, isHidden ? 0 : 2);
  const said = users.collected.caveats.join();
  assert.equal(/Responses of node:http2 were not seen: Node v/.test(said), isHidden);
});

test('records a test runner and the processes of its files', async (t) => {
  const node = execFileSync('node', ['--version'], {
    env: userEnvironment(process.env),
  }).toString();
  if (Number.parseInt(node.slice(1), 10) < 20) {
    t.skip(`the user's Node, ${node.trim()}, is too old for --test with a file`);
    return;
  }
  const { collected } = await profiled(t, ['--test', fixture('one.test.mjs')], CPU);
  assert.deepEqual(collected.exit, { kind: 'exited', code: 0 });
  assert.equal(collected.processes.length, 2);
  assert.equal(basename(collected.processes[1]?.argv[1] ?? ''), 'one.test.mjs');
});

test('gives the program its standard input', async (t) => {
  const options = optionsFor(t, [fixture('echo.cjs')], CPU);
  const stdinPath = join(options.folder, 'input');
  writeFileSync(stdinPath, 'some words');
  const collected = await collect({ ...options, stdinPath });
  assert.equal(collected.stdoutBytes, 10);
});

test('says that a program without Node has no profile', async (t) => {
  const options = optionsFor(t, [], CPU);
  const collected = await collect({ ...options, line: { ...options.line, words: ['true'] } });
  assert.deepEqual(collected.processes, []);
  assert.match(collected.caveats.join(), /No Node process left a record/);
});

test('lets a sandbox have the last word on the command line', async (t) => {
  const options = optionsFor(t, [fixture('ends-with-3.cjs')], CPU);
  const collected = await collect({
    ...options,
    wrap: async (line, { writable, readOnly }) => {
      assert.equal(writable.length, 1);
      assert.equal(readOnly.length, 1);
      return { ...line, words: ['/bin/sh', '-c', '"$@"; exit 5', 'sh', ...line.words] };
    },
  });
  assert.deepEqual(collected.exit, { kind: 'exited', code: 5 });
  assert.deepEqual(collected.processes[0]?.exit, { kind: 'exited', code: 3 });
});

test('ends the command when it is interrupted', async (t) => {
  const controller = new AbortController();
  const options = optionsFor(t, [fixture('never-ends.cjs')], CPU);
  const wrap = async (line: typeof options.line) => {
    setImmediate(() => controller.abort());
    return line;
  };
  await assert.rejects(collect({ ...options, signal: controller.signal, wrap }), {
    code: 'E_INTERRUPTED',
  });
});

test('refuses what it can not do, in words', async (t) => {
  const options = optionsFor(t, ['-e', '0'], {});
  await assert.rejects(collect(options), { code: 'E_USAGE', message: /nothing to collect/ });
  const fine = { ...options, collectors: { ...options.collectors, gc: true } };
  const fast = { ...options.collectors, cpuIntervalNs: 50_000 };
  await assert.rejects(collect({ ...options, collectors: fast }), {
    code: 'E_USAGE',
    message: /between 100 and 10000, and is 50\./,
  });
  await assert.rejects(collect({ ...fine, stdinPath: '/nowhere' }), { code: 'E_NOT_FOUND' });
  const missing = { ...options.line, words: ['no-such-program'] as const };
  await assert.rejects(collect({ ...fine, line: missing }), {
    code: 'E_COMMAND',
    message: /no-such-program could not be started/,
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function functionsIn({ cpuProfile }: ProfiledProcess): string[] {
  const { nodes } = JSON.parse(readFileSync(cpuProfile ?? '', 'utf8'));
  return nodes.map(({ callFrame }: { callFrame: { functionName: string } }) => {
    return callFrame.functionName;
  });
}
