import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs published packages into a folder of their own, with their install scripts: agents come
 * with binaries that those fetch.
 *
 * @param specs - as npm takes them, each with its version
 * @returns the folder
 */
export function fetchPackages(folder: string, specs: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  console.log(`fetching ${specs.join(' and ')} …`);
  const words = ['install', '--no-audit', '--no-fund', ...specs];
  execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}
