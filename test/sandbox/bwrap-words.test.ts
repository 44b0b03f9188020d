import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type BwrapProgram, bwrapWords } from '../../src/sandbox/bwrap-words.ts';
import type { View } from '../../src/sandbox/view.ts';

const PROGRAM: BwrapProgram = { path: '/b/bwrap', version: '0.8.0', hasSize: true, env: '/b/env' };
const VIEW: View = {
  places: [
    { kind: 'private', path: '/tmp', stays: 'writable' },
    { kind: 'private', path: '/run', stays: 'read-only' },
    { kind: 'hidden', path: '/h', isFolder: true },
    { kind: 'hidden', path: '/secret', isFolder: false },
    { kind: 'writable', path: '/h/w' },
    { kind: 'read-only', path: '/h/w/r' },
  ],
  links: [{ path: '/tmp/l', target: '/h/w' }],
  cwd: '/h/w',
};
const COVERS = { kernel: ['/proc/sys'], sockets: ['/s/docker.sock'] };

function wordsOf(
  program: BwrapProgram = PROGRAM,
  network: 'none' | 'host' = 'none',
  first = 'program',
): string {
  const policy = { writable: [], readOnly: [], hidden: [], network };
  const command = { words: [first, 'a b'] as const, cwd: '/h/w', env: {} };
  return bwrapWords(program, VIEW, COVERS, policy, command).join(' ');
}

test('drops all capabilities, whoever it is for', () => {
  assert.match(wordsOf(), / --cap-drop ALL /);
  assert.match(wordsOf({ ...PROGRAM, env: null }), / --cap-drop ALL /);
});

test('mounts in order and closes what was made in memory in the end', () => {
  assert.match(
    wordsOf(),
    new RegExp(
      [
        '--ro-bind / / --dev /dev --proc /proc',
        '--ro-bind /proc/sys /proc/sys',
        '--perms 1777 --size \\d+ --tmpfs /tmp',
        '--perms 1777 --size \\d+ --tmpfs /run',
        '--tmpfs /h',
        '--ro-bind /dev/null /secret',
        '--bind /h/w /h/w',
        '--ro-bind /h/w/r /h/w/r',
        '--symlink /h/w /tmp/l',
        '--ro-bind /dev/null /s/docker.sock',
        '--remount-ro /h --remount-ro /run --remount-ro /dev',
        '--chdir /h/w',
      ].join(' '),
    ),
  );
});

test('has a network only when it is allowed', () => {
  assert.match(wordsOf(PROGRAM, 'none'), / --unshare-net /);
  assert.doesNotMatch(wordsOf(PROGRAM, 'host'), /--unshare-net/);
});

test('lets signals through with the right env, else has a session of its own', () => {
  assert.match(wordsOf(), /^\/b\/env --ignore-signal=\S+ \/b\/bwrap .*-- \/b\/env --default/);
  assert.doesNotMatch(wordsOf(), /--new-session/);
  assert.match(
    wordsOf({ ...PROGRAM, env: null }),
    /^\/b\/bwrap .* --new-session .* -- program a b$/,
  );
});

test('takes a word with an equals sign for a program', () => {
  assert.match(wordsOf(PROGRAM, 'none', 'a=b'), / \/bin\/sh -c exec "\$0" "\$@" a=b a b$/);
});

test('leaves out what an old bubblewrap does not know', () => {
  assert.doesNotMatch(wordsOf({ ...PROGRAM, hasSize: false }), /--size/);
});
