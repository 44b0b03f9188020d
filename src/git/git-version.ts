import { tmpdir } from 'node:os';

import { HoneError } from '../base/index.ts';
import { type GitOptions, type GitPlace, gitText } from './git-command.ts';
import { GIT_VERSION_MIN } from './limits.ts';

/** A place that belongs to no repository, for commands that need none. */
export const nowhere: GitPlace = { cwd: tmpdir(), env: {}, config: [], trust: 'none' };

/** Major and minor number of a git. */
export type GitVersion = readonly [major: number, minor: number];

/** What was found, by PATH: the git of a PATH is asked once, because every use of it begins so. */
const known = new Map<string, GitVersion>();

/**
 * The version of the git on the PATH.
 *
 * @throws HoneError E_NO_GIT when git is missing or older than 2.30
 */
export async function gitVersion(options: GitOptions = {}): Promise<GitVersion> {
  const path = process.env['PATH'] ?? '';
  const before = known.get(path);
  if (before !== undefined) {
    return before;
  }
  const text = await gitText(nowhere, ['version'], { signal: options.signal });
  const found = /(\d+)\.(\d+)/.exec(text);
  const version: GitVersion = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
  if (!atLeast(version, GIT_VERSION_MIN)) {
    throw new HoneError(
      'E_NO_GIT',
      `hone needs git ${GIT_VERSION_MIN.join('.')} or newer; the one on the PATH says "${text}". ` +
        `Install a newer git, then run the same command again.`,
    );
  }
  known.set(path, version);
  return version;
}

/** True when `version` is `wanted` or newer. */
export function atLeast(version: GitVersion, wanted: GitVersion): boolean {
  return version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1]);
}
