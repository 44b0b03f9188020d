import { wordsOf } from '../../bench/index.ts';
import { joinedWords } from '../../suite/index.ts';
import { keptBranch } from './kept-branch.ts';
import type { RunContext } from './run-context.ts';
import type { NamedSource } from './started.ts';

/**
 * What a person can type to bring a proposal that does not fit onto what was kept, and to have it
 * judged there.
 */
export function nextOnStack(
  { run, started }: Pick<RunContext, 'run' | 'started'>,
  { name, source }: NamedSource,
): string {
  const branch = keptBranch(run, started);
  const onto = branch ?? 'hone/RUN';
  const first =
    branch === null
      ? 'run the same again with --keep, so that what is kept gets a branch hone/RUN; then '
      : '';
  const own = `${name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+/, '')}-rebased`;
  const merged = (bring: string): string =>
    `${first}git switch -c ${own} ${onto} && ${bring}; resolve what conflicts and commit; then ` +
    `hone try --base ${onto} ${own}`;
  switch (source.kind) {
    case 'patch':
      return merged(`git apply --3way ${asWord(source.path)}`);
    case 'revision':
      return merged(`git merge --squash ${asWord(source.revision)}`);
    case 'pull-request':
      return merged(`git fetch origin pull/${source.number}/head && git merge --squash FETCH_HEAD`);
    case 'command':
      return `${first}hone try --base ${onto} -- ${joinedWords(wordsOf(source.command))}`;
  }
}

/** As a shell takes it for one word. */
function asWord(text: string): string {
  return /^[\w./:@%+=~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
