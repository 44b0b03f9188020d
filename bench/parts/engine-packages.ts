import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { messageOf } from '../../src/base/index.ts';

const INSTALL_MS_MAX = 300_000;

/** What was installed where. */
export interface Installed {
  /** A temporary folder that the caller removes. */
  readonly folder: string;
  /** The version of each package; null for one that could not be installed. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** In words why something is missing; empty when nothing is. */
  readonly missing: readonly string[];
}

/**
 * Installs packages from the npm registry into a temporary folder, so that they are never part of
 * hone. Their install scripts do not run.
 */
export async function installPackages(
  packages: readonly string[],
  signal: AbortSignal,
): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'hone-engines-'));
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
  const versions: Record<string, string | null> = {};
  const missing: string[] = [];
  const npm = npmWords();
  for (const name of packages) {
    try {
      await promisify(execFile)(
        npm.program,
        [...npm.words, 'install', '--ignore-scripts', '--no-audit', '--no-fund', name],
        { cwd: folder, timeout: INSTALL_MS_MAX, signal },
      );
      versions[name] = versionOf(join(folder, 'node_modules', name, 'package.json'));
    } catch (thrown) {
      versions[name] = null;
      missing.push(`${name} could not be installed: ${messageOf(thrown).split('\n')[0] ?? ''}`);
    }
  }
  return { folder, versions, missing };
}

/** The npm of whoever started this, or the one on the PATH. */
function npmWords(): { readonly program: string; readonly words: readonly string[] } {
  const cli = process.env['npm_execpath'];
  return cli === undefined
    ? { program: 'npm', words: [] }
    : { program: process.execPath, words: [join(dirname(cli), 'npm-cli.js')] };
}

function versionOf(path: string): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(path, 'utf8'));
  return manifest.version;
}
