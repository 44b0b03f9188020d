import { MESSAGE_CHARS_MAX } from './limits.ts';

/** Where something stands in a file. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
}

/** The place so many characters further on the same line. */
export function placeAfter({ line, column }: Place, characters: number): Place {
  return { line, column: column + characters };
}

/** Something in a file that is refused, or that its reader should know. */
export interface Problem extends Place {
  readonly severity: 'error' | 'warning';
  /** What is wrong with what, as a sentence. */
  readonly message: string;
  /** What to write instead, as a sentence. */
  readonly hint: string | null;
}

/** Collects what is found; the same thing at the same place is kept once. */
export class Complaints {
  readonly #found = new Map<string, Problem>();

  /** The file can't be honoured as it is. */
  refuse(place: Place, message: string, hint: string | null = null): void {
    this.#add('error', place, message, hint);
  }

  /** The file still means something, though not quite what it says. */
  warn(place: Place, message: string, hint: string | null = null): void {
    this.#add('warning', place, message, hint);
  }

  /** Like `warn`, but only where this message comes first. */
  warnOnce(place: Place, message: string, hint: string | null): void {
    if (![...this.#found.values()].some((problem) => problem.message === printable(message))) {
      this.#add('warning', place, message, hint);
    }
  }

  /** Everything found so far in the order of the text, errors and warnings. */
  problems(): Problem[] {
    return [...this.#found.values()].sort(
      (left, right) => left.line - right.line || left.column - right.column,
    );
  }

  #add(
    severity: Problem['severity'],
    { line, column }: Place,
    message: string,
    hint: string | null,
  ): void {
    this.#found.set(`${line}:${column} ${message}`, {
      severity,
      line,
      column,
      message: printable(message),
      hint: hint === null ? null : printable(hint),
    });
  }
}

/** Messages quote what a file says, which must not reach a terminal as it is, nor fill it. */
function printable(text: string): string {
  const whole = text.length <= MESSAGE_CHARS_MAX ? text : `${text.slice(0, MESSAGE_CHARS_MAX)} … .`;
  return whole.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
