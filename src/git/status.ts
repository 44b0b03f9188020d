import { copyFileSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type GitOptions, type GitPlace, runGit } from './git-command.ts';
import { layGitFolder, type ObjectFormat } from './git-folder.ts';
import { EXAMPLES_MAX, TREE_TIMEOUT_MS } from './limits.ts';
import { withScratchFolder } from './scratch-folder.ts';
import { type Settings, userExcludesPath } from './settings.ts';

/** What is not committed in a working tree. */
export interface Dirt {
  /** Files that git tracks and that differ from HEAD, in the index or on disk. */
  readonly tracked: number;
  /** Untracked files; an untracked folder counts once. Ignored ones do not count. */
  readonly untracked: number;
  /** The first few paths, tracked ones first. */
  readonly examples: readonly string[];
}

/** A working tree and the repository that it belongs to. */
export interface Subject {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly objectFormat: ObjectFormat;
  readonly settings: Settings;
  readonly commit: string;
}

/** Settings that decide what counts as changed and that can't run anything. */
const COMPARING_SETTINGS = [
  'core.autocrlf',
  'core.eol',
  'core.trustctime',
  'core.checkstat',
  'core.attributesfile',
];

/**
 * What `git status` would say, from a GIT_DIR of hone's own with the subject's index, so that a
 * filter, fsmonitor or submodule that the subject configures can't run. A file behind a filter
 * (Git LFS) whose time stamp changed since git last looked counts as changed.
 */
export async function readStatus(subject: Subject, options: GitOptions): Promise<Dirt> {
  const { stdout } = await withScratchFolder(tmpdir(), (folder) => {
    const place = layStatusFolder(folder, subject);
    return runGit(
      place,
      ['status', '--porcelain=v2', '-z', '--no-renames', '--untracked-files=normal', NO_SUBMODULES],
      { ...options, timeoutMs: TREE_TIMEOUT_MS },
    );
  });
  return parseStatus(stdout.toString('utf8'));
}

/** Looking into a submodule would start a git there, under the submodule's own settings. */
const NO_SUBMODULES = '--ignore-submodules=dirty';

/** Fields before the path in each kind of record, by git-status(1), porcelain format 2. */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10 };

function parseStatus(text: string): Dirt {
  const tracked: string[] = [];
  const untracked: string[] = [];
  for (const record of text.split('\0')) {
    const fields = FIELDS_BEFORE_PATH[record.charAt(0)];
    if (fields !== undefined) {
      tracked.push(record.split(' ').slice(fields).join(' '));
    } else if (record.startsWith('? ')) {
      untracked.push(record.slice(2));
    }
  }
  const examples = [...tracked, ...untracked].slice(0, EXAMPLES_MAX);
  return { tracked: tracked.length, untracked: untracked.length, examples };
}

/**
 * A place for commands on a working tree and its real index, in a GIT_DIR that hone lays into
 * `folder`: line ends are as the user wants them, and no filter, hook or fsmonitor can run.
 */
export function layStatusFolder(folder: string, subject: Subject): GitPlace {
  layGitFolder(folder, {
    objectFormat: subject.objectFormat,
    bare: false,
    head: subject.commit,
    settings: subject.settings,
    commonDir: subject.commonDir,
    alternates: [join(subject.commonDir, 'objects')],
    attributes: '',
  });
  for (const name of ['exclude', 'attributes']) {
    const path = join(subject.commonDir, 'info', name);
    if (existsSync(path)) {
      copyFileSync(path, join(folder, 'info', name));
    }
  }
  // A split index names its other half relative to GIT_DIR.
  for (const name of readdirSync(subject.gitDir)) {
    if (name.startsWith('sharedindex.')) {
      symlinkSync(join(subject.gitDir, name), join(folder, name));
    }
  }
  const config = [`core.excludesFile=${userExcludesPath(subject.settings)}`];
  for (const key of COMPARING_SETTINGS) {
    const value = subject.settings.get(key);
    if (value !== undefined) {
      config.push(`${key}=${value}`);
    }
  }
  const env = {
    GIT_DIR: folder,
    GIT_WORK_TREE: subject.root,
    GIT_INDEX_FILE: join(subject.gitDir, 'index'),
  };
  return { cwd: subject.root, env, config, trust: 'none' };
}
