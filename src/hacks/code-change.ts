import { at } from '../base/index.ts';
import type { DiffFile, DiffHunk, DiffLine } from './diff/read-diff.ts';
import { type Language, languageOf } from './language/language-of.ts';
import { type LineView, readLines } from './language/read-lines.ts';
import { syntaxOf } from './language/syntax.ts';
import { CONTAINED_WORK_MAX } from './limits.ts';

/** One line of a changed file. */
export interface CodeLine extends LineView {
  /** From 1; in the new file unless it is a removed line. */
  readonly number: number;
  readonly text: string;
  readonly isAdded: boolean;
  /** True for an added line whose content was not there before, elsewhere or in a longer line. */
  readonly isFresh: boolean;
}

/** The lines of one hunk on both sides. */
export interface CodeHunk {
  /** Context and added lines, as they follow each other in the new file. */
  readonly lines: readonly CodeLine[];
  readonly removed: readonly CodeLine[];
}

/** A changed file as the rules see it. */
export interface CodeFile {
  readonly path: string;
  readonly language: Language;
  readonly isNew: boolean;
  readonly hunks: readonly CodeHunk[];
  /** All fresh lines of the file. */
  readonly fresh: readonly CodeLine[];
  /** Code of the old side as far as the diff shows it: context and removed lines. */
  readonly oldText: string;
}

/**
 * Takes the changed files apart into code, strings and comments, and finds out which added lines
 * are new at all. Deleted and binary files have no added lines and are left out.
 */
export function codeChange(files: readonly DiffFile[]): CodeFile[] {
  const read = files
    .filter((file) => !file.isDeleted && !file.isBinary)
    .map((file) => {
      const first = file.hunks[0]?.find(({ kind, number }) => kind !== 'removed' && number === 1);
      const language = languageOf(file.path, first?.text ?? null);
      return { file, language, hunks: file.hunks.map((hunk) => sidesOf(hunk, language)) };
    });
  const moved = new MovedLines(read.flatMap(({ hunks }) => hunks));
  return read.map(({ file, language, hunks }) => {
    const own = new MovedLines(hunks);
    hunks.forEach((hunk) => markFresh(hunk, [own, moved]));
    return {
      path: file.path,
      language,
      isNew: file.isNew,
      hunks,
      fresh: hunks.flatMap(({ lines }) => lines.filter(({ isFresh }) => isFresh)),
      oldText: hunks.map(oldTextOf).join('\n'),
    };
  });
}

/** A line of which it is not known yet whether it is fresh. */
type OpenLine = Omit<CodeLine, 'isFresh'> & { isFresh: boolean; readonly kind: DiffLine['kind'] };

interface OpenHunk {
  readonly lines: readonly OpenLine[];
  readonly removed: readonly OpenLine[];
}

function sidesOf(hunk: DiffHunk, language: Language): OpenHunk {
  const side = (gone: 'removed' | 'added'): OpenLine[] => {
    const kept = hunk.filter(({ kind }) => kind !== gone);
    const views = readLines(
      kept.map(({ text }) => text),
      syntaxOf(language),
    );
    return kept.map(({ kind, number, text }, index) => {
      const isAdded = kind === 'added';
      return Object.assign(at(views, index), { kind, number, text, isAdded, isFresh: false });
    });
  };
  return {
    lines: side('removed'),
    removed: side('added').filter(({ kind }) => kind === 'removed'),
  };
}

/**
 * Lines that were taken away in one place and added in another. Counted, so that one removed line
 * does not excuse two; when there are more added than removed ones, all of them count as new,
 * because which of them was moved can't be told.
 */
class MovedLines {
  readonly #balance = new Map<string, number>();

  constructor(hunks: readonly CodeHunk[]) {
    for (const hunk of hunks) {
      hunk.removed.forEach(({ live }) => this.#add(live, 1));
      hunk.lines.filter(({ isAdded }) => isAdded).forEach(({ live }) => this.#add(live, -1));
    }
  }

  has(line: CodeLine): boolean {
    return (this.#balance.get(line.live) ?? -1) >= 0;
  }

  #add(live: string, count: number): void {
    this.#balance.set(live, (this.#balance.get(live) ?? 0) + count);
  }
}

/** Finds out which of the added lines of a hunk are fresh. */
function markFresh(hunk: OpenHunk, moved: readonly MovedLines[]): void {
  const added = hunk.lines.filter(({ isAdded }) => isAdded);
  const gone = hunk.removed.map(({ live }) => live).join('\n');
  const addedChars = added.reduce((sum, { live }) => sum + live.length, 0);
  const isSearched = addedChars * gone.length <= CONTAINED_WORK_MAX;
  for (const line of added) {
    const isOld =
      moved.some((each) => each.has(line)) || (isSearched && isContained(line.live, gone));
    line.isFresh = line.live === '' ? line.comment !== '' : !isOld;
  }
}

/** True when a text stands in another as whole words: `n = 100` is not part of `n = 1000`. */
function isContained(part: string, whole: string): boolean {
  const start = whole.indexOf(part);
  if (start === -1) {
    return false;
  }
  const before = whole.charAt(start - 1) + part.charAt(0);
  const after = part.charAt(part.length - 1) + whole.charAt(start + part.length);
  return ![before, after].some((pair) => /^[\w.]{2}$/.test(pair));
}

function oldTextOf(hunk: CodeHunk): string {
  const context = hunk.lines.filter(({ isAdded }) => !isAdded);
  return [...context, ...hunk.removed].map(({ live }) => live).join('\n');
}
