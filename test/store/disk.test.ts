import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { RUN, storeIn, temporaryFolder } from './new-store.ts';

const CHILD = join(import.meta.dirname, 'child.ts');

/** The shell command runs in a mount namespace of its own, so no mount outlives it. */
const IN_OWN_MOUNTS = ['--user', '--map-root-user', '--mount', '/bin/sh', '-ec'];
const canMount = spawnSync('unshare', [...IN_OWN_MOUNTS, 'mount -t tmpfs none /mnt']).status === 0;

interface Chain {
  readonly kind: string;
  readonly events: number;
}

/** What the child found while its disk was full, and afterwards. */
interface Filled {
  readonly appended: number;
  readonly journal: string;
  readonly blob: string;
  readonly artifact: string;
  readonly during: Chain;
  readonly freed: string;
  readonly after: Chain;
}

test(
  'a full disk is said, loses nothing, and the run goes on when there is space again',
  { skip: !canMount && 'no tmpfs can be mounted here' },
  (t) => {
    const disk = temporaryFolder(t);
    const script = 'mount -t tmpfs -o size=2m none "$1"; exec "$2" "$3" fill "$1/.hone"';
    const ended = spawnSync(
      'unshare',
      [...IN_OWN_MOUNTS, script, 'sh', disk, process.execPath, CHILD],
      { encoding: 'utf8' },
    );
    assert.equal(ended.stderr, '');
    const filled: Filled = JSON.parse(ended.stdout);
    assert.equal(filled.journal, 'E_DISK');
    assert.equal(filled.blob, 'E_DISK');
    assert.equal(filled.artifact, 'E_DISK');
    assert.ok(filled.appended >= 10);
    assert.equal(filled.during.kind, 'intact');
    assert.equal(filled.during.events, filled.appended);
    assert.equal(filled.freed, 'no error');
    assert.equal(filled.after.kind, 'intact');
    assert.equal(filled.after.events, filled.appended + 1);
  },
);

test('a limit on the size of files is a disk error as well, and loses nothing', (t) => {
  const subject = temporaryFolder(t);
  const ended = spawnSync(
    '/bin/sh',
    [
      '-ec',
      'ulimit -f 600; exec "$@"',
      'sh',
      process.execPath,
      CHILD,
      'fill',
      join(subject, '.hone'),
      'forever',
    ],
    { encoding: 'utf8' },
  );
  assert.equal(ended.stderr, '');
  const filled: Filled = JSON.parse(ended.stdout);
  assert.equal(filled.journal, 'E_DISK');
  assert.equal(storeIn(t, subject).verifyChain(RUN).kind, 'intact');
  assert.equal(storeIn(t, subject).events(RUN).length, filled.appended);
});

/** Permissions do not bind root, so its child is somebody else. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

for (const existing of [false, true]) {
  const what = existing ? 'with a journal' : 'without a journal';
  test(`a read-only subject ${what} is a clear disk error`, (t) => {
    const subject = temporaryFolder(t);
    mkdirSync(join(subject, '.hone'));
    if (existing) {
      storeIn(t, subject).close();
      chmodSync(join(subject, '.hone', 'hone.db'), 0o444);
    }
    chmodSync(join(subject, '.hone'), 0o555);
    chmodSync(subject, 0o555);
    const child = (command: string) =>
      spawnSync(process.execPath, [CHILD, command, join(subject, '.hone')], {
        encoding: 'utf8',
        ...nobody,
      });
    const started = child('none');
    const ended = child('open');
    chmodSync(subject, 0o755);
    chmodSync(join(subject, '.hone'), 0o755);
    if (started.status !== 0) {
      t.skip('another user cannot run this Node');
      return;
    }

    assert.match(ended.stdout, /^E_DISK Could not \w+ .*hone\.db/);
    assert.equal(ended.status, 1);
  });
}
