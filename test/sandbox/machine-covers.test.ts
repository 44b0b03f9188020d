import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { machineCovers } from '../../src/sandbox/machine-covers.ts';
import { homeFolder, lay } from './sandbox-ground.ts';

const skip = existsSync('/proc/net/unix') ? false : 'there is no /proc here';

async function socketAt(context: TestContext, path: string): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(path, resolve);
  });
  context.after(() => server.close());
  return path;
}

test('covers sockets that can be seen, wherever they are', { skip }, async (context) => {
  const root = homeFolder(context);
  const socket = await socketAt(context, join(root, 'a socket'));
  assert.ok(machineCovers([]).sockets.includes(socket));
  assert.ok(machineCovers([{ kind: 'read-only', path: root }]).sockets.includes(socket));
});

test('leaves sockets that are out of sight or of the command alone', { skip }, async (context) => {
  const root = homeFolder(context);
  const [folder = ''] = lay(root, 'folder/');
  const socket = await socketAt(context, join(folder, 'socket'));
  for (const place of [
    { kind: 'writable', path: folder },
    { kind: 'hidden', path: root, isFolder: true },
    { kind: 'private', path: root, stays: 'writable' },
  ] as const) {
    assert.ok(!machineCovers([place]).sockets.includes(socket), place.kind);
  }
});

test('forgets sockets that are gone', { skip }, async (context) => {
  const path = join(homeFolder(context), 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(path, resolve);
  });
  await new Promise((resolve) => {
    server.close(resolve);
  });
  assert.ok(!machineCovers([]).sockets.includes(path));
});

test('covers the settings of the kernel', { skip }, () => {
  assert.ok(machineCovers([]).kernel.includes('/proc/sys'));
});
