import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { machineCovers } from '../../src/sandbox/machine-covers.ts';
import { homeFolder, lay, temporaryFolder } from './sandbox-ground.ts';

const skip = existsSync('/proc/net/unix') ? false : 'there is no /proc here';

/**
 * A socket that the table of the machine does not name, because it is bound by a name without a
 * folder: sandboxes that others start meanwhile leave it alone.
 */
function socketIn(folder: string): string {
  const bind = `require('node:net').createServer()
    .listen('a socket', () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', bind], { cwd: folder });
  const path = join(folder, 'a socket');
  assert.ok(lstatSync(path).isSocket());
  return path;
}

/** A table of sockets as the kernel writes it. */
function tableOf(context: TestContext, ...paths: readonly string[]): string {
  const table = join(temporaryFolder(context), 'unix');
  const lines = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    'ffff8881: 00000003 00000000 00000000 0001 03 24511',
    'ffff8882: 00000002 00000000 00010000 0001 01 24513 @abstract',
    ...paths.map((path) => `ffff8883: 00000002 00000000 00010000 0001 01 24515 ${path}`),
  ];
  writeFileSync(table, `${lines.join('\n')}\n`);
  return table;
}

test('covers sockets that can be seen, wherever they are', (context) => {
  const root = homeFolder(context);
  const socket = socketIn(root);
  const table = tableOf(context, socket, socket);
  assert.deepEqual(machineCovers([], table).sockets, [socket]);
  assert.deepEqual(machineCovers([{ kind: 'read-only', path: root }], table).sockets, [socket]);
});

test('leaves sockets that are out of sight or of the command alone', (context) => {
  const root = homeFolder(context);
  const [folder = ''] = lay(root, 'folder/');
  const table = tableOf(context, socketIn(folder));
  for (const place of [
    { kind: 'writable', path: folder },
    { kind: 'hidden', path: root, isFolder: true },
    { kind: 'private', path: root, stays: 'writable' },
  ] as const) {
    assert.deepEqual(machineCovers([place], table).sockets, [], place.kind);
  }
});

test('forgets sockets that are gone, and what is none', (context) => {
  const root = homeFolder(context);
  const [file = ''] = lay(root, 'file');
  const table = tableOf(context, join(root, 'socket'), file);
  assert.deepEqual(machineCovers([], table).sockets, []);
});

test('without a table there are no sockets', (context) => {
  const missing = join(temporaryFolder(context), 'unix');
  assert.deepEqual(machineCovers([], missing).sockets, []);
});

test('covers the settings of the kernel', { skip }, () => {
  assert.ok(machineCovers([]).kernel.includes('/proc/sys'));
});
