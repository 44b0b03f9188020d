import { homedir } from 'node:os';
import { join } from 'node:path';

import { type GitOptions, type GitPlace, runGit } from './git-command.ts';

/** Every setting that git sees in a repository, by lower-case key; the last one wins. */
export type Settings = ReadonlyMap<string, string>;

/** Reads all settings of the repository, the user and the machine. Reading runs nothing. */
export async function readSettings(place: GitPlace, options: GitOptions = {}): Promise<Settings> {
  const { stdout } = await runGit(place, ['config', '--list', '-z'], options);
  const settings = new Map<string, string>();
  for (const record of stdout.toString('utf8').split('\0')) {
    const end = record.indexOf('\n');
    if (end >= 0) {
      settings.set(record.slice(0, end), record.slice(end + 1));
    } else if (record !== '') {
      settings.set(record, 'true'); // `[core] bare` without a value
    }
  }
  return settings;
}

/** The user's own list of ignored files, which need not exist. */
export function userExcludesPath(settings: Settings): string {
  const configured = settings.get('core.excludesfile');
  if (configured !== undefined && configured !== '') {
    return configured.startsWith('~/') ? join(homedir(), configured.slice(2)) : configured;
  }
  const folder = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  return join(folder, 'git', 'ignore');
}
