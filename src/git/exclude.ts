import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { writeFileAtomic } from '../base/index.ts';
import { type GitOptions, type GitPlace, runGit } from './git-command.ts';
import { type Repository, subjectPlace } from './repository.ts';

/**
 * Adds a pattern to the repository's private ignore list, once.
 *
 * @param pattern - as in a .gitignore at the root, e.g. `/.hone/`
 * @returns true when it was not there before
 * @throws HoneError E_DISK
 */
export async function excludeFromStatus(repository: Repository, pattern: string): Promise<boolean> {
  const listed = join(repository.commonDir, 'info', 'exclude');
  // Some people keep this file elsewhere and link to it; the link stays.
  const path = existsSync(listed) ? realpathSync(listed) : listed;
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (content.toString('latin1').split(/\r?\n/).includes(pattern)) {
    return false;
  }
  const gap = content.length === 0 || content.at(-1) === 10 ? '' : '\n';
  writeFileAtomic(path, Buffer.concat([content, Buffer.from(`${gap}${pattern}\n`)]));
  return true;
}

/** check-ignore refuses to run with the switch that other commands run under. */
export const CHECK_IGNORE_ENV = { GIT_LITERAL_PATHSPECS: '0' };

/** True when the repository's or the user's ignore rules leave a path out of `git status`. */
export async function isIgnored(
  repository: Repository,
  path: string,
  options: GitOptions = {},
): Promise<boolean> {
  const subject = subjectPlace(repository);
  const env = { ...subject.env, ...CHECK_IGNORE_ENV };
  const place: GitPlace = { ...subject, env, trust: 'user' };
  const { code } = await runGit(place, ['check-ignore', '-q', '--stdin', '-z'], {
    ...options,
    accept: [0, 1],
    input: `./${path}\0`,
  });
  return code === 0;
}
