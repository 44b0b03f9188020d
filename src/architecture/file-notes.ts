import type { ArchitectureEvidence, ArchitectureNote } from '../model/index.ts';
import { FILE_NOTES_MAX, SHOWN_CHARS_MAX } from './limits.ts';

/** A file of the subject as it was committed. */
export interface SourceText {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What one file says. */
export interface FileNotes {
  readonly notes: readonly ArchitectureNote[];
  /** Why the file, or a part of it, says nothing; null when all of it was read. */
  readonly problem: string | null;
}

/** What else is committed. */
export interface SubjectTree {
  /** @param path - from the root, with `/` */
  has(path: string): boolean;
}

/** Reads one kind of file. It never throws: what is broken is a problem and not a failure. */
export type NoteReader = (file: SourceText, tree: SubjectTree) => FileNotes;

/** Collects the notes of one file. */
export class NoteList {
  readonly #file: SourceText;
  readonly #notes: ArchitectureNote[] = [];

  constructor(file: SourceText) {
    this.#file = file;
  }

  /**
   * Adds a note with its place, in this file unless another one is named; names that say nothing
   * are left out.
   *
   * @param line - from 1
   */
  add(
    note: Pick<ArchitectureNote, 'kind' | 'name' | 'technology'>,
    seen: {
      readonly kind: ArchitectureEvidence['kind'];
      readonly file?: string;
      readonly line: number;
      readonly text: string;
    },
  ): void {
    const name = shown(note.name);
    if (name === '' || this.#notes.length >= FILE_NOTES_MAX) {
      return;
    }
    const { kind, line, file = this.#file.path } = seen;
    const evidence = [{ file, line, kind, text: shown(seen.text) || name }];
    this.#notes.push({ ...note, name, evidence });
  }

  end(problem: string | null = null): FileNotes {
    const isFull = this.#notes.length >= FILE_NOTES_MAX;
    const full = isFull ? `Only its first ${FILE_NOTES_MAX} parts are listed.` : null;
    return { notes: this.#notes, problem: problem ?? full };
  }
}

/** One line of what stands somewhere, cut where it is long. */
export function shown(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\s\u2028\u2029]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= SHOWN_CHARS_MAX
    ? line
    : `${characters.slice(0, SHOWN_CHARS_MAX - 1).join('')}…`;
}

/** Lines of a text with their numbers from 1. */
export function numberedLines(text: string): { readonly line: number; readonly text: string }[] {
  return text.split(/\r\n?|\n/).map((one, index) => ({ line: index + 1, text: one }));
}
