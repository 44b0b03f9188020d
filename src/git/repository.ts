import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { HoneError } from '../base/index.ts';
import { type GitOptions, type GitPlace, gitText, runGit } from './git-command.ts';
import type { ObjectFormat } from './git-folder.ts';
import { gitVersion } from './git-version.ts';
import { readSettings, type Settings } from './settings.ts';
import { type Dirt, readStatus } from './status.ts';
import { HONE_IDENTITY_ENV } from './identity.ts';

/** A git repository with a working tree and at least one commit, as it was when it was opened. */
export interface Repository {
  /** Top level of the working tree, absolute, links resolved. */
  readonly root: string;
  /** Of this working tree; differs from `commonDir` in a linked worktree. */
  readonly gitDir: string;
  /** Where objects and branches are. */
  readonly commonDir: string;
  readonly objectFormat: ObjectFormat;
  /** `branch` is the short name, null when HEAD is detached. */
  readonly head: { readonly commit: string; readonly branch: string | null };
  readonly shallow: boolean;
  /** True when file contents may be missing because the clone was made with --filter. */
  readonly partial: boolean;
  readonly dirty: Dirt;
  readonly settings: Settings;
}

/**
 * Opens the repository that a folder belongs to. Writes nothing.
 *
 * @param path - any folder inside the working tree
 * @throws HoneError E_NOT_FOUND when the folder does not exist, E_NO_GIT when git is missing or the
 * folder is in no repository, E_REPOSITORY for a bare or empty repository or one that belongs to
 * another user
 */
export async function openRepository(path: string, options: GitOptions = {}): Promise<Repository> {
  const start = resolve(path);
  if (!existsSync(start) || !statSync(start).isDirectory()) {
    throw new HoneError('E_NOT_FOUND', `There is no folder ${start}.`);
  }
  await gitVersion(options);
  const found = await discover(start, options);
  const place = subjectPlace(found);
  const settings = await readSettings({ ...place, trust: 'user' }, options);
  const head = await readHead(place, found.root, options);
  const dirty = await readStatus({ ...found, settings, commit: head.commit }, options);
  const partial =
    settings.has('extensions.partialclone') ||
    [...settings.keys()].some((key) => /^remote\..*\.promisor$/s.test(key));
  const shallow = existsSync(resolve(found.commonDir, 'shallow'));
  return { ...found, head, shallow, partial, dirty, settings };
}

/** Where a repository is, without anything read from it. */
export interface RepositoryPlace {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly objectFormat: ObjectFormat;
}

/**
 * For commands on the subject's branches and paths. Only commands that run no filter, driver or
 * hook may be used here; everything on objects goes through a store.
 */
export function subjectPlace(repository: RepositoryPlace): GitPlace {
  return {
    cwd: repository.root,
    env: {
      ...HONE_IDENTITY_ENV,
      GIT_DIR: repository.gitDir,
      GIT_WORK_TREE: repository.root,
    },
    config: [],
    trust: 'none',
  };
}

/** Answered by one word each, in this order. */
const TRAITS = ['--is-bare-repository', '--is-inside-work-tree', '--show-object-format'];

/** Answered by a path each. The last one fails where there is no working tree. */
const FOLDERS = ['--absolute-git-dir', '--git-common-dir', '--show-toplevel'];

/**
 * Finds the folders. This is the one step that reads the machine's configuration too, because the
 * user's safe.directory decides here whether a repository of another user may be opened.
 */
async function discover(start: string, options: GitOptions): Promise<RepositoryPlace> {
  const place: GitPlace = { cwd: start, env: {}, config: [], trust: 'user' };
  const ask = async (question: string): Promise<string> => {
    const { stdout } = await runGit(place, ['rev-parse', question], options);
    return stdout.toString('utf8').replace(/\n$/, ''); // a path may itself end in a line break
  };
  const asked = await runGit(place, ['rev-parse', ...TRAITS, ...FOLDERS], {
    ...options,
    accept: [0, 128],
  });
  const [bare, inside, format, ...paths] = asked.stdout.toString('utf8').split('\n');
  if (bare === 'true') {
    throw bareRepository(start);
  }
  if (inside === 'false') {
    throw new HoneError(
      'E_REPOSITORY',
      `${start} is inside the .git folder of a repository. Go to its working tree (the folder ` +
        `above .git), then run the same command again.`,
    );
  }
  if (asked.code !== 0) {
    throw notOpened(start, asked.stderr);
  }
  // The last line ends in a break too. More lines than questions: a path holds a line break.
  const isPlain = paths.length === FOLDERS.length + 1;
  const [gitDir, commonDir, root] = isPlain ? paths : await Promise.all(FOLDERS.map(ask));
  return {
    root: realpathSync(root ?? ''),
    gitDir: realpathSync(gitDir ?? ''),
    commonDir: realpathSync(resolve(start, commonDir ?? '')),
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
  };
}

async function readHead(
  place: GitPlace,
  root: string,
  options: GitOptions,
): Promise<Repository['head']> {
  const asked = ['rev-parse', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'];
  const { code, stdout } = await runGit(place, asked, { ...options, accept: [0, 128] });
  if (code !== 0) {
    throw new HoneError(
      'E_REPOSITORY',
      `The repository ${root} has no commits yet, so there is nothing to compare with. Commit ` +
        `what you have (\`git add -A && git commit\`), then run the same command again.`,
    );
  }
  const [commit = '', name = ''] = stdout.toString('utf8').split('\n');
  return { commit, branch: name === 'HEAD' ? null : name.replace(/^refs\/heads\//, '') };
}

/** Paths of submodules in the HEAD commit; hone does not fill them. */
export async function submodulesOf(
  { head, ...found }: Repository,
  options: GitOptions = {},
): Promise<string[]> {
  const list = ['ls-tree', '-r', '-z', '--full-tree', head.commit];
  const text = await gitText(subjectPlace(found), list, options);
  return text
    .split('\0')
    .filter((record) => record.startsWith('160000 '))
    .map((record) => record.slice(record.indexOf('\t') + 1));
}

function notOpened(start: string, words: string): HoneError {
  if (/dubious ownership|unsafe repository/.test(words)) {
    return new HoneError(
      'E_REPOSITORY',
      `The repository at ${start} belongs to another user, and git refuses to work in it because ` +
        `its settings could run that user's programs as you. hone does not override that. If you ` +
        `trust it, run \`git config --global --add safe.directory <its top folder>\`, or run ` +
        `hone as its owner. git said: ${words}`,
    );
  }
  if (/not a git repository/i.test(words)) {
    return new HoneError(
      'E_NO_GIT',
      `${start} is not inside a git repository. Go to the folder of your project, or make it one ` +
        `with \`git init && git add -A && git commit -m start\`.`,
    );
  }
  return new HoneError('E_REPOSITORY', `git can't open the repository at ${start}: ${words}`);
}

function bareRepository(start: string): HoneError {
  return new HoneError(
    'E_REPOSITORY',
    `${start} is a bare repository: it has no files to work on. Make a working copy with ` +
      `\`git clone ${start} <folder>\` and run the same command there.`,
  );
}
