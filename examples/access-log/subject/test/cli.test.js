import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { main } from '../src/cli.js';

const SMALL = fileURLToPath(new URL('fixtures/small.log', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../bin/access-log.js', import.meta.url));

function run(...words) {
  const printed = { stdout: '', stderr: '' };
  const into = (name) => ({ write: (text) => (printed[name] += text) });
  const code = main(words, into('stdout'), into('stderr'));
  return { code, ...printed };
}

test('prints tables for people', () => {
  const { code, stdout } = run('report', SMALL, '--top', '1');
  assert.equal(code, 0);
  assert.match(stdout, /^Log\n  requests +9\n/);
  assert.match(
    stdout,
    /\nRoute\n  GET \/products\/:id 2 0 errors 11\.7 KiB p50 10 ms, .*\n\nAgent\n/,
  );
});

test('prints JSON for programs', () => {
  assert.equal(JSON.parse(run('report', SMALL, '--format', 'json').stdout).requests, 9);
  assert.equal(JSON.parse(run('sessions', SMALL, '--format', 'json').stdout).sessions, 5);
  assert.equal(JSON.parse(run('slowest', SMALL, '--format', 'json').stdout).requests.length, 9);
});

test('puts report and sessions together', () => {
  const [digest, report, sessions] = ['digest', 'report', 'sessions'].map((command) =>
    JSON.parse(run(command, SMALL, '--format', 'json').stdout),
  );
  assert.deepEqual(digest, { report, sessions });
  assert.match(run('digest', SMALL).stdout, /^Log\n[^]*\n\nSessions\n/);
});

test('says what it does not understand', () => {
  for (const [words, complaint] of [
    [[], /No command was given/],
    [['count', SMALL], /No command "count"/],
    [['report'], /exactly one file/],
    [['report', SMALL, SMALL], /exactly one file/],
    [['report', SMALL, '--top', '0'], /--top takes/],
    [['report', SMALL, '--format', 'xml'], /--format takes/],
    [['report', SMALL, '--colour'], /--colour/],
  ]) {
    const { code, stdout, stderr } = run(...words);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, complaint);
  }
});

test('names a file that it can not read', () => {
  const { code, stderr } = run('report', '/nowhere/access.log');
  assert.equal(code, 1);
  assert.match(stderr, /^Could not read \/nowhere\/access\.log: ENOENT/);
});

test('runs as a program', () => {
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, '--help'], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /^Usage: access-log COMMAND FILE/);
});
