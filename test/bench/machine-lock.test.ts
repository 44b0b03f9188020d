import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';

import { acquireMachineLock, type LockHolder } from '../../src/bench/index.ts';
import { program, temporaryFolder } from './runner/bench-setup.ts';

const purpose = 'a test';

for (const method of ['flock', 'pid-file'] as const) {
  suite(`the machine lock by ${method}`, () => {
    test('is free after its release, which may be repeated', async (t) => {
      const folder = temporaryFolder(t);
      const options = { purpose, waitMsMax: 0, folder, method };
      const first = await acquireMachineLock(options);
      await assert.rejects(acquireMachineLock(options), { code: 'E_BUSY' });
      first.release();
      const second = await acquireMachineLock(options);
      first.release();
      await assert.rejects(acquireMachineLock(options), { code: 'E_BUSY' });
      second.release();
      assert.ok(readdirSync(folder).length <= 1, 'no drafts are left');
    });

    test('names the holder once to those who wait, and lets one in after', async (t) => {
      const folder = temporaryFolder(t);
      const first = await acquireMachineLock({
        purpose: 'größer\n"x"',
        waitMsMax: 0,
        folder,
        method,
      });
      const seen: (LockHolder | null)[] = [];
      const onWait = (holder: LockHolder | null): void => {
        seen.push(holder);
        setTimeout(() => first.release(), 1);
      };
      const second = await acquireMachineLock({
        purpose,
        waitMsMax: 20_000,
        folder,
        method,
        onWait,
      });
      assert.equal(seen.length, 1);
      assert.equal(seen[0]?.pid, process.pid);
      assert.equal(seen[0]?.purpose, 'größer\n"x"');
      assert.ok(Math.abs(Date.now() - Date.parse(seen[0]?.since ?? '')) < 60_000);
      second.release();
    });

    test('is freed by the death of its holder', async (t) => {
      const folder = temporaryFolder(t);
      const holder = await holderIn(t, folder, method);
      const busy = acquireMachineLock({ purpose, waitMsMax: 0, folder, method });
      const message = new RegExp(`process ${holder.pid} \\(holding for a test, since 20`);
      await assert.rejects(busy, { code: 'E_BUSY', message });
      const waiting = acquireMachineLock({ purpose, waitMsMax: 20_000, folder, method });
      holder.kill('SIGKILL');
      (await waiting).release();
    });

    test('can be given up while waiting', async (t) => {
      const folder = temporaryFolder(t);
      const first = await acquireMachineLock({ purpose, waitMsMax: 0, folder, method });
      const abort = new AbortController();
      const { signal } = abort;
      const options = { purpose, waitMsMax: 20_000, folder, method, signal };
      const waiting = acquireMachineLock({ ...options, onWait: () => abort.abort() });
      await assert.rejects(waiting, { code: 'E_INTERRUPTED' });
      first.release();
      await assert.rejects(acquireMachineLock(options), { code: 'E_INTERRUPTED' });
      (await acquireMachineLock({ purpose, waitMsMax: 0, folder, method })).release();
    });

    test('lets one of many in at a time', async (t) => {
      const folder = temporaryFolder(t);
      let inside = 0;
      const visit = async (): Promise<void> => {
        const lock = await acquireMachineLock({ purpose, waitMsMax: 20_000, folder, method });
        inside += 1;
        assert.equal(inside, 1);
        await new Promise(setImmediate);
        inside -= 1;
        lock.release();
      };
      await Promise.all([visit(), visit(), visit(), visit()]);
    });

    test('is an error where no file can be made', async () => {
      const nowhere = acquireMachineLock({
        purpose,
        waitMsMax: 0,
        folder: '/no/such/folder',
        method,
      });
      await assert.rejects(nowhere, { code: 'E_DISK', message: /take turns/ });
    });
  });
}

test('a file that a dead process left is no lock', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'hone-measuring.pid');
  const contents = [
    JSON.stringify({ pid: 2 ** 22 + 1, purpose, since: '2026-01-01T00:00:00Z', startTicks: '1' }),
    // This process's number, but another start: the number was given out again.
    JSON.stringify({ pid: process.pid, purpose, since: '2026-01-01T00:00:00Z', startTicks: '1' }),
    '',
    'garbage',
    '{"pid": "7"}',
    'null',
  ];
  for (const content of contents) {
    writeFileSync(path, content);
    const options = { purpose, waitMsMax: 0, folder, method: 'pid-file' } as const;
    const waits: unknown[] = [];
    const lock = await acquireMachineLock({ ...options, onWait: (holder) => waits.push(holder) });
    lock.release();
    assert.deepEqual(waits, []);
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('what is in the file does not matter to the system lock', async (t) => {
  const folder = temporaryFolder(t);
  for (const content of ['', 'garbage', JSON.stringify({ pid: process.pid, purpose: 'x' })]) {
    writeFileSync(join(folder, 'hone-measuring.lock'), content);
    const options = { purpose, waitMsMax: 0, folder, method: 'flock' } as const;
    (await acquireMachineLock(options)).release();
  }
});

test('a lock file that is a link or a folder is refused', async (t) => {
  const folder = temporaryFolder(t);
  const target = join(folder, 'target');
  writeFileSync(target, 'precious');
  chmodSync(target, 0o600);
  symlinkSync(target, join(folder, 'hone-measuring.lock'));
  const options = { purpose, waitMsMax: 0, method: 'flock' } as const;
  await assert.rejects(acquireMachineLock({ ...options, folder }), { code: 'E_DISK' });
  const other = join(folder, 'other');
  mkdirSync(join(other, 'hone-measuring.lock'), { recursive: true });
  await assert.rejects(acquireMachineLock({ ...options, folder: other }), { code: 'E_DISK' });
});

async function holderIn(t: TestContext, folder: string, method: string): Promise<ChildProcess> {
  const words = [program('lock-holder.ts'), folder, method];
  const holder = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => holder.kill('SIGKILL'));
  assert.ok(holder.stdout);
  await once(holder.stdout, 'data');
  return holder;
}
