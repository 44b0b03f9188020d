import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { HoneError, messageOf, writeFileAtomic } from '../../src/base/index.ts';

const INSTALL_MS_MAX = 300_000;

/**
 * Installs published packages into a folder; nothing of them is run.
 *
 * @param specs - as npm takes them, such as `semver@7.6.3`
 * @throws HoneError E_COMMAND when npm can't
 */
export async function installPackages(
  folder: string,
  specs: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  writeFileAtomic(join(folder, 'package.json'), '{"private":true}\n');
  const words = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)('npm', [...words, ...specs], {
      cwd: folder,
      timeout: INSTALL_MS_MAX,
      signal,
    });
  } catch (thrown) {
    throw new HoneError('E_COMMAND', `npm could not install them: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
