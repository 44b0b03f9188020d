import { type GitOptions, gitText } from './git-command.ts';
import { type Repository, subjectPlace } from './repository.ts';

/** A commit of a line, as much as is needed to order what was measured on it. */
export interface LineCommit {
  readonly commit: string;
  readonly tree: string;
  /** Seconds since 1970. */
  readonly committedAtS: number;
  /** First line of its message. */
  readonly subject: string;
}

/** Commits that follow on each other by their first parents. */
export interface FirstParentLine {
  /** Newest first; at least one. */
  readonly commits: readonly LineCommit[];
  /** True when it goes on beyond `countMax`. */
  readonly isCut: boolean;
}

const FORMAT = '%H %T %ct %s';

/**
 * The line of first parents that ends in a commit: what a branch was at each time, without the
 * commits that merges brought. A shallow clone has only the newest of them.
 *
 * @param commit - a full object id
 * @param countMax - most commits that are read, at least 1
 */
export async function firstParentLine(
  repository: Repository,
  commit: string,
  options: GitOptions & { readonly countMax: number },
): Promise<FirstParentLine> {
  // Not `git log`, which a repository's own settings could make start a program (showSignature).
  const text = await gitText(
    subjectPlace(repository),
    [
      'rev-list',
      '--first-parent',
      `--max-count=${options.countMax + 1}`,
      `--format=${FORMAT}`,
      commit,
    ],
    options,
  );
  const commits = text
    .split('\n')
    .filter((line) => !line.startsWith('commit '))
    .map((line): LineCommit => {
      const [id = '', tree = '', seconds = '0', ...subject] = line.split(' ');
      return { commit: id, tree, committedAtS: Number(seconds), subject: subject.join(' ') };
    });
  return { commits: commits.slice(0, options.countMax), isCut: commits.length > options.countMax };
}
