import { at, HoneError } from '../base/index.ts';
import { type GitOptions, type GitPlace, gitText, runGit } from './git-command.ts';
import { HONE_IDENTITY, type Identity, identityEnv } from './identity.ts';
import { type ReadOptions, storePlace, withStore, type WriteOptions } from './object-store.ts';
import type { Repository } from './repository.ts';
import type { Settings } from './settings.ts';

/** A commit as it is stored. */
export interface Commit {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  /** Seconds since 1970. */
  readonly committedAtS: number;
  /** First paragraph of the message, on one line. */
  readonly subject: string;
  readonly message: string;
}

/** One `Key: value` line at the end of a commit message. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

/**
 * Reads one commit.
 *
 * @param commit - a full object id
 * @throws HoneError E_REPOSITORY when there is no such commit
 */
export function readCommit(
  repository: Repository,
  commit: string,
  options: ReadOptions = {},
): Promise<Commit> {
  return withStore(repository, options, (store) =>
    readCommitAt(storePlace(store), commit, options),
  );
}

/** As `readCommit`, in any place. */
export async function readCommitAt(
  place: GitPlace,
  commit: string,
  options: GitOptions,
): Promise<Commit> {
  const { stdout } = await runGit(place, ['cat-file', 'commit', commit], options);
  return parseCommit(commit, stdout);
}

/** The message of a commit as it was written. */
export async function commitMessageOf(
  repository: Repository,
  commit: string,
  options: ReadOptions = {},
): Promise<string> {
  return (await readCommit(repository, commit, options)).message;
}

/** The trailers of a commit message, in order; see `trailersOfAll`. */
export async function trailersOf(
  repository: Repository,
  commit: string,
  options: ReadOptions = {},
): Promise<readonly Trailer[]> {
  return (await trailersOfAll(repository, [commit], options)).get(commit) ?? [];
}

/**
 * The trailers of several commits by their ids, in order; read without any trailer configuration.
 *
 * @param commits - full object ids
 * @throws HoneError E_REPOSITORY when there is no such commit
 */
export async function trailersOfAll(
  repository: Repository,
  commits: readonly string[],
  options: ReadOptions = {},
): Promise<ReadonlyMap<string, readonly Trailer[]>> {
  const found = new Map<string, Trailer[]>();
  if (commits.length === 0) {
    return found;
  }
  const asked = ['rev-list', '--no-walk=unsorted', '--stdin', `--format=${TRAILERS}`];
  const input = commits.map((commit) => `${commit}\n`).join('');
  const text = await withStore(repository, options, (store) =>
    gitText(storePlace(store), asked, { ...options, input }),
  );
  let own: Trailer[] = [];
  for (const line of text.split('\n')) {
    const commit = /^commit ([0-9a-f]{40,64})$/.exec(line)?.[1];
    const end = line.indexOf(':');
    if (commit !== undefined) {
      own = [];
      found.set(commit, own);
    } else if (end !== -1) {
      own.push({ key: line.slice(0, end), value: line.slice(end + 1).trim() });
    }
  }
  return found;
}

/** One `Key: value` in a line, as `git interpret-trailers --parse` has them. */
const TRAILERS = '%(trailers:only=true,unfold=true)';

/** What a new commit consists of. */
export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Default: the user's own name in git, else hone. */
  readonly author?: Identity | undefined;
  /** ISO 8601 with a zone, for author and committer; default: now. */
  readonly date?: string | undefined;
}

/**
 * Writes a commit object into hone's store: no hook, no signature, no branch moves.
 *
 * @returns its id
 * @throws HoneError E_REPOSITORY when the tree or a parent does not exist
 */
export async function commitTree(
  repository: Repository,
  commit: NewCommit,
  options: WriteOptions,
): Promise<string> {
  if (commit.message.trim() === '' || commit.message.includes('\0')) {
    throw new HoneError('E_USAGE', 'A commit message needs at least one word and no NUL byte.');
  }
  const user = userIdentity(repository.settings);
  const date: Record<string, string> =
    commit.date === undefined
      ? {}
      : { GIT_AUTHOR_DATE: commit.date, GIT_COMMITTER_DATE: commit.date };
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  return withStore(repository, options, (store) => {
    const place = storePlace(store);
    const env = { ...place.env, ...identityEnv(commit.author ?? user, user), ...date };
    return gitText({ ...place, env }, ['commit-tree', commit.tree, ...parents, '-F', '-'], {
      ...options,
      input: commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`,
    });
  });
}

/** The user as git's settings name them; hone when they name nobody completely. */
function userIdentity(settings: Settings): Identity {
  const name = settings.get('user.name')?.trim() ?? '';
  const email = settings.get('user.email')?.trim() ?? '';
  return name === '' || email === '' ? HONE_IDENTITY : { name, email };
}

function parseCommit(commit: string, content: Buffer): Commit {
  const end = content.indexOf('\n\n');
  const header = content.subarray(0, end < 0 ? content.length : end).toString('utf8');
  const values = (name: string): string[] =>
    header
      .split('\n')
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  const message = end < 0 ? '' : decoded(content.subarray(end + 2), values('encoding')[0]);
  const author = /^(.*?) ?<([^>]*)>/.exec(values('author')[0] ?? '');
  const committed = /> (-?\d+) /.exec(values('committer')[0] ?? '');
  return {
    commit,
    tree: at(values('tree'), 0),
    parents: values('parent'),
    author: { name: author?.[1] ?? '', email: author?.[2] ?? '' },
    committedAtS: Number(committed?.[1] ?? 0),
    subject: (message.trimStart().split(/\n\s*\n/)[0] ?? '').trim().replaceAll(/\s*\n\s*/g, ' '),
    message,
  };
}

/** Commit messages are UTF-8 unless the commit says otherwise. */
function decoded(bytes: Uint8Array, encoding = 'utf-8'): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    // An encoding that this Node does not know: what is not ASCII is shown as replacement marks.
    return new TextDecoder().decode(bytes);
  }
}
