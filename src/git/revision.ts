import { closest, distance } from 'fastest-levenshtein';

import { HoneError } from '../base/index.ts';
import { readCommitAt } from './commit.ts';
import { type GitOptions, gitText, runGit } from './git-command.ts';
import { type ReadOptions, storePlace, withStore } from './object-store.ts';
import { type Repository, subjectPlace } from './repository.ts';

/** What a revision stands for. */
export interface Revision {
  readonly commit: string;
  readonly tree: string;
  /** First line of its message. */
  readonly subject: string;
}

/**
 * The commit that a name stands for: a branch, tag, commit id, `HEAD~3`, `main@{yesterday}`, …
 *
 * @throws HoneError E_NOT_FOUND when it names no commit, with the nearest name there is;
 * E_USAGE when it looks like an option
 */
export async function resolveRevision(
  repository: Repository,
  revision: string,
  options: GitOptions = {},
): Promise<Revision> {
  if (revision.startsWith('-') || /[\0\n]/.test(revision)) {
    throw new HoneError(
      'E_USAGE',
      `${JSON.stringify(revision)} can't be a revision: it must not begin with "-" nor hold a ` +
        `line break. Name a branch, a tag or a commit.`,
    );
  }
  const place = subjectPlace(repository);
  const found = await runGit(place, ['rev-parse', '--verify', `${revision}^{commit}`], {
    ...options,
    accept: [0, 1, 128],
  });
  const id = found.stdout.toString().trim();
  if (found.code !== 0 || !/^[0-9a-f]+$/.test(id)) {
    // `^main` is a valid argument of rev-parse, but names what to leave out
    throw await unknownRevision(repository, revision, found.stderr, options);
  }
  const { commit, tree, subject } = await readCommitAt(place, id, options);
  return { commit, tree, subject };
}

/** The best common ancestor of two commits; null when their histories share nothing. */
export function mergeBaseOf(
  repository: Repository,
  left: string,
  right: string,
  options: ReadOptions = {},
): Promise<string | null> {
  return withStore(repository, options, async (store) => {
    const result = await runGit(storePlace(store), ['merge-base', left, right], {
      ...options,
      accept: [0, 1],
    });
    return result.code === 0 ? result.stdout.toString().trim() : null;
  });
}

/** A name further away than this many letters, or a third of it, is no likely misspelling. */
const MISSPELT_LETTERS_MAX = 2;

async function unknownRevision(
  repository: Repository,
  revision: string,
  words: string,
  options: GitOptions,
): Promise<HoneError> {
  const listed = await gitText(
    subjectPlace(repository),
    ['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/tags', 'refs/remotes'],
    options,
  );
  const advice: string[] = [];
  const nearest = closest(revision, listed.split('\n'));
  const allowed = Math.max(MISSPELT_LETTERS_MAX, Math.floor(revision.length / 3));
  if (nearest !== '' && distance(revision, nearest) <= allowed) {
    advice.push(`Did you mean ${nearest}?`);
  }
  if (words.includes('ambiguous')) {
    advice.push('Several objects begin with it: give more digits.');
  }
  if (repository.shallow) {
    advice.push(
      'This is a shallow clone, which has only the newest commits: `git fetch --unshallow` ' +
        'brings the others.',
    );
  }
  advice.push('`git branch --all` and `git tag` list what there is.');
  return new HoneError(
    'E_NOT_FOUND',
    `The repository ${repository.root} has no commit called ${JSON.stringify(revision)}. ` +
      advice.join(' '),
  );
}
