/**
 * Drives the package `@anthropic-ai/sandbox-runtime` for real: hone's own backend with it has to
 * pass hone's self-test, in which a frozen file, the rest of the machine, a hidden folder and the
 * network must all be out of reach. Not part of the tests, as it fetches the package.
 *
 *   node scripts/nightly-sandbox.ts [--from FOLDER]
 *
 * With `--from` it is taken from a folder where `npm install` has put it. The package itself needs
 * bubblewrap, socat and ripgrep on Linux. As root its sandbox leaves settings of the kernel open,
 * which the self-test finds; so what is started as root goes on as the user nobody.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { selfTest } from '../src/sandbox/self-test.ts';
import { openSrt } from '../src/sandbox/srt.ts';
import { fetchPackages } from './nightly/fetch-packages.ts';

const PACKAGE = '@anthropic-ai/sandbox-runtime';
const VERSION = '0.0.83';

/** The user nobody, on every Linux. */
const NOBODY = 65_534;

const { values } = parseArgs({ options: { from: { type: 'string' } } });
const root = mkdtempSync(join(tmpdir(), 'hone-nightly-'));
chmodSync(root, 0o777);
try {
  const packages =
    values.from === undefined
      ? fetchPackages(join(root, 'packages'), [`${PACKAGE}@${VERSION}`])
      : resolve(values.from);
  if (process.getuid?.() === 0) {
    const words = [import.meta.filename, '--from', packages];
    const env = { ...process.env, HOME: root };
    execFileSync(process.execPath, words, { uid: NOBODY, gid: NOBODY, env, stdio: 'inherit' });
  } else {
    await drive(packages);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function drive(packages: string): Promise<void> {
  const entry = join(packages, 'node_modules', PACKAGE, 'dist/index.js');
  const backend = await openSrt(() => import(entry));
  assert.ok(backend.kind === 'ready', backend.kind === 'refused' ? backend.reason : '');
  console.log(backend.containment.description);
  const result = await selfTest(backend.containment, root);
  console.log(JSON.stringify(result));
  assert.deepEqual(result, { kind: 'passed' });
}
