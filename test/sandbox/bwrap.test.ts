import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { processTable } from '../../src/base/index.ts';
import {
  homeFolder,
  lay,
  noBwrap as skip,
  runContained,
  script,
  startContained,
  temporaryFolder,
  until,
} from './sandbox-ground.ts';

const PATH = process.env['PATH'] ?? '';

test('hands every word on as it is', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const words = ['a b', '', 'new\nline', '--', '-x', '$HOME', '\'"', '*', 'ä→😀'] as const;
  const print = 'for word in "$@"; do printf "%s|" "$word"; done';
  const { stdout, code } = await runContained(
    context,
    { words: ['/bin/sh', '-c', print, 'sh', ...words], cwd, env: { PATH } },
    { writable: [cwd] },
  );
  assert.equal(stdout, `${words.join('|')}|`);
  assert.equal(code, 0);
});

test('hands the environment on, and nothing else', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const env = { PATH, OWN: 'a\nb', EMPTY: '' };
  const words = [process.execPath, '-p', 'JSON.stringify(process.env)'] as const;
  const { stdout } = await runContained(context, { words, cwd, env }, { readOnly: [cwd] });
  const { PWD: _pwd, ...seen } = JSON.parse(stdout);
  assert.deepEqual(seen, env);
});

test('passes exit codes through', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const code = async (text: string): Promise<number | null> =>
    (await runContained(context, script(text, cwd), { writable: [cwd] })).code;
  assert.equal(await code('exit 0'), 0);
  assert.equal(await code('exit 42'), 42);
  assert.equal(await code('kill -9 $$'), 128 + 9);
});

test('says that a program is missing the way a shell does', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const command = { words: ['no-such-program'] as const, cwd, env: { PATH } };
  const { code, stderr } = await runContained(context, command, { writable: [cwd] });
  assert.ok(code === 127 || code === 126, `${code}`); // 126 when a folder of PATH is closed
  assert.match(stderr, /no-such-program/);
});

test('starts a program with an equals sign in its name', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  symlinkSync('/bin/echo', join(cwd, 'a=b'));
  const command = { words: [join(cwd, 'a=b'), 'hi'] as const, cwd, env: { PATH } };
  const { stdout } = await runContained(context, command, { writable: [cwd] });
  assert.equal(stdout, 'hi\n');
});

test('passes a large input and output through', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const input = 'line of input\n'.repeat(100_000);
  const ended = await runContained(
    context,
    script('cat; echo done >&2', cwd),
    { writable: [cwd] },
    { input },
  );
  assert.equal(ended.stdout, input);
  assert.equal(ended.stderr, 'done\n');
});

test('lets a command end in order when its group is asked to end', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const text = `trap 'echo ended >end; exit 7' TERM; : >ready; while :; do sleep 0.01; done`;
  const { child, ended } = await startContained(context, script(text, cwd), { writable: [cwd] });
  await until('the command is ready', () => readdirSync(cwd).includes('ready'));
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  const { code, signal } = await ended;
  assert.deepEqual({ code, signal }, { code: 7, signal: null });
  assert.equal(readFileSync(join(cwd, 'end'), 'utf8'), 'ended\n');
});

test('ends a daemon with the command that left it behind', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const marker = `daemon-of-${process.pid}`;
  const text =
    `setsid sh -c ': >up; while :; do sleep 0.01; done' ${marker} >/dev/null 2>&1 &\n` +
    'while ! [ -e up ]; do sleep 0.01; done';
  const { code } = await runContained(context, script(text, cwd), { writable: [cwd] });
  assert.equal(code, 0);
  await until('the daemon is gone', () => !isRunning(marker));
});

test('ends everything when the sandbox itself is killed', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const marker = `child-of-${process.pid}`;
  const text = `setsid sh -c ': >up; while :; do sleep 0.01; done' ${marker} & wait`;
  const { child, ended } = await startContained(context, script(text, cwd), { writable: [cwd] });
  await until('the child is up', () => readdirSync(cwd).includes('up'));
  assert.ok(isRunning(marker));
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  await until('the child is gone', () => !isRunning(marker));
});

test('takes ten thousand files in its stride', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const text = 'i=0; while [ $i -lt 10000 ]; do : >f$i; i=$((i+1)); done';
  const { code } = await runContained(context, script(text, cwd), { writable: [cwd] });
  assert.equal(code, 0);
  assert.equal(readdirSync(cwd).length, 10_000);
});

test('keeps two hundred files', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const names = Array.from({ length: 200 }, (_, index) => `kept/${index}`);
  const readOnly = lay(cwd, ...names);
  const text = 'echo free >free; echo x >kept/199';
  const { code } = await runContained(context, script(text, cwd), { writable: [cwd], readOnly });
  assert.notEqual(code, 0);
  assert.equal(readFileSync(join(cwd, 'kept/199'), 'utf8'), 'kept/199');
  assert.equal(readFileSync(join(cwd, 'free'), 'utf8'), 'free\n');
});

test('has the network of the machine when it is allowed', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const names = async (network: 'none' | 'host'): Promise<string> =>
    (
      await runContained(context, script('readlink /proc/self/ns/net', cwd), {
        writable: [cwd],
        network,
      })
    ).stdout;
  const [host, none] = [await names('host'), await names('none')];
  assert.match(host, /^net:/);
  assert.notEqual(host, none);
});

test('keeps folders of spaces, line ends and stars apart', { skip }, async (context) => {
  const root = temporaryFolder(context);
  const [clone = '', kept = ''] = lay(root, 'a b\n*[x]/', 'a b\n*[x]/--kept it/');
  const policy = { writable: [clone], readOnly: [kept] };
  const { code } = await runContained(
    context,
    script('echo x >mine; touch "--kept it/x"', clone),
    policy,
  );
  assert.notEqual(code, 0);
  assert.deepEqual(readdirSync(clone).sort(), ['--kept it', 'mine']);
  assert.deepEqual(readdirSync(kept), []);
});

test('works in a folder that it is led to by a link', { skip }, async (context) => {
  const root = temporaryFolder(context);
  const elsewhere = homeFolder(context);
  symlinkSync(elsewhere, join(root, 'link'));
  const { code, stderr } = await runContained(
    context,
    script(`echo x >"${root}/link/written"; pwd`, join(root, 'link')),
    { writable: [join(root, 'link')] },
  );
  assert.equal(code, 0, stderr);
  assert.deepEqual(readdirSync(elsewhere), ['written']);
});

test('does not write below the home folder unless it is told to', { skip }, async (context) => {
  const root = homeFolder(context);
  const [own = '', other = ''] = lay(root, 'own/', 'other/');
  const text = `echo x >own/x; echo x >other/x; mv own else; :`;
  await runContained(context, script(text, root), { writable: [own] });
  assert.deepEqual(readdirSync(own), ['x']);
  assert.deepEqual(readdirSync(other), []);
  assert.deepEqual(readdirSync(root).sort(), ['other', 'own']);
});

test('begins every command with empty private folders', { skip }, async (context) => {
  const cwd = temporaryFolder(context);
  const text =
    'ls -A /tmp /dev/shm /var/tmp; echo x >/tmp/x; echo x >/dev/shm/x; echo x >/var/tmp/x';
  const policy = { writable: [cwd] };
  const first = await runContained(context, script(text, cwd), policy);
  const second = await runContained(context, script(text, cwd), policy);
  assert.equal(first.code, 0, first.stderr);
  assert.equal(second.stdout, first.stdout);
});

function isRunning(marker: string): boolean {
  return processTable().some(({ pid, isAlive }) => isAlive && commandOf(pid).includes(marker));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it ended in between
  }
}
