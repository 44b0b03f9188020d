import { MESSAGE_CHARS_MAX, PROBLEMS_MAX } from './limits.ts';

/** Something in hone.yaml that is not understood, or that a reader should know. */
export interface Problem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** What is wrong with what, as a sentence. */
  readonly message: string;
  /** What to write instead, as a sentence. */
  readonly hint: string | null;
}

/** A problem at a character of the text, before that became a line and a column. */
export interface Finding {
  /** From 0. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string | null;
}

/** Findings in the order of the text with their places; the first of them at most. */
export function problemsFrom(
  findings: readonly Finding[],
  placeOf: (offset: number) => { line: number; col: number },
): Problem[] {
  return [...findings]
    .sort((left, right) => left.offset - right.offset)
    .slice(0, PROBLEMS_MAX)
    .map(({ offset, message, hint }) => {
      const { line, col } = placeOf(offset);
      return {
        line,
        column: col,
        message: printable(message),
        hint: hint === null ? null : printable(hint),
      };
    });
}

/** Messages quote what a file says, which must not reach a terminal as it is, nor fill it. */
function printable(text: string): string {
  const whole = text.length <= MESSAGE_CHARS_MAX ? text : `${text.slice(0, MESSAGE_CHARS_MAX)} … .`;
  return whole.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
