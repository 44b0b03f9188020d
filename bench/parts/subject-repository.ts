import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { writeFileAtomic } from '../../src/base/index.ts';

/** Longest that one call of git may take here; a first commit of a small package takes 0.1 s. */
const GIT_TIMEOUT_MS = 60_000;

/**
 * Writes files into a folder, which may hold others already, and commits all of it as the first
 * commit of a new repository.
 *
 * @param folder - absolute; becomes the root of the repository
 * @param files - text by path from the root
 */
export function commitSubject(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    writeFileAtomic(join(folder, path), text);
  }
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid'];
  git(folder, ['init', '--quiet', '--initial-branch', 'main']);
  git(folder, ['add', '--all']);
  git(folder, [...identity, 'commit', '--quiet', '--no-verify', '--message', 'The subject']);
}

/** Runs git in a folder. @returns what it printed */
export function git(folder: string, words: readonly string[]): string {
  return execFileSync('git', words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: GIT_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
