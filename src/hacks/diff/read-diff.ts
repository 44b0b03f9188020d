import { unquotedPath } from './quoted-path.ts';

/** One line of a hunk. */
export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Without its mark and line end. */
  readonly text: string;
  /** From 1: in the new file, or in the old one when it was removed. */
  readonly number: number;
}

/** The lines of one hunk, in order. */
export type DiffHunk = readonly DiffLine[];

/** What a diff says of one file. */
export interface DiffFile {
  /** The new name, or the old one when the file is deleted; '' when the diff names none. */
  readonly path: string;
  readonly isNew: boolean;
  readonly isDeleted: boolean;
  readonly isBinary: boolean;
  readonly hunks: readonly DiffHunk[];
}

interface OpenFile {
  oldPath: string | null;
  newPath: string | null;
  isNew: boolean;
  isDeleted: boolean;
  isBinary: boolean;
  hunks: DiffLine[][];
}

/**
 * Reads a unified diff as git writes it, or as `diff -u` does; mail headers and other text around
 * it are passed over. Never throws: what is damaged ends the hunk that it is in.
 */
export function readDiff(patch: string): DiffFile[] {
  const reader = new DiffReader();
  let start = 0;
  while (start < patch.length) {
    const found = patch.indexOf('\n', start);
    const end = found === -1 ? patch.length : found;
    const hasReturn = end > start && patch.charCodeAt(end - 1) === 13;
    reader.take(patch.slice(start, hasReturn ? end - 1 : end));
    start = end + 1;
  }
  return reader.files();
}

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

class DiffReader {
  readonly #files: OpenFile[] = [];
  #file: OpenFile | null = null;
  #hunk: DiffLine[] = [];
  #oldNext = 0;
  #newNext = 0;
  #oldLeft = 0;
  #newLeft = 0;

  take(line: string): void {
    if (this.#oldLeft > 0 || this.#newLeft > 0) {
      if (this.#takeHunkLine(line)) {
        return;
      }
      this.#oldLeft = 0;
      this.#newLeft = 0;
    }
    this.#takeHeader(line);
  }

  files(): DiffFile[] {
    return this.#files.map(({ oldPath, newPath, ...rest }) => ({
      ...rest,
      path: newPath ?? oldPath ?? '',
    }));
  }

  #takeHunkLine(line: string): boolean {
    const mark = line.charAt(0);
    const text = line.slice(1);
    if (mark === '+' && this.#newLeft > 0) {
      this.#hunk.push({ kind: 'added', text, number: this.#newNext });
      this.#newNext += 1;
      this.#newLeft -= 1;
      return true;
    }
    if (mark === '-' && this.#oldLeft > 0) {
      this.#hunk.push({ kind: 'removed', text, number: this.#oldNext });
      this.#oldNext += 1;
      this.#oldLeft -= 1;
      return true;
    }
    // An empty line is context whose one space an editor or a mail program took away.
    if ((mark === ' ' || line === '') && this.#oldLeft > 0 && this.#newLeft > 0) {
      this.#hunk.push({ kind: 'context', text, number: this.#newNext });
      this.#newNext += 1;
      this.#oldNext += 1;
      this.#oldLeft -= 1;
      this.#newLeft -= 1;
      return true;
    }
    return mark === '\\';
  }

  #takeHeader(line: string): void {
    if (line.startsWith('@@ ')) {
      this.#openHunk(line);
    } else if (line.startsWith('diff --git ')) {
      this.#openFile(pathOfGitLine(line.slice('diff --git '.length)));
    } else if (line.startsWith('--- ')) {
      if (this.#file === null || this.#file.hunks.length > 0) {
        this.#openFile(null);
      }
      this.#name('oldPath', line.slice(4), 'isNew');
    } else if (line.startsWith('+++ ')) {
      this.#name('newPath', line.slice(4), 'isDeleted');
    } else if (this.#file !== null) {
      this.#takeDetail(this.#file, line);
    }
  }

  #takeDetail(file: OpenFile, line: string): void {
    if (line.startsWith('new file mode ')) {
      file.isNew = true;
    } else if (line.startsWith('deleted file mode ')) {
      file.isDeleted = true;
    } else if (line.startsWith('rename from ') || line.startsWith('copy from ')) {
      file.oldPath = unquotedPath(line.slice(line.indexOf('from ') + 5));
    } else if (line.startsWith('rename to ') || line.startsWith('copy to ')) {
      file.newPath = unquotedPath(line.slice(line.indexOf('to ') + 3));
    } else if (line.startsWith('Binary files ') || line === 'GIT binary patch') {
      file.isBinary = true;
    }
  }

  #openFile(path: string | null): void {
    this.#file = {
      oldPath: path,
      newPath: path,
      isNew: false,
      isDeleted: false,
      isBinary: false,
      hunks: [],
    };
    this.#files.push(this.#file);
  }

  #openHunk(line: string): void {
    const found = HUNK.exec(line);
    if (found === null || this.#file === null) {
      return;
    }
    const [, oldStart, oldCount = '1', newStart, newCount = '1'] = found;
    this.#hunk = [];
    this.#file.hunks.push(this.#hunk);
    this.#oldNext = Number(oldStart);
    this.#newNext = Number(newStart);
    this.#oldLeft = Number(oldCount);
    this.#newLeft = Number(newCount);
  }

  #name(side: 'oldPath' | 'newPath', written: string, whenNull: 'isNew' | 'isDeleted'): void {
    if (this.#file === null) {
      return;
    }
    // git and diff put a tab behind a name, before the time or for names with spaces.
    const name = written.startsWith('"') ? written : (written.split('\t', 1)[0] ?? '');
    if (name === '/dev/null') {
      this.#file[whenNull] = true;
      this.#file[side] = null;
    } else {
      this.#file[side] = withoutPrefix(unquotedPath(name.trimEnd()));
    }
  }
}

/** `a/` and `b/`, or the letters of diff.mnemonicPrefix. */
function withoutPrefix(path: string): string {
  return /^[abciow]\//.test(path) ? path.slice(2) : path;
}

/**
 * The name in `diff --git a/NAME b/NAME`, for files without `+++` (renamed, binary, empty). Both
 * names are equal unless other headers give them, so the line is split in its middle.
 */
function pathOfGitLine(names: string): string | null {
  if (names.startsWith('"')) {
    const end = names.indexOf('" ');
    return end === -1 ? null : withoutPrefix(unquotedPath(names.slice(0, end + 1)));
  }
  const middle = (names.length - 1) / 2;
  const first = withoutPrefix(names.slice(0, middle));
  const second = withoutPrefix(names.slice(middle + 1));
  return Number.isInteger(middle) && first === second ? first : null;
}
