import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

import { openRepository, type Repository } from '../../src/git/index.ts';

/** Variables under which a test's own git works the same on every machine. */
export const TEST_ENV: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '2024-05-06T07:08:09Z',
  GIT_COMMITTER_DATE: '2024-05-06T07:08:09Z',
};

/** A repository that a test may do anything to; it is removed when the test ends. */
export interface TemporaryRepository {
  readonly root: string;
  /** A sibling path of the repository, in the same temporary folder. */
  readonly beside: (name: string) => string;
  readonly git: (...args: string[]) => string;
  /** Feeds the command's standard input. */
  readonly gitWith: (input: string | Uint8Array, ...args: string[]) => string;
  readonly write: (path: string, content: string | Uint8Array) => void;
  readonly remove: (path: string) => void;
  /** Commits everything; returns the commit's id. */
  readonly commit: (message: string) => string;
  readonly open: (path?: string) => Promise<Repository>;
}

/** A temporary folder that is removed when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hone-git-test-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty repository on the branch `main`. */
export function temporaryRepository(
  t: TestContext,
  options: { readonly init?: readonly string[] } = {},
): TemporaryRepository {
  const folder = temporaryFolder(t);
  const root = join(folder, 'subject');
  mkdirSync(root);
  const gitWith = (input: string | Uint8Array, ...args: string[]): string =>
    execFileSync('git', args, { cwd: root, env: TEST_ENV, input, encoding: 'utf8', stdio: 'pipe' });
  const git = (...args: string[]): string => gitWith('', ...args);
  git('init', '-q', '-b', 'main', ...(options.init ?? []));
  return {
    root,
    beside: (name) => join(folder, name),
    git,
    gitWith,
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    commit: (message) => {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD').trim();
    },
    open: (path = root) => openRepository(path),
  };
}

/** What a HoneError with this code, whose message matches, looks like to `assert.rejects`. */
export function failure(code: string, message: RegExp): object {
  return { name: 'HoneError', code, message };
}
