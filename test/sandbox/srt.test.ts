import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Backend } from '../../src/sandbox/backend.ts';
import type { Containment } from '../../src/sandbox/index.ts';
import { selfTest } from '../../src/sandbox/self-test.ts';
import { openSrt } from '../../src/sandbox/srt.ts';
import { homeFolder, lay, temporaryFolder } from './sandbox-ground.ts';

interface Call {
  readonly command: string;
  readonly config: Record<string, Record<string, readonly string[]>>;
}

/** A package with the interface of the real one that notes what it is asked for. */
function packageWith(calls: Call[], errors: readonly string[] = []): () => Promise<unknown> {
  const SandboxManager = {
    isSupportedPlatform: () => true,
    checkDependencies: () => ({ errors, warnings: [] }),
    wrapWithSandboxArgv: (command: string, shell: string, config: Call['config']) => {
      calls.push({ command, config });
      return Promise.resolve({ argv: [shell, '-c', command], env: {} });
    },
  };
  return () => Promise.resolve({ SandboxManager });
}

async function containmentWith(calls: Call[]): Promise<Containment> {
  const backend = await openSrt(packageWith(calls));
  assert(backend.kind === 'ready');
  return backend.containment;
}

function reasonOf(backend: Backend): string {
  return backend.kind === 'refused' ? `${backend.reason}. ${backend.advice}` : 'ready';
}

const gone = (): Promise<never> => Promise.reject(new Error('Cannot find package'));

test('a package that is not installed is named with how to install it', async () => {
  assert.match(reasonOf(await openSrt(gone)), /is not installed\. Install it with `npm install /);
});

test('a package with another interface is refused', async () => {
  for (const other of [{}, null, { SandboxManager: {} }, { SandboxManager: null }]) {
    assert.match(reasonOf(await openSrt(() => Promise.resolve(other))), /version that hone/);
  }
});

test('a package that misses other programs says which', async () => {
  const backend = await openSrt(packageWith([], ['socat not installed', 'no ripgrep']));
  assert.match(reasonOf(backend), /misses something: socat not installed, no ripgrep/);
});

test('words mean the same after the shell has read them', async (context) => {
  const cwd = temporaryFolder(context);
  const words = ['printf', '%s|', "it's", 'a b', '', '$HOME `id`', 'new\nline', '"\\'] as const;
  const containment = await containmentWith([]);
  const contained = await containment.contain(
    { words, cwd, env: {} },
    { writable: [], readOnly: [], hidden: [], network: 'host' },
  );
  const [program, ...rest] = contained.words;
  const { stdout } = spawnSync(program, rest, { encoding: 'utf8' });
  assert.equal(
    stdout,
    words
      .slice(2)
      .map((word) => `${word}|`)
      .join(''),
  );
});

test('a policy becomes lists of literal paths', async (context) => {
  const root = homeFolder(context);
  const [clone = '', kept = '', hidden = '', inside = ''] = lay(
    root,
    'clone/',
    'clone/kept/',
    'hidden/',
    'hidden/inside/',
  );
  const calls: Call[] = [];
  const containment = await containmentWith(calls);
  const policy = { writable: [clone, inside], readOnly: [kept], hidden: [hidden] };
  const command = { words: ['true'] as const, cwd: clone, env: {} };
  await containment.contain(command, { ...policy, network: 'none' });
  await containment.contain(command, { ...policy, network: 'host' });
  const [none, host] = calls.map(({ config }) => config);
  assert.deepEqual(none?.['filesystem']?.['allowWrite'], [clone, inside]);
  assert.ok(none['filesystem']['denyWrite']?.includes(kept));
  assert.deepEqual(none['filesystem']['denyRead'], [hidden]);
  assert.deepEqual(none['filesystem']['allowRead'], [inside]);
  assert.deepEqual(none['network'], { allowedDomains: [], deniedDomains: [] });
  assert.equal(host?.['network'], undefined);
});

test('a path that the package would take for a pattern is refused', async (context) => {
  const root = homeFolder(context);
  const folder = join(root, 'a[b]');
  mkdirSync(folder);
  const containment = await containmentWith([]);
  const policy = { writable: [folder], readOnly: [], hidden: [], network: 'none' } as const;
  await assert.rejects(containment.contain({ words: ['true'], cwd: root, env: {} }, policy), {
    code: 'E_CONFIG',
    message: /a\[b\].*pattern/,
  });
});

const real = await openSrt();
const skip: string | false =
  real.kind === 'refused'
    ? real.reason
    : process.platform === 'linux' && process.getuid?.() === 0
      ? 'as root it leaves the settings of the kernel open, and is refused'
      : false;

test('the real package holds, and lets work be done', { skip }, async (context: TestContext) => {
  assert(real.kind === 'ready');
  const root = homeFolder(context);
  assert.deepEqual(await selfTest(real.containment, root), { kind: 'passed' });
  assert.deepEqual(readdirSync(root), []);
});
